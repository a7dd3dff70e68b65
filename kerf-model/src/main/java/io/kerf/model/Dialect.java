// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.List;

/**
 * The three generations of multikernel trees.
 *
 * <pre>{@code
 * for (Loss loss : Dialect.POOL.losses(state)) {
 *     System.err.println(loss);        // memory: the memory of the machine, 16GB, is not written
 * }
 * }</pre>
 */
public enum Dialect {
    /** The whole host: {@code cpus {}}, {@code memory {}}, {@code topology {}}. A format to write by hand and to import. */
    INVENTORY,
    /** The pool only: {@code cpus = <…>}, {@code memory-base}, {@code memory-bytes}. Kernels to mid August 2026. */
    FLAT,
    /** The pool only: {@code cpus = <…>} and one {@code memory@N} a chunk. Kernels since then. */
    POOL;

    /**
     * Lists what a tree of this dialect cannot say of a state.
     *
     * @param state any state
     * @return the losses, those of the host first; empty if a tree holds all of the state
     */
    public List<Loss> losses(SystemState state) {
        return new DialectHolding(this, state).losses();
    }

    /**
     * Returns what a tree of this dialect can say of a state: what is left when {@link #losses} are gone.
     *
     * @param state any state
     * @return a state without losses, equal to the given one if that has none; of this dialect, and without places and findings
     */
    public SystemState held(SystemState state) {
        return new DialectHolding(this, state).held();
    }
}
