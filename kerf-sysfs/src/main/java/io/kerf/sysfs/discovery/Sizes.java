// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.ByteSize;

/** Says sizes and numbers to people: kernels count in odd kilobytes. */
final class Sizes {
    private static final String UNITS = "KMGTPE";

    private Sizes() {}

    /** Such as {@code 1 core} and {@code 2 cores}. */
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** To a tenth of the largest unit that fits: {@code 15.6GB}. */
    static String round(ByteSize size) {
        int power = (63 - Long.numberOfLeadingZeros(Math.max(1, size.bytes()))) / 10;
        if (power == 0) {
            return size.toString();
        }
        long tenths = Math.round(size.bytes() / Math.pow(1024, power) * 10);
        return tenths / 10 + (tenths % 10 == 0 ? "" : "." + tenths % 10) + UNITS.charAt(power - 1) + "B";
    }
}
