// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.DeviceUnits.Kind;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which devices and parts of devices are held, and by whom. Not thread-safe. */
final class FreeDevices {
    private final SystemState host;
    private final Map<String, List<Held>> heldOf = new HashMap<>();

    private record Held(DeviceRef ref, String owner) {}

    FreeDevices(SystemState host) {
        this.host = host;
    }

    void take(List<DeviceRef> refs, String owner) {
        for (DeviceRef ref : refs) {
            heldOf.computeIfAbsent(ref.device(), device -> new ArrayList<>()).add(new Held(ref, owner));
        }
    }

    /** Undoes one {@link #take} of the same references, the last first. */
    void giveBack(List<DeviceRef> refs) {
        for (DeviceRef ref : refs) {
            List<Held> all = heldOf.getOrDefault(ref.device(), List.of());
            for (int i = all.size() - 1; i >= 0; i--) {
                if (all.get(i).ref.equals(ref)) {
                    all.remove(i);
                    break;
                }
            }
        }
    }

    List<Device> devices() {
        return host.devices();
    }

    Optional<Device> device(String name) {
        return host.device(name);
    }

    /** Says why a device or a part cannot be had; empty if it can. */
    Optional<String> whyNotFree(DeviceRef ref) {
        for (Held held : heldOf.getOrDefault(ref.device(), List.of())) {
            if (held.ref.conflictsWith(ref)) {
                return Optional.of(
                        "is held by " + held.owner + (held.ref.equals(ref) ? "" : ", which has " + held.ref));
            }
        }
        boolean isForInstances = ref instanceof DeviceRef.Whole
                || parts(ref)
                        .filter(parts -> parts.available().contains(number(ref)))
                        .isPresent();
        return isForInstances ? Optional.empty() : Optional.of("is kept by the host");
    }

    /** Lists the parts of a device that can be had beside others, ascending. */
    List<DeviceRef> freeParts(Device device, Kind kind, List<DeviceRef> others) {
        List<DeviceRef> free = new ArrayList<>();
        Optional<DeviceParts> parts = kind == Kind.FUNCTION ? device.virtualFunctions() : device.namespaces();
        if (parts.isEmpty()) {
            return free;
        }
        for (int number : parts.get().available()) {
            DeviceRef part = kind == Kind.FUNCTION
                    ? new DeviceRef.VirtualFunction(device.name(), number)
                    : new DeviceRef.Namespace(device.name(), number);
            if (whyNotFree(part).isEmpty() && others.stream().noneMatch(part::conflictsWith)) {
                free.add(part);
            }
        }
        return free;
    }

    /** Finds the parts of the kind that a reference is to. */
    Optional<DeviceParts> parts(DeviceRef ref) {
        return host.device(ref.device())
                .flatMap(device ->
                        ref instanceof DeviceRef.VirtualFunction ? device.virtualFunctions() : device.namespaces());
    }

    static int number(DeviceRef ref) {
        if (ref instanceof DeviceRef.VirtualFunction function) {
            return function.index();
        }
        return ref instanceof DeviceRef.Namespace namespace ? namespace.id() : 0;
    }

    /** Returns what is held, to compare two moments. */
    String snapshot() {
        Map<String, List<String>> all = new TreeMap<>();
        heldOf.forEach((device, held) -> {
            if (!held.isEmpty()) {
                all.put(
                        device,
                        held.stream()
                                .map(each -> each.ref + " " + each.owner)
                                .sorted()
                                .toList());
            }
        });
        return all.toString();
    }
}
