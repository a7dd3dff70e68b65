// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.util.stream.Collectors;

/** The text of an error: one line that begins with {@code Error:}, and what follows it indented. */
final class ErrorText {
    private ErrorText() {}

    static String of(String message) {
        return "Error: " + CommandWords.of(message).stripTrailing().lines().collect(Collectors.joining("\n  "));
    }
}
