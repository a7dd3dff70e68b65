// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.SystemState;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** Which parts of a device are still to be had. */
final class PartsInUse {
    private PartsInUse() {}

    static String suggestion(SystemState state, Device device, Optional<DeviceParts> parts, String suffix) {
        if (parts.isEmpty()) {
            return "give the whole device away: " + device.name();
        }
        SortedSet<Integer> free = parts.get().free(used(state, device.name(), suffix));
        return free.isEmpty()
                ? "'" + device.name() + "' has none left: take one from another instance first"
                : "use " + device.name() + suffix + free.first() + ", which is free";
    }

    private static Set<Integer> used(SystemState state, String device, String suffix) {
        return state.instances().stream()
                .flatMap(instance -> instance.devices().stream())
                .filter(ref -> ref.device().equals(device))
                .filter(ref -> ref instanceof DeviceRef.VirtualFunction == suffix.equals("_vf"))
                .map(ref -> ref instanceof DeviceRef.VirtualFunction function
                        ? function.index()
                        : ref instanceof DeviceRef.Namespace namespace ? namespace.id() : -1)
                .collect(Collectors.toSet());
    }
}
