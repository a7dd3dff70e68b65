// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Location;
import io.kerf.diag.Severity;
import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What of a tree could not be read. The finding about that is in the report already; a rule that took what is missing for nothing would
 * say something untrue besides.
 */
final class Unread {
    /** The codes of the bindings for what they could not read: malformed, missing, no such number, dangling, no such word. */
    private static final Set<String> CODES = Set.of("BIND-001", "BIND-002", "BIND-003", "BIND-006", "BIND-008");

    private static final String DEVICES = "/resources/devices/";

    /** What findings are about: names of instances and devices, and paths of nodes. */
    private final NavigableSet<String> subjects = new TreeSet<>();

    private final Set<String> devices = new HashSet<>();

    Unread(SystemState state) {
        Map<String, NavigableMap<Long, String>> places = new HashMap<>();
        for (Diagnostic finding : state.findings()) {
            if (finding.severity() == Severity.ERROR && CODES.contains(finding.code())) {
                String subject = finding.subject().orElse("");
                subjects.add(subject);
                if (subject.startsWith(DEVICES) && finding.location().isPresent()) {
                    if (places.isEmpty()) {
                        note(state, places);
                    }
                    addDeviceAt(finding.location().get(), places);
                }
            }
        }
    }

    private static void note(SystemState state, Map<String, NavigableMap<Long, String>> places) {
        for (Device device : state.devices()) {
            state.places()
                    .find("device/" + device.name())
                    .ifPresent(place -> places.computeIfAbsent(FindingOrder.file(place), file -> new TreeMap<>())
                            .put(FindingOrder.offset(place), device.name()));
        }
    }

    /** The node of a device is known by its path, the device by its label: the last one that begins before a place in it is meant. */
    private void addDeviceAt(Location place, Map<String, NavigableMap<Long, String>> places) {
        Map.Entry<Long, String> device =
                places.getOrDefault(FindingOrder.file(place), new TreeMap<>()).floorEntry(FindingOrder.offset(place));
        if (device != null) {
            devices.add(device.getValue());
        }
    }

    /** Whether what the tree says at a path, below it, or around it could not be read; cost log n for each part of the path. */
    boolean isAt(String path) {
        if (subjects.contains("/") || isBelow(path + "/") || isBelow(path + "@")) {
            return true;
        }
        String around = path;
        while (!around.isEmpty()) {
            if (subjects.contains(around)) {
                return true;
            }
            around = around.substring(0, Math.max(0, around.lastIndexOf('/')));
        }
        return false;
    }

    private boolean isBelow(String prefix) {
        String next = subjects.ceiling(prefix);
        return next != null && next.startsWith(prefix);
    }

    /** Whether something about an instance could not be read. */
    boolean isIn(Instance instance) {
        String name = instance.name().text();
        String path = "/instances/" + name;
        return subjects.contains(name) || subjects.contains(path) || isBelow(path + "/");
    }

    /** Whether something about a device could not be read. */
    boolean isIn(Device device) {
        return subjects.contains(device.name()) || devices.contains(device.name());
    }
}
