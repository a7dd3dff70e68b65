// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.model.ByteSize;
import java.util.Locale;

/** Amounts of memory as they are shown. */
final class Amounts {
    private static final String[] UNITS = {"bytes", "KB", "MB", "GB", "TB", "PB"};
    private static final double STEP = 1024;

    private Amounts() {}

    /** In the largest unit of which there is one at least, and in bytes: {@code 512.00 MB (536870912 bytes)}. */
    static String of(ByteSize size) {
        double amount = size.bytes();
        int unit = 0;
        while (amount >= STEP && unit < UNITS.length - 1) {
            amount /= STEP;
            unit++;
        }
        return unit == 0
                ? size.bytes() + " bytes"
                : String.format(Locale.ROOT, "%.2f %s (%d bytes)", amount, UNITS[unit], size.bytes());
    }
}
