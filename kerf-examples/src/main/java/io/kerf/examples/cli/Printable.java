// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.util.Locale;

/** Makes what other programs wrote fit to be shown: no sign of it moves the cursor or begins a line. */
final class Printable {
    private Printable() {}

    /** The text with a code in place of each sign that a terminal would act on: {@code \x1b}. */
    static String of(String text) {
        if (text.chars().noneMatch(Printable::acts)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            if (acts(sign)) {
                shown.append(String.format(Locale.ROOT, sign < 0x100 ? "\\x%02x" : "\\u%04x", (int) sign));
            } else {
                shown.append(sign);
            }
        }
        return shown.toString();
    }

    /** Control signs, and those that turn the direction of writing. */
    private static boolean acts(int sign) {
        return Character.isISOControl(sign) || Character.getType(sign) == Character.FORMAT || sign == 0x2028;
    }
}
