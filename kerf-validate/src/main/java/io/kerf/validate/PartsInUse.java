// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/** Which parts of devices instances hold, and which are still to be had. What is free of a device is looked for once. */
final class PartsInUse {
    private final Set<String> whole = new HashSet<>();
    private final Map<String, Set<Integer>> functions = new HashMap<>();
    private final Map<String, Set<Integer>> namespaces = new HashMap<>();
    private final Map<String, Optional<DeviceRef>> freeFunctions = new HashMap<>();
    private final Map<String, Optional<DeviceRef>> freeNamespaces = new HashMap<>();

    PartsInUse(List<Instance> instances) {
        for (Instance instance : instances) {
            for (DeviceRef ref : instance.devices()) {
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

    /** The first virtual function of a card that no instance has; none if one has the whole card. */
    Optional<DeviceRef> freeFunction(Device device) {
        return freeFunctions.computeIfAbsent(
                device.name(),
                name -> free(
                        name,
                        device.virtualFunctions(),
                        functions,
                        number -> new DeviceRef.VirtualFunction(name, number)));
    }

    /** The first namespace of a controller that no instance has; none if one has the whole controller. */
    Optional<DeviceRef> freeNamespace(Device device) {
        return freeNamespaces.computeIfAbsent(
                device.name(),
                name -> free(name, device.namespaces(), namespaces, number -> new DeviceRef.Namespace(name, number)));
    }

    private Optional<DeviceRef> free(
            String name, Optional<DeviceParts> parts, Map<String, Set<Integer>> used, IntFunction<DeviceRef> ref) {
        if (parts.isEmpty() || whole.contains(name)) {
            return Optional.empty();
        }
        Set<Integer> taken = used.getOrDefault(name, Set.of());
        return parts.get().available().stream()
                .filter(part -> !taken.contains(part))
                .findFirst()
                .map(ref::apply);
    }
}
