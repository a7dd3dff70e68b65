// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A device of which the host is to keep a part goes to an instance as a whole: the host's part goes with it. Kernels know nothing of parts
 * and take whole devices only, so this is no error.
 */
final class DeviceKept extends Rule {
    DeviceKept() {
        super("DEV-009", Severity.WARNING, "a device that the host keeps a part of is not given away whole");
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.devices(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        for (Instance instance : ground.instances()) {
            for (DeviceRef ref : instance.devices()) {
                if (ref instanceof DeviceRef.Whole) {
                    ground.device(ref.device())
                            .filter(device ->
                                    !ground.isUnread(device) && !kept(device).isEmpty())
                            .ifPresent(device -> report(ground, instance, device, out));
                }
            }
        }
    }

    /** The parts that the host keeps, by the names that instances would call them. */
    private static List<String> kept(Device device) {
        Stream<DeviceRef> functions =
                kept(device.virtualFunctions()).map(number -> new DeviceRef.VirtualFunction(device.name(), number));
        Stream<DeviceRef> namespaces =
                kept(device.namespaces()).map(number -> new DeviceRef.Namespace(device.name(), number));
        return Stream.concat(functions, namespaces).map(DeviceRef::text).toList();
    }

    private static Stream<Integer> kept(Optional<DeviceParts> parts) {
        return parts.stream().flatMap(each -> each.hostReserved().stream());
    }

    private void report(Ground ground, Instance instance, Device device, Consumer<Diagnostic> out) {
        PartsInUse parts = ground.partsInUse();
        String kept = Words.names(kept(device));
        Draft.of(
                        this,
                        instance,
                        "devices",
                        "device '" + device.name() + "' of '" + instance.name()
                                + "' is given away whole, and the host is to keep " + kept)
                .now("reserved for the host: " + kept)
                .suggest(parts.takeFunction(device)
                        .or(() -> parts.takeNamespace(device))
                        .map(free -> "use " + free.text() + ", which is free")
                        .orElse("name the parts that '" + instance.name() + "' is to have"))
                .or("let the host keep nothing of '" + device.name() + "' in the baseline")
                .also("the device", ground.places().find("device/" + device.name()))
                .to(out);
    }
}
