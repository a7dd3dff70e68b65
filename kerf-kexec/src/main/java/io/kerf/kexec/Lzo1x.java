// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

/**
 * Unpacks one LZO1X block, as the kernel's documentation has the format ({@code Documentation/staging/lzo.rst}): instructions that copy
 * earlier bytes, each followed by up to three literals, and runs of literals between them. What a small instruction means depends on how
 * many literals came before it.
 */
final class Lzo1x {
    /** After a run of at least four literals. */
    private static final int LONG_RUN = 4;

    private final byte[] in;
    private final int end;
    private final byte[] out;
    private final int room;
    private int at;
    private int filled;
    /** Literals that came last: 0 to 3 behind a match, or {@link #LONG_RUN}. */
    private int before;

    private Lzo1x(byte[] in, int end, byte[] out, int room) {
        this.in = in;
        this.end = end;
        this.out = out;
        this.room = room;
    }

    /** Unpacks into the first {@code room} bytes of an array and answers how many there are. */
    static int unpack(byte[] packed, int length, byte[] out, int room) throws CorruptDataException {
        return new Lzo1x(packed, length, out, room).unpack();
    }

    private int unpack() throws CorruptDataException {
        if (end > 0 && (in[0] & 0xff) > 17) {
            int count = next() - 17;
            literals(count);
            before = Math.min(count, LONG_RUN);
        }
        while (instruction(next())) {}
        if (at != end) {
            throw new CorruptDataException("an lzo block goes on behind its end mark");
        }
        return filled;
    }

    /** Carries out one instruction; false for the end mark. */
    private boolean instruction(int code) throws CorruptDataException {
        if (code >= 64) {
            int distance = (next() << 3) + (code >> 2 & 7) + 1;
            int count = code >= 128 ? 5 + (code >> 5 & 3) : 3 + (code >> 5 & 1);
            match(distance, count, code & 3);
        } else if (code >= 32) {
            int count = 2 + longer(code & 31, 31);
            int operand = next() | next() << 8;
            match((operand >> 2) + 1, count, operand & 3);
        } else if (code >= 16) {
            int count = 2 + longer(code & 7, 7);
            int operand = next() | next() << 8;
            int distance = 16384 + ((code & 8) << 11) + (operand >> 2);
            if (distance == 16384) {
                return false;
            }
            match(distance, count, operand & 3);
        } else if (before == 0) {
            literals(3 + longer(code, 15));
            before = LONG_RUN;
        } else {
            boolean afterRun = before == LONG_RUN;
            int distance = (next() << 2) + (code >> 2) + (afterRun ? 2049 : 1);
            match(distance, afterRun ? 3 : 2, code & 3);
        }
        return true;
    }

    /** A length that is 0 in its bits goes on: 255 for each byte of zeros, and then the byte that is none. */
    private int longer(int bits, int most) throws CorruptDataException {
        if (bits != 0) {
            return bits;
        }
        int length = most;
        int more = next();
        while (more == 0) {
            length += 255;
            if (length > room) {
                throw tooLong();
            }
            more = next();
        }
        return length + more;
    }

    private int next() throws CorruptDataException {
        if (at >= end) {
            throw new CorruptDataException("an lzo block ends without an end mark");
        }
        return in[at++] & 0xff;
    }

    private void match(int distance, int count, int literals) throws CorruptDataException {
        if (distance > filled) {
            throw new CorruptDataException("an lzo match begins before its block");
        }
        if (count > room - filled) {
            throw tooLong();
        }
        Copy.overlapping(out, filled, distance, count);
        filled += count;
        literals(literals);
        before = literals;
    }

    private void literals(int count) throws CorruptDataException {
        if (count > end - at) {
            throw new CorruptDataException("an lzo block ends inside its literals");
        }
        if (count > room - filled) {
            throw tooLong();
        }
        System.arraycopy(in, at, out, filled, count);
        at += count;
        filled += count;
    }

    private CorruptDataException tooLong() {
        return new CorruptDataException("an lzo block unpacks to more than the " + room + " bytes it claims");
    }
}
