// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** The kernel's file interface: baseline, overlays, transactions, instances; and a simulated kernel that behaves like it. */
// kerf-kexec and kerf are compiled after this module, so the compiler does not know them yet.
@SuppressWarnings("module")
@NullMarked
module io.kerf.sysfs {
    requires static transitive org.jspecify;
    requires transitive io.kerf.validate;
    requires com.fasterxml.jackson.core;
    requires org.slf4j;

    exports io.kerf.sysfs;
    exports io.kerf.sysfs.discovery;
    exports io.kerf.sysfs.simulated;
    exports io.kerf.sysfs.store to
            io.kerf,
            io.kerf.kexec;
}
