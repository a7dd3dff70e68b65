// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

/** Sees every node of a tree in document order ({@link DeviceTree#visit}). */
@FunctionalInterface
public interface TreeVisitor {
    /** What to do after a node was entered. */
    enum Next {
        /** Go on with the node's children. */
        CHILDREN,
        /** Leave the node's children out. */
        SIBLINGS,
        /** End the walk; no node is left any more. */
        STOP
    }

    /**
     * Enters a node.
     *
     * @param path the node's path
     * @param node the node
     * @return how to go on
     */
    Next enter(NodePath path, DtNode node);

    /**
     * Leaves a node whose children were visited or left out.
     *
     * @param path the node's path
     * @param node the node
     */
    default void leave(NodePath path, DtNode node) {}
}
