// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.model.ByteSize;

/** Amounts of memory as they are shown. */
final class Amounts {
    private static final String[] UNITS = {"bytes", "KB", "MB", "GB", "TB", "PB"};
    private static final int STEP_BITS = 10;

    private Amounts() {}

    /** In the largest unit of which there is one at least, and in bytes: {@code 512.00 MB (536870912 bytes)}. */
    static String of(ByteSize size) {
        long bytes = size.bytes();
        int unit = Math.min(UNITS.length - 1, (Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes | 1)) / STEP_BITS);
        return unit == 0
                ? bytes + " bytes"
                : hundredths(bytes, unit * STEP_BITS) + " " + UNITS[unit] + " (" + bytes + " bytes)";
    }

    /** The quotient by a power of two with two places, half of one rounded up. */
    private static String hundredths(long bytes, int shift) {
        long rest = bytes & (1L << shift) - 1;
        long places = rest * 100 + (1L << shift - 1) >> shift;
        long whole = (bytes >> shift) + places / 100;
        return whole + (places % 100 < 10 ? ".0" : ".") + places % 100;
    }
}
