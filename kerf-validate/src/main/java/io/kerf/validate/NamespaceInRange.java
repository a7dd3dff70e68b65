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

/** A namespace that an instance names is one that its controller has to give away. */
final class NamespaceInRange implements Rule {
    @Override
    public String id() {
        return "DEV-004";
    }

    @Override
    public String title() {
        return "namespaces of an instance are available";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        for (Instance instance : state.instances()) {
            for (DeviceRef ref : instance.devices()) {
                if (ref instanceof DeviceRef.Namespace namespace) {
                    Optional<Device> device = state.device(ref.device());
                    device.ifPresent(found -> check(state, instance, namespace, found, out));
                }
            }
        }
    }

    private void check(
            SystemState state,
            Instance instance,
            DeviceRef.Namespace namespace,
            Device device,
            Consumer<Diagnostic> out) {
        Optional<DeviceParts> parts = device.namespaces();
        if (parts.filter(each -> each.available().contains(namespace.id())).isEmpty()) {
            String has = parts.map(each -> "available: " + each.available() + ", the host's: " + each.hostReserved())
                    .orElse("none");
            Draft.of(
                            this,
                            instance,
                            "devices",
                            "'" + namespace.text() + "' of '" + instance.name() + "': '" + device.name()
                                    + "' has no such namespace to give away")
                    .now("namespaces of '" + device.name() + "': " + has)
                    .suggest(PartsInUse.suggestion(state, device, parts, "_ns"))
                    .also("the device", state.places().find("device/" + device.name() + "/namespaces"))
                    .to(out);
        }
    }
}
