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
import java.util.SortedSet;

/** Which parts of devices instances hold, and which are still to be had. */
final class PartsInUse {
    private final Map<String, Set<Integer>> functions = new HashMap<>();
    private final Map<String, Set<Integer>> namespaces = new HashMap<>();

    PartsInUse(List<Instance> instances) {
        for (Instance instance : instances) {
            for (DeviceRef ref : instance.devices()) {
                if (ref instanceof DeviceRef.VirtualFunction function) {
                    add(functions, ref, function.index());
                } else if (ref instanceof DeviceRef.Namespace namespace) {
                    add(namespaces, ref, namespace.id());
                }
            }
        }
    }

    private static void add(Map<String, Set<Integer>> used, DeviceRef ref, int part) {
        used.computeIfAbsent(ref.device(), name -> new HashSet<>()).add(part);
    }

    /** What to do about a virtual function that cannot be had. */
    String insteadOfFunction(Device device) {
        return instead(device, device.virtualFunctions(), functions, "_vf");
    }

    /** What to do about a namespace that cannot be had. */
    String insteadOfNamespace(Device device) {
        return instead(device, device.namespaces(), namespaces, "_ns");
    }

    private static String instead(
            Device device, Optional<DeviceParts> parts, Map<String, Set<Integer>> used, String suffix) {
        if (parts.isEmpty()) {
            return "give the whole device away: " + device.name();
        }
        SortedSet<Integer> free = parts.get().free(used.getOrDefault(device.name(), Set.of()));
        return free.isEmpty()
                ? "'" + device.name() + "' has none left: take one from another instance first"
                : "use " + device.name() + suffix + free.first() + ", which is free";
    }
}
