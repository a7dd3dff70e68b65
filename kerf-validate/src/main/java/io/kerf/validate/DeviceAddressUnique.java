// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.diag.SubjectKind;
import io.kerf.model.Device;
import io.kerf.model.PciAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A PCI function is one device. */
final class DeviceAddressUnique extends Rule {
    DeviceAddressUnique() {
        super("DEV-007", Severity.ERROR, "no two devices have one PCI address");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        Map<PciAddress, Device> first = new HashMap<>();
        for (Device device : ground.devices()) {
            Device other = device.pciAddress()
                    .map(address -> first.putIfAbsent(address, device))
                    .orElse(null);
            if (other != null) {
                Draft.of(
                                this,
                                "devices '" + other.name() + "' and '" + device.name() + "' have the same PCI address, "
                                        + device.pciAddress().orElseThrow())
                        .about(SubjectKind.DEVICE, device.name())
                        .at(ground.places().find("device/" + device.name()))
                        .now("'" + other.name() + "' is at "
                                + other.pciAddress().orElseThrow() + ", '" + device.name() + "' at "
                                + device.pciAddress().orElseThrow())
                        .suggest("correct one 'pci-id': lspci -D lists the addresses")
                        .or("remove one of the two, if they are one device")
                        .also("the other one", ground.places().find("device/" + other.name()))
                        .to(out);
            }
        }
    }
}
