// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells what type of file system a folder is on. Tests put another one in its place, since they have no multikernel kernel. */
interface FileSystemTypes {
    /** The type of the multikernel file system. */
    String MULTIKERNEL = "multikernel";

    /** The type, such as {@code ext4}. */
    String of(Path folder) throws IOException;

    /** Goes by the device that the folder is on, and by the mounts of this process. */
    static FileSystemTypes system() {
        return folder -> Files.getFileStore(folder).type();
    }
}
