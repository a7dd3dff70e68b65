// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Device;
import io.kerf.model.SystemState;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Two devices of one name cannot be told apart by instances. */
final class DeviceNameUnique implements Rule {
    @Override
    public String id() {
        return "DEV-005";
    }

    @Override
    public String title() {
        return "device names are unique";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        Set<String> seen = new HashSet<>();
        for (Device device : state.devices()) {
            if (!seen.add(device.name())) {
                Draft.of(this, "there are two devices called '" + device.name() + "'")
                        .about(device.name())
                        .at(state.places().find("device/" + device.name()))
                        .suggest("give one of them another label")
                        .to(out);
            }
        }
    }
}
