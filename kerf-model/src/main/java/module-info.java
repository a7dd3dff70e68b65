// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** What a multikernel host is made of, as immutable values, and how device trees spell it. */
@NullMarked
module io.kerf.model {
    requires static org.jspecify;
    requires transitive io.kerf.fdt;

    exports io.kerf.model;
    exports io.kerf.model.binding;
}
