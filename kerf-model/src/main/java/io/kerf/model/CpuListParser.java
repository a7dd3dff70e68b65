// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

/** Reads {@code 4-7,10}. Counts what the ranges would hold before it expands any of them. */
final class CpuListParser {
    static final String NONE = "none";
    private static final String KIND = "CPU list";
    /** Digits of 2^64-1. */
    private static final int MAX_DIGITS = 20;

    private final String text;
    private final CpuSet.Builder ids = CpuSet.builder();
    private long total;

    CpuListParser(String text) {
        this.text = text;
    }

    CpuSet parse() {
        if (text.strip().equals(NONE)) {
            return CpuSet.empty();
        }
        for (int from = 0; from <= text.length(); ) {
            int comma = text.indexOf(',', from);
            int to = comma < 0 ? text.length() : comma;
            part(text.substring(from, to).strip());
            from = to + 1;
        }
        return ids.build();
    }

    private void part(String part) {
        if (part.isEmpty()) {
            throw wrong("a part between commas is empty; write ids and ranges, such as 4-7,10");
        }
        int dash = part.indexOf('-', 1);
        long first = id(dash < 0 ? part : part.substring(0, dash).strip());
        long last = dash < 0 ? first : id(part.substring(dash + 1).strip());
        if (Long.compareUnsigned(last, first) < 0) {
            throw wrong("the range " + part + " runs backwards");
        }
        if (Long.compareUnsigned(last - first, CpuSet.MAX_IDS) >= 0 || total + (last - first) >= CpuSet.MAX_IDS) {
            throw wrong("it names more than " + CpuSet.MAX_IDS + " CPUs");
        }
        total += last - first + 1;
        ids.addRange(first, last);
    }

    private long id(String digits) {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw wrong("'" + ModelException.shown(digits) + "' is not a decimal CPU id");
        }
        String significant = digits.replaceFirst("^0+(?=.)", "");
        try {
            if (significant.length() <= MAX_DIGITS) {
                long id = Long.parseUnsignedLong(significant);
                if (id != -1L) {
                    return id;
                }
            }
        } catch (NumberFormatException tooLarge) {
            // 20 digits above 2^64-1: answered below, together with longer ones
        }
        throw wrong("'" + ModelException.shown(digits) + "' is above the highest CPU id, 18446744073709551614");
    }

    private ModelException wrong(String reason) {
        return new ModelException(KIND, text, reason);
    }
}
