// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The sample files that the examples work on. */
final class Samples {
    private Samples() {}

    /** Finds a sample baseline from the root of the project, or from the folder of the examples. */
    static Path baseline(String name) {
        for (Path folder : List.of(Path.of("kerf-examples", "src", "main", "dts"), Path.of("src", "main", "dts"))) {
            if (Files.exists(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        throw new IllegalStateException("no sample '" + name + "' here: run the example in the project's root folder");
    }

    /** Writes the smallest file that a simulated kernel takes for an x86-64 {@code vmlinux}: an ELF header and one segment of nothing. */
    static Path kernelImage() throws IOException {
        ByteBuffer elf = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).position(16);
        elf.putShort((short) 2).putShort((short) 62).putInt(1); // executable, x86-64, version 1
        elf.putLong(0x1000000).putLong(64).putLong(0).putInt(0); // entry, program headers, no sections, flags
        elf.putShort((short) 64).putShort((short) 56).putShort((short) 1); // sizes of both headers, one segment
        elf.position(64);
        elf.putInt(1)
                .putInt(5)
                .putLong(0)
                .putLong(0x1000000)
                .putLong(0x1000000)
                .putLong(4096)
                .putLong(4096)
                .putLong(4096);
        Path file = Files.createTempFile("vmlinux-", ".elf");
        file.toFile().deleteOnExit();
        return Files.write(file, elf.array());
    }
}
