// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a file is, as stat(2) has it.
 *
 * @param mode type and permissions, {@code st_mode}
 * @param number the device that it stands for, {@code st_rdev}; 0 for no device
 */
record DeviceFile(int mode, long number) {
    private static final int TYPE = 0170000;
    private static final int CHARACTER_DEVICE = 0020000;

    /** Looks at files. Tests put another one in its place, since only root can make a device. */
    interface Source {
        DeviceFile of(Path file) throws IOException;
    }

    static DeviceFile of(Path file) throws IOException {
        int mode = ((Number) Files.getAttribute(file, "unix:mode")).intValue();
        return new DeviceFile(mode, ((Number) Files.getAttribute(file, "unix:rdev")).longValue());
    }

    boolean isCharacterDevice() {
        return (mode & TYPE) == CHARACTER_DEVICE;
    }

    /** As gnu_dev_major of the C library takes it apart. */
    long major() {
        return number >>> 8 & 0xfff | number >>> 32 & 0xfffff000L;
    }

    long minor() {
        return number & 0xff | number >>> 12 & 0xffffff00L;
    }
}
