// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Device;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Two devices of one name cannot be told apart by instances. */
final class DeviceNameUnique extends Rule {
    DeviceNameUnique() {
        super("DEV-005", Severity.ERROR, "device names are unique");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        Set<String> seen = new HashSet<>();
        for (Device device : ground.devices()) {
            if (!seen.add(device.name())) {
                Draft.of(this, "there are two devices called '" + device.name() + "'")
                        .about(device.name())
                        .at(ground.places().find("device/" + device.name()))
                        .suggest("give one of them another label")
                        .to(out);
            }
        }
    }
}
