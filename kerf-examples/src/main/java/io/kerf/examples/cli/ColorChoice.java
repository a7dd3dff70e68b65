// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.util.Locale;

/** When signs are coloured. */
enum ColorChoice {
    /** On a terminal, unless the environment has {@code NO_COLOR}. */
    AUTO,
    ALWAYS,
    NEVER;

    boolean isOn(Surroundings surroundings) {
        return switch (this) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO ->
                surroundings.terminal()
                        && surroundings
                                .environment()
                                .getOrDefault("NO_COLOR", "")
                                .isEmpty();
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
