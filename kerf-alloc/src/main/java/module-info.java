// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** Where an instance goes: one deterministic decision over CPUs, memory, devices and the id. */
@NullMarked
module io.kerf.alloc {
    requires static transitive org.jspecify;
    requires transitive io.kerf.model;

    exports io.kerf.alloc;
}
