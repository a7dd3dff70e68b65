// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What the host uses each device for, by the name of the device on its bus, in the order in which it was found. */
final class DeviceUses {
    private final Map<String, Set<String>> uses = new HashMap<>();

    void add(String device, String what) {
        uses.computeIfAbsent(device, absent -> new LinkedHashSet<>()).add(what);
    }

    void add(Iterable<String> devices, String what) {
        devices.forEach(device -> add(device, what));
    }

    Set<String> of(String device) {
        return uses.getOrDefault(device, Collections.emptySet());
    }
}
