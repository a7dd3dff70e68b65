// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.diag.Diagnostic;
import io.kerf.tree.ValueElement;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Python tool reads memory numbers, {@code vendor-id} and {@code device-id} as hexadecimal, prefix or not. */
final class PythonNumbers {
    private static final Pattern UNPREFIXED = Pattern.compile("0*([0-9]+)");
    private static final int HEX_DIGITS = 16;

    private PythonNumbers() {}

    /** Warns of a number that means another one there. */
    static Optional<Diagnostic> warning(String property, ValueElement element) {
        String text = element.span().text();
        if (!(element instanceof ValueElement.Cell cell) || !isOther(text, cell.value())) {
            return Optional.empty();
        }
        String message = NodeReader.quoted(property) + " is " + (text.startsWith("0") ? "octal" : "decimal") + " here: "
                + text + "; the Python kerf reads it as 0x" + text;
        return Optional.of(Diagnostic.warning(Codes.LOOKS_HEXADECIMAL, message)
                .withSuggestion("write 0x" + Long.toHexString(cell.value()) + ", which both read alike"));
    }

    private static boolean isOther(String text, long value) {
        Matcher digits = UNPREFIXED.matcher(text);
        return digits.matches()
                && (digits.group(1).length() > HEX_DIGITS || Long.parseUnsignedLong(digits.group(1), 16) != value);
    }
}
