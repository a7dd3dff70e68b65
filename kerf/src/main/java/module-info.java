// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** The facade: one object for the host, one for each instance, over all other kerf modules. */
@NullMarked
module io.kerf {
    requires static transitive org.jspecify;
    requires transitive io.kerf.fdt;
    requires transitive io.kerf.dts;
    requires transitive io.kerf.model;
    requires transitive io.kerf.validate;
    requires transitive io.kerf.alloc;
    requires transitive io.kerf.sysfs;
    requires transitive io.kerf.kexec;
    requires com.fasterxml.jackson.core;
    requires org.slf4j;
    requires org.snakeyaml.engine;

    exports io.kerf;
    exports io.kerf.desired;
}
