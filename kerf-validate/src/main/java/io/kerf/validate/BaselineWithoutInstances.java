// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Location;
import io.kerf.diag.Severity;
import io.kerf.model.SystemState;
import java.util.Optional;
import java.util.function.Consumer;

/** A baseline lists hardware; the kernel refuses one in which /instances has a child (EINVAL). */
final class BaselineWithoutInstances implements Rule {
    @Override
    public String id() {
        return "BASE-001";
    }

    @Override
    public String title() {
        return "a baseline contains no instances";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        if (state.instances().isEmpty()) {
            return;
        }
        Optional<Location> place = state.places()
                .find("instances")
                .or(() -> state.instances().get(0).declaredAt());
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
