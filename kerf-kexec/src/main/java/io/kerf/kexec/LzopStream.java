// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;

/**
 * A file of {@code lzop}, the container that kernels packed by LZO are in (as read by {@code lib/decompress_unlzo.c}): a header with a
 * checksum, then blocks with theirs, then a length of 0.
 */
final class LzopStream extends BlockStream {
    private static final int MAGIC_BYTES = 9;
    private static final int VERSION_WITH_LEVEL = 0x0940;
    private static final int ADLER_UNPACKED = 0x1;
    private static final int ADLER_PACKED = 0x2;
    private static final int EXTRA_FIELD = 0x40;
    private static final int CRC_UNPACKED = 0x100;
    private static final int CRC_PACKED = 0x200;
    private static final int FILTER = 0x800;
    private static final int HEADER_CRC = 0x1000;
    /** What lzop packs at a time, and the most that the kernel unpacks. */
    private static final int BLOCK = 256 << 10;

    private final int flags;
    private byte[] packed = new byte[0];

    LzopStream(InputStream in) throws IOException {
        this(new SummedStream(in));
    }

    private LzopStream(SummedStream in) throws IOException {
        super(in);
        for (int i = 0; i < MAGIC_BYTES; i++) {
            unsignedByte();
        }
        in.restart();
        int version = bigEndian16();
        bigEndian16();
        boolean level = version >= VERSION_WITH_LEVEL;
        if (level) {
            bigEndian16();
        }
        int method = unsignedByte();
        if (method < 1 || method > 3) {
            throw new CorruptDataException("the lzop data is packed by method " + method + ", not by LZO1X");
        }
        if (level) {
            unsignedByte();
        }
        flags = bigEndian32();
        if ((flags & FILTER) != 0) {
            throw new CorruptDataException("the lzop data went through a filter, which kernels do not");
        }
        skip(level ? 12 : 8);
        skip(unsignedByte());
        int sum = in.sum((flags & HEADER_CRC) != 0);
        in.stop();
        if (bigEndian32() != sum) {
            throw new CorruptDataException("the checksum of the lzop header is wrong");
        }
        if ((flags & EXTRA_FIELD) != 0) {
            throw new CorruptDataException("the lzop header has an extra field, which no lzop writes");
        }
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            unsignedByte();
        }
    }

    @Override
    int nextBlock() throws IOException {
        int length = bigEndian32();
        if (length == 0) {
            return -1;
        }
        int packedLength = bigEndian32();
        if (length < 0 || length > BLOCK || packedLength <= 0 || packedLength > length) {
            throw new CorruptDataException("an lzop block claims " + Integer.toUnsignedString(packedLength)
                    + " packed bytes for " + Integer.toUnsignedString(length));
        }
        boolean stored = packedLength == length;
        int[] unpackedSums = sums(ADLER_UNPACKED, CRC_UNPACKED);
        int[] packedSums = stored ? new int[2] : sums(ADLER_PACKED, CRC_PACKED);
        byte[] room = room(BLOCK);
        if (stored) {
            exactly(room, length);
        } else {
            if (packed.length < packedLength) {
                packed = new byte[BLOCK];
            }
            exactly(packed, packedLength);
            check(packed, packedLength, packedSums, ADLER_PACKED, CRC_PACKED);
            if (Lzo1x.unpack(packed, packedLength, room, length) != length) {
                throw new CorruptDataException("an lzop block unpacks to less than it claims");
            }
        }
        check(room, length, unpackedSums, ADLER_UNPACKED, CRC_UNPACKED);
        return length;
    }

    private int[] sums(int adler, int crc) throws IOException {
        int first = (flags & adler) != 0 ? bigEndian32() : 0;
        int second = (flags & crc) != 0 ? bigEndian32() : 0;
        return new int[] {first, second};
    }

    private void check(byte[] bytes, int length, int[] sums, int adler, int crc) throws CorruptDataException {
        boolean right = ((flags & adler) == 0 || sum(new Adler32(), bytes, length) == sums[0])
                && ((flags & crc) == 0 || sum(new CRC32(), bytes, length) == sums[1]);
        if (!right) {
            throw new CorruptDataException("the checksum of an lzop block is wrong");
        }
    }

    private static int sum(Checksum checksum, byte[] bytes, int length) {
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }

    /** Sums up what passes while the header is read. */
    private static final class SummedStream extends InputStream {
        private final InputStream in;
        private final Adler32 adler = new Adler32();
        private final CRC32 crc = new CRC32();
        private boolean summing;

        private SummedStream(InputStream in) {
            this.in = in;
        }

        private void restart() {
            summing = true;
        }

        private void stop() {
            summing = false;
        }

        private int sum(boolean byCrc) {
            return (int) (byCrc ? crc : adler).getValue();
        }

        @Override
        public int read() throws IOException {
            int next = in.read();
            if (summing && next >= 0) {
                adler.update(next);
                crc.update(next);
            }
            return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return in.read(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
