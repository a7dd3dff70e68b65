// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import java.util.Optional;
import java.util.function.Consumer;

/** A virtual function that an instance names is one that its card has to give away. */
final class VirtualFunctionInRange implements Rule {
    @Override
    public String id() {
        return "DEV-003";
    }

    @Override
    public String title() {
        return "virtual functions of an instance are available";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        for (Instance instance : state.instances()) {
            for (DeviceRef ref : instance.devices()) {
                if (ref instanceof DeviceRef.VirtualFunction function) {
                    Optional<Device> device = state.device(ref.device());
                    device.ifPresent(found -> check(state, instance, function, found, out));
                }
            }
        }
    }

    private void check(
            SystemState state,
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
                    .suggest(PartsInUse.suggestion(state, device, parts, "_vf"))
                    .also("the device", state.places().find("device/" + device.name() + "/virtual-functions"))
                    .to(out);
        }
    }
}
