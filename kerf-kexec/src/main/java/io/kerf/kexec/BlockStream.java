// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A stream of blocks, each of which is unpacked as a whole. */
abstract class BlockStream extends InputStream {
    private final InputStream in;
    private byte[] block = new byte[0];
    private int blockLength;
    private int position;
    private boolean ended;

    BlockStream(InputStream in) {
        this.in = in;
    }

    /** Unpacks the next block and answers its length, or -1 after the last one. Calls {@link #room} for where to. */
    abstract int nextBlock() throws IOException;

    /** A place for a block of some size, which grows only as far as blocks are large. */
    final byte[] room(int size) {
        if (block.length < size) {
            block = new byte[size];
        }
        return block;
    }

    @Override
    public final int read() throws IOException {
        return fill() ? block[position++] & 0xff : -1;
    }

    @Override
    public final int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, blockLength - position);
        System.arraycopy(block, position, bytes, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (!ended && position == blockLength) {
            int next = nextBlock();
            ended = next < 0;
            blockLength = Math.max(0, next);
            position = 0;
        }
        return !ended;
    }

    final int byteOrEnd() throws IOException {
        return in.read();
    }

    final int unsignedByte() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException("the packed data ends early");
        }
        return next;
    }

    final int bigEndian16() throws IOException {
        return unsignedByte() << 8 | unsignedByte();
    }

    final int bigEndian32() throws IOException {
        return bigEndian16() << 16 | bigEndian16();
    }

    final void exactly(byte[] bytes, int length) throws IOException {
        if (in.readNBytes(bytes, 0, length) < length) {
            throw new EOFException("the packed data ends inside a block");
        }
    }

    @Override
    public final void close() throws IOException {
        in.close();
    }
}
