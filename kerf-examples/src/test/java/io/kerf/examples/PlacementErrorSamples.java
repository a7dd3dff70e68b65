// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import io.kerf.PlacementException;
import io.kerf.alloc.PlacementOutcome;
import io.kerf.alloc.PlacementOutcome.Cause;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A refusal of each cause that kerf-alloc knows. */
final class PlacementErrorSamples {
    private PlacementErrorSamples() {}

    static void addTo(ErrorSamples samples) throws Exception {
        Map<Cause, String> lines = Map.of(
                Cause.INVALID, "`INVALID`, `POLICY`",
                Cause.POLICY, "`INVALID`, `POLICY`",
                Cause.CPU_TAKEN, "`CPU_TAKEN`, `DEVICE_TAKEN`, `ID_TAKEN`",
                Cause.DEVICE_TAKEN, "`CPU_TAKEN`, `DEVICE_TAKEN`, `ID_TAKEN`",
                Cause.ID_TAKEN, "`CPU_TAKEN`, `DEVICE_TAKEN`, `ID_TAKEN`",
                Cause.BASE_NOT_PREDICTED, "`BASE_NOT_PREDICTED`");
        Constructor<PlacementException> constructor =
                PlacementException.class.getDeclaredConstructor(String.class, PlacementOutcome.Refused.class);
        constructor.setAccessible(true);
        for (Cause cause : Cause.values()) {
            PlacementOutcome.Refused refused =
                    new PlacementOutcome.Refused(cause, 2, 1, List.of(), Optional.empty(), "no");
            samples.add(
                    "PlacementException: " + lines.getOrDefault(cause, "any other cause"),
                    constructor.newInstance("instance 'web'", refused));
        }
    }
}
