// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The legacy frame of LZ4, which {@code lz4 -l} writes and kernels are packed in (LZ4 Frame Format Description, "Legacy frame"): a magic, then
 * blocks of 8 MiB each but for the last, each after its packed length. There is no checksum and no end mark.
 */
final class Lz4LegacyStream extends BlockStream {
    private static final int MAGIC = 0x184c2102;
    private static final int BLOCK = 8 << 20;
    /** What a block of bytes that cannot be packed takes. */
    private static final int LARGEST_PACKED = BLOCK + BLOCK / 255 + 16;

    private byte[] packed = new byte[0];

    Lz4LegacyStream(InputStream in) throws IOException {
        super(in);
        if (littleEndianOrEnd() != MAGIC) {
            throw new CorruptDataException("the lz4 data has not the magic of a legacy frame");
        }
    }

    @Override
    int nextBlock() throws IOException {
        long length = littleEndianOrEnd();
        while (length == MAGIC) {
            length = littleEndianOrEnd();
        }
        if (length < 0) {
            return -1;
        }
        if (length == 0 || length > LARGEST_PACKED) {
            throw new CorruptDataException("an lz4 block claims " + length + " packed bytes");
        }
        if (packed.length < length) {
            packed = new byte[(int) length];
        }
        exactly(packed, (int) length);
        return Lz4Block.unpack(packed, (int) length, room(BLOCK));
    }

    private long littleEndianOrEnd() throws IOException {
        int first = byteOrEnd();
        if (first < 0) {
            return -1;
        }
        long value = first;
        for (int shift = 8; shift < 32; shift += 8) {
            int next = byteOrEnd();
            if (next < 0) {
                throw new EOFException("the lz4 data ends inside the length of a block");
            }
            value |= (long) next << shift;
        }
        return value;
    }
}
