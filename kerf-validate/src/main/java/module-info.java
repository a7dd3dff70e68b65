// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** The rules that a state must meet before a kernel hears of it, and the report of what was found. */
@NullMarked
module io.kerf.validate {
    requires static transitive org.jspecify;
    requires transitive io.kerf.model;
    requires com.fasterxml.jackson.core;
    requires org.snakeyaml.engine;

    exports io.kerf.validate;
}
