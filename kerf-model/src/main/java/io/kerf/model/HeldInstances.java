// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a tree can say of instances. */
final class HeldInstances {
    private static final Set<String> PARTS = Set.of("", "/resources", "/resources/uring", "/options");

    private final HeldDevices devices;
    private final List<Loss> losses;

    HeldInstances(HeldDevices devices, List<Loss> losses) {
        this.devices = devices;
        this.losses = losses;
    }

    List<Instance> of(List<Instance> all) {
        Set<InstanceName> seen = new HashSet<>();
        List<Instance> held = new ArrayList<>();
        for (Instance instance : all) {
            if (!seen.add(instance.name())) {
                lose(instance, "a second instance of that name is not written");
            } else if (held.size() == InstanceId.LAST) {
                lose(instance, "no tree has more than " + InstanceId.LAST + " instances");
            } else {
                held.add(held(instance));
            }
        }
        return held;
    }

    private void lose(Instance instance, String what) {
        losses.add(new Loss(instance.name().text(), what));
    }

    private Instance held(Instance instance) {
        List<DeviceRef> refs = instance.devices().stream()
                .map(ref -> devices.held(ref, instance.name().text()))
                .toList();
        Instance held = memory(instance).withDevices(refs).withPlaces(Places.none());
        Extras kept = instance.extras().only(PARTS::contains);
        for (String part : instance.extras().parts()) {
            if (!kept.parts().contains(part)) {
                lose(instance, "what kerf does not know of its '" + part + "' is not written");
            }
        }
        return held.withExtras(kept);
    }

    /** A base beside a size makes one region, so the base of the first of several unknown regions has no place in a tree. */
    private Instance memory(Instance instance) {
        List<MemoryRange> regions = instance.regions();
        if (regions.isEmpty()) {
            if (instance.memoryBase().isEmpty()) {
                return instance;
            }
            lose(
                    instance,
                    "that its memory begins at 0x"
                            + Long.toHexString(instance.memoryBase().getAsLong())
                            + " is not written, since its regions are not known");
            return instance.withMemory(instance.memory());
        }
        List<MemoryRange> kept =
                regions.stream().filter(range -> range.size() > 0).toList();
        if (kept.size() == regions.size()) {
            return instance;
        }
        lose(instance, "memory of 2^63 bytes or more is not written");
        return instance.withRegions(kept);
    }
}
