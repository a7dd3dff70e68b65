// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Location;
import io.kerf.diag.Severity;
import java.util.Optional;
import java.util.function.Consumer;

/** A baseline lists hardware; the kernel refuses one in which /instances has a child (EINVAL). */
final class BaselineWithoutInstances extends Rule {
    BaselineWithoutInstances() {
        super("BASE-001", Severity.ERROR, "a baseline contains no instances");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        if (ground.instances().isEmpty()) {
            return;
        }
        Optional<Location> place = ground.places()
                .find("instances")
                .or(() -> ground.instances().get(0).declaredAt());
        Draft.of(this, "Baseline must not contain instances. Instances should be created via overlays.")
                .about("instances")
                .at(place)
                .now("Baseline must contain:\n  ✓ /resources (hardware inventory)\n"
                        + "  ✗ /instances (must be empty or absent)")
                .suggest("Remove instances section from baseline\n"
                        + "Instances should be created via 'kerf create' using overlays")
                .to(out);
    }
}
