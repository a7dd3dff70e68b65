// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

/** Tells dense nodes apart. */
@FunctionalInterface
interface NodeFilter {
    /** Accepts every node. */
    NodeFilter ANY = node -> true;

    boolean accepts(int node);

    /** Tells whether any of some nodes is accepted. */
    default boolean acceptsAnyOf(int[] nodes) {
        for (int node : nodes) {
            if (accepts(node)) {
                return true;
            }
        }
        return false;
    }
}
