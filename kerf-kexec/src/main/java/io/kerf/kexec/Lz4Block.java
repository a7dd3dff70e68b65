// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

/** Unpacks one block (LZ4 Block Format Description): sequences of a token, literals, and a match behind them. */
final class Lz4Block {
    private static final int SHORTEST_MATCH = 4;
    private static final int MORE = 15;

    private final byte[] in;
    private final int end;
    private final byte[] out;
    private int at;
    private int filled;

    private Lz4Block(byte[] in, int end, byte[] out) {
        this.in = in;
        this.end = end;
        this.out = out;
    }

    /** Unpacks into the beginning of an array and answers how many bytes there are. */
    static int unpack(byte[] packed, int length, byte[] out) throws CorruptDataException {
        return new Lz4Block(packed, length, out).unpack();
    }

    private int unpack() throws CorruptDataException {
        while (true) {
            int token = next();
            literals(length(token >> 4));
            if (at == end) {
                return filled;
            }
            int distance = next() | next() << 8;
            match(distance, length(token & MORE) + SHORTEST_MATCH);
        }
    }

    private int next() throws CorruptDataException {
        if (at >= end) {
            throw new CorruptDataException("an lz4 block ends inside a sequence");
        }
        return in[at++] & 0xff;
    }

    private int length(int nibble) throws CorruptDataException {
        int length = nibble;
        if (nibble == MORE) {
            int more;
            do {
                more = next();
                length += more;
                if (length > out.length) {
                    throw tooLong();
                }
            } while (more == 255);
        }
        return length;
    }

    private void literals(int count) throws CorruptDataException {
        if (count > end - at) {
            throw new CorruptDataException("an lz4 block ends inside its literals");
        }
        if (count > out.length - filled) {
            throw tooLong();
        }
        System.arraycopy(in, at, out, filled, count);
        at += count;
        filled += count;
    }

    private void match(int distance, int count) throws CorruptDataException {
        if (distance == 0 || distance > filled) {
            throw new CorruptDataException("an lz4 match begins before its block");
        }
        if (count > out.length - filled) {
            throw tooLong();
        }
        Copy.overlapping(out, filled, distance, count);
        filled += count;
    }

    private CorruptDataException tooLong() {
        return new CorruptDataException("an lz4 block unpacks to more than " + out.length + " bytes");
    }
}
