// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import java.util.Optional;
import java.util.function.Consumer;

/** A virtual function that an instance names is one that its card has to give away. */
final class VirtualFunctionInRange extends Rule {
    VirtualFunctionInRange() {
        super("DEV-003", Severity.ERROR, "virtual functions of an instance are available");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        for (Instance instance : ground.instances()) {
            for (DeviceRef ref : instance.devices()) {
                if (ref instanceof DeviceRef.VirtualFunction function) {
                    Optional<Device> device = ground.device(ref.device());
                    device.ifPresent(found -> check(ground, instance, function, found, out));
                }
            }
        }
    }

    private void check(
            Ground ground,
            Instance instance,
            DeviceRef.VirtualFunction function,
            Device device,
            Consumer<Diagnostic> out) {
        Optional<DeviceParts> parts = device.virtualFunctions();
        if (parts.filter(each -> each.available().contains(function.index())).isEmpty()) {
            String has = parts.map(each -> "available: " + each.available() + ", the host's: " + each.hostReserved())
                    .orElse("none");
            Draft.of(
                            this,
                            instance,
                            "devices",
                            "'" + function.text() + "' of '" + instance.name() + "': '" + device.name()
                                    + "' has no such virtual function to give away")
                    .now("virtual functions of '" + device.name() + "': " + has)
                    .suggest(ground.partsInUse().insteadOfFunction(device))
                    .also("the device", ground.places().find("device/" + device.name() + "/virtual-functions"))
                    .to(out);
        }
    }
}
