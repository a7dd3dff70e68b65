// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PlacementOutcome.Placed;
import java.util.List;

/**
 * What {@link Allocator#placeAll} found. All placements hold together: none takes what another has. Immutable.
 *
 * @param outcomes one for each request, in the order of the requests; a refusal tells what is left once all others have their place
 * @param decisions how many decisions were spent
 */
public record BatchOutcome(List<PlacementOutcome> outcomes, int decisions) {
    /** Copies the list. */
    public BatchOutcome {
        outcomes = List.copyOf(outcomes);
    }

    /**
     * Tells whether every request has a place.
     *
     * @return true if none was refused
     */
    public boolean isComplete() {
        return outcomes.stream().allMatch(Placed.class::isInstance);
    }

    /**
     * Returns how many requests have a place.
     *
     * @return the number
     */
    public int placed() {
        return (int) outcomes.stream().filter(Placed.class::isInstance).count();
    }
}
