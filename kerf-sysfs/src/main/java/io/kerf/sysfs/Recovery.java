// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What became of a change whose program died in the middle of it, as the next operation found out.
 *
 * @param result how it was brought to an end
 * @param steps the steps of the change in words, in order
 */
public record Recovery(Result result, List<String> steps) {
    /** How an interrupted change was brought to an end. */
    public enum Result {
        /** All of it was done before the interruption, and reads back as was meant. */
        FINISHED,
        /** What had been done of it was taken back; the kernel reads back as it did before. */
        UNDONE,
        /** The host was booted since, so nothing of it can be in force. */
        FORGOTTEN
    }

    /** Copies the list. */
    public Recovery {
        Objects.requireNonNull(result, "result");
        steps = List.copyOf(steps);
    }

    /** The recovery in words: {@code undone: create instance 'web' (ID 1) with CPUs 4-7, 2GB}. */
    @Override
    public String toString() {
        return result.name().toLowerCase(Locale.ROOT) + ": " + String.join("; ", steps);
    }
}
