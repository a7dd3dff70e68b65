// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.model.InstanceName;
import java.util.List;
import java.util.Objects;

/**
 * Which instances to move, and where to, so that a request has a place. Kernels do not migrate: an instance moves by being stopped
 * and created again, so all that move have to be stopped before the first is created. Immutable.
 *
 * @param moves the instances that move; none if the request has a place as it is
 * @param placement the place of the request once they have moved
 */
public record RepackPlan(List<Move> moves, Placed placement) {
    /** Copies the list. */
    public RepackPlan {
        moves = List.copyOf(moves);
        Objects.requireNonNull(placement, "placement");
    }

    /**
     * A new place for an instance; its id and devices stay.
     *
     * @param instance the instance
     * @param to its new place
     */
    public record Move(InstanceName instance, Placed to) {
        /** Checks the arguments. */
        public Move {
            Objects.requireNonNull(instance, "instance");
            Objects.requireNonNull(to, "to");
        }
    }
}
