// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a change ended, as its journal has it from the moment that nothing more of it is written to the kernel. Whoever finds a journal with an
 * ending leaves the kernel alone: what it shows by then may be the work of others.
 */
enum ChangeEnding {
    /** All of it was done. */
    FINISHED,
    /** Nothing of it is in force. */
    UNDONE,
    /** The host was booted since. */
    FORGOTTEN,
    /** What is left of it was told, and is not told again. */
    TOLD;

    private static final String PREFIX = "ended: ";

    static ChangeEnding of(ChangeOutcome outcome) {
        return outcome instanceof ChangeOutcome.Done ? FINISHED : UNDONE;
    }

    static ChangeEnding of(Optional<Recovery> recovery) {
        return recovery.map(each -> switch (each.result()) {
                    case FINISHED -> FINISHED;
                    case UNDONE -> UNDONE;
                    case FORGOTTEN -> FORGOTTEN;
                })
                .orElse(TOLD);
    }

    /** What a recovery says that finds this; empty if there is nothing to say. */
    Optional<Recovery.Result> result() {
        return switch (this) {
            case FINISHED -> Optional.of(Recovery.Result.FINISHED);
            case UNDONE -> Optional.of(Recovery.Result.UNDONE);
            case FORGOTTEN -> Optional.of(Recovery.Result.FORGOTTEN);
            case TOLD -> Optional.empty();
        };
    }

    /** The ending as a record of a journal: {@code ended: FINISHED}. */
    byte[] record() {
        return (PREFIX + name()).getBytes(StandardCharsets.UTF_8);
    }

    /** The ending that a record of a journal states, if it is not a note. */
    static Optional<ChangeEnding> in(byte[] record) {
        return Arrays.stream(values())
                .filter(each -> Arrays.equals(each.record(), record))
                .findFirst();
    }
}
