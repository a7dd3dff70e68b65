// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Small ELF files: a header, one segment that is the whole file, and padding. */
public final class Elf {
    private Elf() {}

    /** An x86-64 executable of 4096 bytes. */
    public static ByteBuffer executable() {
        return executable(4096);
    }

    /** An x86-64 executable of some bytes, which takes as many in memory. */
    public static ByteBuffer executable(int bytes) {
        ByteBuffer elf = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        elf.putShort(16, (short) 2);
        elf.putShort(18, (short) 62);
        elf.putLong(32, 64);
        elf.putShort(54, (short) 56);
        elf.putShort(56, (short) 1);
        elf.putInt(64, 1);
        elf.putLong(64 + 24, 0x1000000);
        elf.putLong(64 + 32, bytes);
        elf.putLong(64 + 40, bytes);
        return elf;
    }

    /** One with a banner in it, and with stretches that pack well, stretches that pack a little, and some that do not. */
    public static byte[] kernel(int bytes) {
        ByteBuffer elf = executable(bytes);
        Random random = new Random(bytes);
        byte[] noise = new byte[bytes / 4];
        random.nextBytes(noise);
        elf.put(bytes / 4, noise);
        for (int i = bytes / 2; i < bytes * 3 / 4; i++) {
            elf.put(i, (byte) (random.nextInt(10) == 0 ? random.nextInt(256) : i % 7));
        }
        elf.put(200, "Linux version %s (%s)".getBytes(StandardCharsets.US_ASCII));
        elf.put(400, "LinuxLinux version 6.99.1-kerf (builder) #1".getBytes(StandardCharsets.US_ASCII));
        return elf.array();
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
