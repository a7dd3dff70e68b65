// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.diag.SubjectKind;
import io.kerf.model.Device;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Two devices of one name cannot be told apart by instances. */
final class DeviceNameUnique extends Rule {
    DeviceNameUnique() {
        super("DEV-005", Severity.ERROR, "device names are unique");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        Map<String, Device> first = new HashMap<>();
        for (Device device : ground.devices()) {
            Device other = first.putIfAbsent(device.name(), device);
            if (other != null) {
                Draft.of(this, "there are two devices called '" + device.name() + "'")
                        .about(SubjectKind.DEVICE, device.name())
                        .at(ground.places().find("device/" + device.name()))
                        .now("one is " + described(other) + ", the other " + described(device))
                        .suggest("give one of them another label")
                        .or("remove one of the two, if they are one device")
                        .to(out);
            }
        }
    }

    private static String described(Device device) {
        String address = device.pciAddress().map(at -> " at " + at).orElse(" without a PCI address");
        String compatible = Words.names(device.compatible(), 2);
        return (compatible.isEmpty() ? "a device" : "'" + compatible + "'") + address;
    }
}
