// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

/** The three generations of multikernel trees. */
public enum Dialect {
    /** The whole host: {@code cpus {}}, {@code memory {}}, {@code topology {}}. A format to write by hand and to import. */
    INVENTORY,
    /** The pool only: {@code cpus = <…>}, {@code memory-base}, {@code memory-bytes}. Kernels to mid August 2026. */
    FLAT,
    /** The pool only: {@code cpus = <…>} and one {@code memory@N} a chunk. Kernels since then. */
    POOL
}
