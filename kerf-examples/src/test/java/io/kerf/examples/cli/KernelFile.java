// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the smallest file that is taken for a kernel. */
final class KernelFile {
    private static final int PROGRAM_HEADER = 64;
    private static final long START = 0x1000000;

    private KernelFile() {}

    /** An ELF for x86-64 with one segment of 64 bytes. */
    static Path make(Path file) throws IOException {
        return Files.write(file, elf().array());
    }

    static ByteBuffer elf() {
        ByteBuffer elf = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).position(16);
        elf.putShort((short) 2).putShort((short) 62).putInt(1);
        elf.putLong(START).putLong(PROGRAM_HEADER).putLong(0).putInt(0);
        elf.putShort((short) 64).putShort((short) 56).putShort((short) 1).position(PROGRAM_HEADER);
        elf.putInt(1).putInt(5).putLong(0).putLong(START).putLong(START);
        return elf.putLong(64).putLong(64).putLong(4096);
    }
}
