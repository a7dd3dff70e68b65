// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a simulated kernel takes for kernels. */
final class TestKernels {
    private TestKernels() {}

    /** The smallest {@code vmlinux} for x86-64: an ELF header and one segment of nothing. */
    static Path smallest(Path folder) throws IOException {
        ByteBuffer elf = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).position(16);
        elf.putShort((short) 2).putShort((short) 62).putInt(1);
        elf.putLong(0x1000000).putLong(64).putLong(0).putInt(0);
        elf.putShort((short) 64).putShort((short) 56).putShort((short) 1).position(64);
        elf.putInt(1).putInt(5).putLong(0).putLong(0x1000000).putLong(0x1000000);
        elf.putLong(4096).putLong(4096).putLong(4096);
        return Files.write(folder.resolve("vmlinux"), elf.array());
    }
}
