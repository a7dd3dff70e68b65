// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The parts of devices that instances name are some that the devices have to give away. One finding for each device of an instance. */
abstract class PartsInRange extends Rule {
    private final String kind;
    private final String place;

    PartsInRange(String id, String kind, String place) {
        super(id, Severity.ERROR, kind + "s of an instance are available");
        this.kind = kind;
        this.place = place;
    }

    /** The parts of a device that this rule is about. */
    abstract Optional<DeviceParts> partsOf(Device device);

    /** Whether a reference is to such a part, and those that there are do not have it. */
    abstract boolean isMissing(DeviceRef ref, Set<Integer> available);

    /** Another part of a device. */
    abstract Optional<DeviceRef> freeOf(PartsInUse parts, Device device);

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.devices(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        for (Instance instance : ground.instances()) {
            if (instance.devices().isEmpty()) {
                continue;
            }
            Map<String, Set<String>> missing = new LinkedHashMap<>();
            for (DeviceRef ref : instance.devices()) {
                Optional<Device> device = ground.device(ref.device()).filter(found -> !ground.isUnread(found));
                if (device.isPresent()) {
                    Set<Integer> available = partsOf(device.get())
                            .<Set<Integer>>map(DeviceParts::available)
                            .orElse(Set.of());
                    if (isMissing(ref, available)) {
                        missing.computeIfAbsent(ref.device(), name -> new LinkedHashSet<>())
                                .add("'" + ref.text() + "'");
                    }
                }
            }
            missing.forEach((name, parts) ->
                    report(ground, instance, ground.device(name).orElseThrow(), parts, out));
        }
    }

    private void report(
            Ground ground, Instance instance, Device device, Set<String> missing, Consumer<Diagnostic> out) {
        Optional<DeviceParts> parts = partsOf(device);
        String has = parts.map(each -> "available: " + Words.numbers(each.available()) + ", the host's: "
                        + Words.numbers(each.hostReserved()))
                .orElse("none");
        String named = missing.size() == 1 ? missing.iterator().next() : Words.names(List.copyOf(missing));
        String instead = parts.isEmpty()
                ? ground.partsInUse().takeWhole(device, instance)
                        ? "give the whole device away: " + device.name()
                        : "describe the " + kind + "s of '" + device.name() + "', or give it to one instance as a whole"
                : freeOf(ground.partsInUse(), device)
                        .map(free -> "use " + free.text() + ", which is free")
                        .orElse("'" + device.name() + "' has none left: take one from another instance first");
        Draft.of(
                        this,
                        instance,
                        "devices",
                        named + " of '" + instance.name() + "': '" + device.name() + "' has no such " + kind
                                + (missing.size() == 1 ? "" : "s") + " to give away")
                .now(kind + "s of '" + device.name() + "': " + has)
                .suggest(instead)
                .also("the device", ground.places().find("device/" + device.name() + place))
                .to(out);
    }
}
