// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import java.util.function.Consumer;

/** What an instance names is a device of the host. */
final class DeviceExists implements Rule {
    @Override
    public String id() {
        return "DEV-001";
    }

    @Override
    public String title() {
        return "the devices of an instance exist";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        for (Instance instance : state.instances()) {
            for (DeviceRef ref : instance.devices()) {
                if (state.device(ref.device()).isEmpty()) {
                    Draft.of(
                                    this,
                                    instance,
                                    "devices",
                                    "unknown device '" + ref.text() + "' of '" + instance.name() + "'")
                            .now("devices of the host: " + names(state))
                            .suggest("name one of these, or a part of one, such as eth0_vf1 or nvme0_ns2")
                            .to(out);
                }
            }
        }
    }

    private static String names(SystemState state) {
        return state.devices().isEmpty()
                ? "none"
                : String.join(
                        ", ",
                        state.devices().stream().map(Device::name).limit(20).toList());
    }
}
