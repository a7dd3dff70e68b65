// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small ELF files: a header, one program header, and padding. */
public final class Elf {
    private Elf() {}

    /** An x86-64 executable of 4096 bytes. */
    public static ByteBuffer executable() {
        ByteBuffer elf = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        elf.putShort(16, (short) 2);
        elf.putShort(18, (short) 62);
        elf.putLong(32, 64);
        elf.putShort(54, (short) 56);
        elf.putShort(56, (short) 1);
        return elf;
    }

    /** Writes a file into a directory. */
    public static Path write(Path directory, ByteBuffer content) {
        try {
            return Files.write(directory.resolve("vmlinux"), content.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
