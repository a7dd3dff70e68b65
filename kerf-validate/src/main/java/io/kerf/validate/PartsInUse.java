// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which parts of devices instances hold, and which are still to be had. Nothing is suggested twice. */
final class PartsInUse {
    private final Set<String> whole = new HashSet<>();
    private final Map<String, Set<Integer>> functions = new HashMap<>();
    private final Map<String, Set<Integer>> namespaces = new HashMap<>();
    private final Map<String, Set<InstanceName>> owners = new HashMap<>();
    private final Map<String, Iterator<Integer>> freeFunctions = new HashMap<>();
    private final Map<String, Iterator<Integer>> freeNamespaces = new HashMap<>();

    PartsInUse(List<Instance> instances) {
        for (Instance instance : instances) {
            for (DeviceRef ref : instance.devices()) {
                owners.computeIfAbsent(ref.device(), name -> new HashSet<>()).add(instance.name());
                if (ref instanceof DeviceRef.VirtualFunction function) {
                    add(functions, ref, function.index());
                } else if (ref instanceof DeviceRef.Namespace namespace) {
                    add(namespaces, ref, namespace.id());
                } else {
                    whole.add(ref.device());
                }
            }
        }
    }

    private static void add(Map<String, Set<Integer>> used, DeviceRef ref, int part) {
        used.computeIfAbsent(ref.device(), name -> new HashSet<>()).add(part);
    }

    /** A virtual function of a card that no instance has; none if one has the whole card. */
    Optional<DeviceRef> takeFunction(Device device) {
        return take(freeFunctions, device.name(), device.virtualFunctions(), functions)
                .map(number -> new DeviceRef.VirtualFunction(device.name(), number));
    }

    /** A namespace of a controller that no instance has; none if one has the whole controller. */
    Optional<DeviceRef> takeNamespace(Device device) {
        return take(freeNamespaces, device.name(), device.namespaces(), namespaces)
                .map(number -> new DeviceRef.Namespace(device.name(), number));
    }

    private Optional<Integer> take(
            Map<String, Iterator<Integer>> free,
            String name,
            Optional<DeviceParts> parts,
            Map<String, Set<Integer>> used) {
        Iterator<Integer> left = free.computeIfAbsent(name, device -> {
            Set<Integer> taken = used.getOrDefault(device, Set.of());
            return parts.filter(each -> !whole.contains(device)).stream()
                    .flatMap(each -> each.available().stream())
                    .filter(part -> !taken.contains(part))
                    .iterator();
        });
        return left.hasNext() ? Optional.of(left.next()) : Optional.empty();
    }

    /** Whether no other instance names a device or a part of it; from then on one does. */
    boolean takeWhole(Device device, Instance instance) {
        Set<InstanceName> named = owners.computeIfAbsent(device.name(), name -> new HashSet<>());
        boolean others = named.stream().anyMatch(name -> !name.equals(instance.name()));
        named.add(instance.name());
        return !others;
    }
}
