// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.ByteSize;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Percentages and sizes as reports print them: whole, rounded half to even. */
final class Amounts {
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    private Amounts() {}

    /** Nothing to divide by, nothing to say. */
    static String percent(long part, long whole, String of) {
        if (whole <= 0) {
            return "";
        }
        BigDecimal percent = BigDecimal.valueOf(part)
                .multiply(BigDecimal.valueOf(100))
                .divide(BigDecimal.valueOf(whole), 0, RoundingMode.HALF_EVEN);
        return ", " + percent.toPlainString() + "%" + of;
    }

    static String bracketed(String percent) {
        return percent.isEmpty() ? "" : " (" + percent.substring(2) + ")";
    }

    static String size(ByteSize size) {
        long bytes = size.bytes();
        if (bytes >= GIB) {
            return rounded(bytes, GIB) + "GB";
        }
        return bytes >= MIB ? rounded(bytes, MIB) + "MB" : bytes >= KIB ? rounded(bytes, KIB) + "KB" : bytes + "B";
    }

    static String rounded(long bytes, long unit) {
        return BigDecimal.valueOf(bytes)
                .divide(BigDecimal.valueOf(unit), 0, RoundingMode.HALF_EVEN)
                .toPlainString();
    }
}
