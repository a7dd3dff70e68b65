// SPDX-License-Identifier: Apache-2.0
package io.kerf.diag;

/**
 * Makes text from strangers fit for a terminal: control characters but tab and line break become their pictures (U+2400 on),
 * half characters and those that turn the direction of writing become U+FFFD.
 */
final class Printable {
    private static final char UNSHOWN = '\uFFFD';

    private Printable() {}

    static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7F) {
                return replaced(text, i);
            }
        }
        return text;
    }

    private static String replaced(String text, int from) {
        StringBuilder out = new StringBuilder(text);
        for (int i = from; i < out.length(); i++) {
            char c = out.charAt(i);
            if (c < ' ' && c != '\t' && c != '\n') {
                out.setCharAt(i, (char) (0x2400 + c));
            } else if (c == 0x7F) {
                out.setCharAt(i, '\u2421');
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < out.length()
                    && Character.isLowSurrogate(out.charAt(i + 1))) {
                i++;
            } else if (c > 0x7F && isHarmful(c)) {
                out.setCharAt(i, UNSHOWN);
            }
        }
        return out.toString();
    }

    private static boolean isHarmful(char c) {
        return c < 0xA0
                || c == 0x61C
                || c == 0x200E
                || c == 0x200F
                || c >= 0x2028 && c <= 0x202E
                || c >= 0x2066 && c <= 0x2069
                || Character.isSurrogate(c);
    }
}
