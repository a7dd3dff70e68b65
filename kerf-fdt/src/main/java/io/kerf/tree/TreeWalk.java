// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

import java.util.ArrayDeque;
import java.util.Deque;

/** The walk behind {@link DeviceTree#visit}, with a stack of its own. */
final class TreeWalk {
    private TreeWalk() {}

    /** A node that was entered, and how many of its children were. */
    private static final class Step {
        private final NodePath path;
        private final DtNode node;
        private int next;

        Step(NodePath path, DtNode node) {
            this.path = path;
            this.node = node;
        }
    }

    static void walk(DtNode root, TreeVisitor visitor) {
        Deque<Step> open = new ArrayDeque<>();
        boolean goOn = enter(new Step(NodePath.root(), root), open, visitor);
        while (goOn && !open.isEmpty()) {
            Step step = open.element();
            if (step.next < step.node.children().size()) {
                DtNode child = step.node.children().get(step.next++);
                goOn = enter(new Step(step.path.child(child.name()), child), open, visitor);
            } else {
                open.remove();
                visitor.leave(step.path, step.node);
            }
        }
    }

    private static boolean enter(Step step, Deque<Step> open, TreeVisitor visitor) {
        return switch (visitor.enter(step.path, step.node)) {
            case CHILDREN -> {
                open.push(step);
                yield true;
            }
            case SIBLINGS -> {
                visitor.leave(step.path, step.node);
                yield true;
            }
            case STOP -> false;
        };
    }
}
