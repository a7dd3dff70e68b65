// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** Kernel images, and the system calls that load, boot, halt and unload them; simulated where there is no such kernel. */
@NullMarked
module io.kerf.kexec {
    requires static transitive org.jspecify;
    requires transitive io.kerf.sysfs;
    requires org.slf4j;
    requires com.fasterxml.jackson.core;
    requires com.github.luben.zstd_jni;
    requires com.sun.jna;
    // For kernels packed by bzip2 alone; PackedStream says so when it is needed and not there.
    requires static org.apache.commons.compress;
    requires org.tukaani.xz;

    exports io.kerf.kexec;
    exports io.kerf.kexec.simulated;
}
