// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** Device tree source text: compiled to a tree, printed from one, with every mistake reported at its place. */
@NullMarked
module io.kerf.dts {
    requires static transitive org.jspecify;
    requires transitive io.kerf.fdt;

    exports io.kerf.dts;
}
