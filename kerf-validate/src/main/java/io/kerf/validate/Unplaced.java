// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.Instance;
import java.util.List;
import java.util.Optional;

/** Instances that have memory whose place nobody knows: a kernel's tree of an instance does not tell it. */
final class Unplaced {
    private static final int SHOWN = 4;

    private Unplaced() {}

    static Optional<String> instances(Ground ground) {
        List<Instance> unplaced = ground.instances().stream()
                .filter(instance ->
                        instance.regions().isEmpty() && !instance.memory().isZero())
                .toList();
        if (unplaced.isEmpty()) {
            return Optional.empty();
        }
        List<String> names = unplaced.stream()
                .limit(SHOWN)
                .map(instance -> "'" + instance.name() + "'")
                .toList();
        String more = unplaced.size() > SHOWN ? " and " + (unplaced.size() - SHOWN) + " more" : "";
        return Optional.of("the place of the memory is not known of " + String.join(", ", names) + more);
    }
}
