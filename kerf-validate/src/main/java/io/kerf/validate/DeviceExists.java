// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import java.util.function.Consumer;

/** What an instance names is a device of the host. */
final class DeviceExists extends Rule {
    DeviceExists() {
        super("DEV-001", Severity.ERROR, "the devices of an instance exist");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        for (Instance instance : ground.instances()) {
            for (DeviceRef ref : instance.devices()) {
                if (ground.device(ref.device()).isEmpty()) {
                    Draft.of(
                                    this,
                                    instance,
                                    "devices",
                                    "unknown device '" + ref.text() + "' of '" + instance.name() + "'")
                            .now("devices of the host: " + names(ground))
                            .suggest("name one of these, or a part of one, such as eth0_vf1 or nvme0_ns2")
                            .to(out);
                }
            }
        }
    }

    private static String names(Ground ground) {
        return ground.devices().isEmpty()
                ? "none"
                : String.join(
                        ", ",
                        ground.devices().stream().map(Device::name).limit(20).toList());
    }
}
