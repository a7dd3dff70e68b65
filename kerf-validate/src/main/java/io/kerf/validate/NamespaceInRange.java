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

/** A namespace that an instance names is one that its controller has to give away. */
final class NamespaceInRange extends Rule {
    NamespaceInRange() {
        super("DEV-004", Severity.ERROR, "namespaces of an instance are available");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        for (Instance instance : ground.instances()) {
            for (DeviceRef ref : instance.devices()) {
                if (ref instanceof DeviceRef.Namespace namespace) {
                    Optional<Device> device = ground.device(ref.device());
                    device.ifPresent(found -> check(ground, instance, namespace, found, out));
                }
            }
        }
    }

    private void check(
            Ground ground, Instance instance, DeviceRef.Namespace namespace, Device device, Consumer<Diagnostic> out) {
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
                    .suggest(ground.partsInUse().insteadOfNamespace(device))
                    .also("the device", ground.places().find("device/" + device.name() + "/namespaces"))
                    .to(out);
        }
    }
}
