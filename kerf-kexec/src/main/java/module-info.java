// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** Kernel images, and the system calls that load, boot, halt and unload them; simulated where there is no such kernel. */
@NullMarked
module io.kerf.kexec {
    requires static transitive org.jspecify;
    requires transitive io.kerf.sysfs;
    requires org.slf4j;
    requires com.sun.jna;

    exports io.kerf.kexec;
    exports io.kerf.kexec.simulated;
}
