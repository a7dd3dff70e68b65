// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.util.Locale;
import java.util.Objects;

/**
 * How far a change has come.
 *
 * @param stage what is being done, or was just done
 * @param step which step it is about, counted from 1; 0 where it is about the change as a whole
 * @param steps how many steps the change has
 * @param words the step, or the change as a whole, in words
 */
public record ChangeProgress(Stage stage, int step, int steps, String words) {
    /** What is being done. */
    public enum Stage {
        /** The kernel is in the state that the change was planned for; nothing is written yet. */
        PLANNED,
        /** The step's overlay is about to be written. */
        WRITING,
        /** The kernel took the overlay; what it made of it is about to be read back. */
        VERIFYING,
        /** All steps were done and verified. */
        DONE,
        /** A step failed; this one is about to be taken back. */
        TAKING_BACK
    }

    /** Checks that all are given. */
    public ChangeProgress {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(words, "words");
    }

    /** The progress in words: {@code writing 1 of 2: create instance 'web' …}. */
    @Override
    public String toString() {
        String name = stage.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return name + (step == 0 ? "" : " " + step + " of " + steps) + ": " + words;
    }
}
