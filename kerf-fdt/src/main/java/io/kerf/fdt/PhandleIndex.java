// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Finds the nodes of a {@link TargetTree} by their phandles. One walk over the base numbers its nodes in document order; nodes whose
 * phandle an overlay sets come on top. An entry is not removed when the phandle of its node changes: it is passed over when it is
 * met.
 */
final class PhandleIndex {
    private final TargetTree tree;
    private DtNode[] nodes = new DtNode[256];
    private int[] parents = new int[256];
    private int nodeCount;

    /** Open hash of phandles, 0 for a free slot; with the number of the first node that has it. */
    private int[] keys = new int[256];

    private int[] holders = new int[256];
    private int keyCount;

    /** Differs from index to index, so that nobody can choose phandles that collide. */
    private final int multiplier = ThreadLocalRandom.current().nextInt() | 1;

    /** The other nodes of the base that have a phandle twice, which {@code dtc} would refuse. */
    private final Map<Integer, Deque<Integer>> others = new HashMap<>();

    private final Map<Integer, PriorityQueue<TargetNode>> set = new HashMap<>();
    private int max;
    private boolean maxIsGone;

    PhandleIndex(TargetTree tree, DtNode base) {
        this.tree = tree;
        walk(base);
    }

    private void walk(DtNode base) {
        DtNode[] open = new DtNode[64];
        int[] openParents = new int[64];
        open[0] = base;
        for (int count = 1; count > 0; ) {
            DtNode node = open[--count];
            int number = number(node, openParents[count]);
            List<DtNode> children = node.children();
            if (count + children.size() > open.length) {
                int capacity = Math.max(count + children.size(), 2 * open.length);
                open = Arrays.copyOf(open, capacity);
                openParents = Arrays.copyOf(openParents, capacity);
            }
            for (int i = children.size() - 1; i >= 0; i--) {
                open[count] = children.get(i);
                openParents[count++] = number;
            }
        }
    }

    private int number(DtNode node, int parent) {
        if (nodeCount == nodes.length) {
            nodes = Arrays.copyOf(nodes, nodeCount * 2);
            parents = Arrays.copyOf(parents, nodeCount * 2);
        }
        nodes[nodeCount] = node;
        parents[nodeCount] = parent;
        int phandle = phandleOf(node);
        if (phandle != 0) {
            put(phandle, nodeCount);
            raiseMax(phandle);
        }
        return nodeCount++;
    }

    /** As {@link TargetNode#phandle}, in one pass and without an index of the node's members. */
    private static int phandleOf(DtNode node) {
        DtProperty modern = null;
        DtProperty legacy = null;
        List<DtProperty> properties = node.properties();
        for (int i = 0; i < properties.size(); i++) {
            DtProperty property = properties.get(i);
            if (modern == null && property.name().equals("phandle")) {
                modern = property;
            } else if (legacy == null && property.name().equals("linux,phandle")) {
                legacy = property;
            }
        }
        DtProperty counts = modern != null && modern.size() == Integer.BYTES ? modern : legacy;
        return counts == null || counts.size() != Integer.BYTES ? 0 : counts.u32();
    }

    private void put(int phandle, int number) {
        int slot = slot(phandle);
        if (keys[slot] != 0) {
            others.computeIfAbsent(phandle, key -> new ArrayDeque<>()).add(number);
            return;
        }
        keys[slot] = phandle;
        holders[slot] = number;
        if (++keyCount * 2 > keys.length) {
            int[] oldKeys = keys;
            int[] oldHolders = holders;
            keys = new int[oldKeys.length * 2];
            holders = new int[oldKeys.length * 2];
            for (int i = 0; i < oldKeys.length; i++) {
                if (oldKeys[i] != 0) {
                    int free = slot(oldKeys[i]);
                    keys[free] = oldKeys[i];
                    holders[free] = oldHolders[i];
                }
            }
        }
    }

    /** Returns where a phandle stands, or the free slot where it would. */
    private int slot(int phandle) {
        int mask = keys.length - 1;
        int slot = phandle * multiplier >>> Integer.numberOfLeadingZeros(mask);
        while (keys[slot] != 0 && keys[slot] != phandle) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void raiseMax(int phandle) {
        if (Integer.compareUnsigned(phandle, max) > 0) {
            max = phandle;
        }
    }

    /** Returns the first node, in libfdt's order, that has a phandle. */
    @Nullable
    TargetNode find(int phandle) {
        if (phandle == 0) {
            return null;
        }
        TargetNode old = oldHolder(phandle);
        PriorityQueue<TargetNode> queue = set.get(phandle);
        TargetNode recent = queue == null ? null : queue.peek();
        while (queue != null && recent != null && recent.phandle() != phandle) {
            queue.remove();
            recent = queue.peek();
        }
        if (old == null || recent == null) {
            return old == null ? recent : old;
        }
        return compare(old, recent) <= 0 ? old : recent;
    }

    private @Nullable TargetNode oldHolder(int phandle) {
        int slot = slot(phandle);
        while (keys[slot] != 0 && holders[slot] >= 0) {
            TargetNode node = node(holders[slot]);
            if (node.phandle() == phandle) {
                return node;
            }
            Deque<Integer> more = others.get(phandle);
            holders[slot] = more == null || more.isEmpty() ? -1 : more.remove();
        }
        return null;
    }

    private TargetNode node(int number) {
        Deque<Integer> line = new ArrayDeque<>();
        for (int at = number; at != 0; at = parents[at]) {
            line.push(at);
        }
        TargetNode node = tree.root();
        for (int at : line) {
            node = tree.open(node, nodes[at]);
        }
        return node;
    }

    /** Takes note that a property which may be a phandle was set. */
    void changed(TargetNode node, int before) {
        int now = node.phandle();
        if (now == before) {
            return;
        }
        maxIsGone |= before == max;
        if (now != 0) {
            set.computeIfAbsent(now, key -> new PriorityQueue<>(PhandleIndex::compare))
                    .add(node);
            raiseMax(now);
        }
    }

    /** Returns the highest phandle. Walks the tree only if the node that had the highest one has it no more. */
    int max() {
        if (maxIsGone) {
            maxIsGone = false;
            max = 0;
            tree.freeze(OverlayOrder.APPEND).stream().forEach(node -> raiseMax(phandleOf(node)));
        }
        return max;
    }

    /** Compares nodes by libfdt's document order. */
    private static int compare(TargetNode a, TargetNode b) {
        List<TargetNode> lineA = line(a);
        List<TargetNode> lineB = line(b);
        int common = Math.min(lineA.size(), lineB.size());
        for (int i = 1; i < common; i++) {
            TargetNode parent = lineA.get(i - 1);
            int order = Integer.compare(parent.indexOf(lineA.get(i)), parent.indexOf(lineB.get(i)));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(lineA.size(), lineB.size());
    }

    /** Returns a node and what it is in, the root first. */
    private static List<TargetNode> line(TargetNode node) {
        List<TargetNode> line = new ArrayList<>();
        for (TargetNode at = node; at != null; at = at.parent()) {
            line.add(at);
        }
        Collections.reverse(line);
        return line;
    }
}
