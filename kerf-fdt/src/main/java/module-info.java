// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** The device tree in memory, its flattened form, and the diagnostics that every kerf module reports with. */
@NullMarked
module io.kerf.fdt {
    requires static transitive org.jspecify;

    exports io.kerf.diag;
    exports io.kerf.fdt;
    exports io.kerf.tree;
}
