// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of a tree could not be read. The finding about that is in the report already; a rule that took what is missing for nothing would
 * say something untrue besides.
 */
final class Unread {
    /** The codes of the bindings for what they could not read: malformed, missing, no such number, dangling, no such word. */
    private static final Set<String> CODES = Set.of("BIND-001", "BIND-002", "BIND-003", "BIND-006", "BIND-008");

    /** What findings are about: names of instances and devices, and paths of nodes. */
    private final NavigableSet<String> subjects = new TreeSet<>();

    Unread(SystemState state) {
        for (Diagnostic finding : state.findings()) {
            if (finding.severity() == Severity.ERROR && CODES.contains(finding.code())) {
                finding.subject().ifPresent(subjects::add);
            }
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
        return subjects.contains(instance.name().text());
    }

    /** Whether something about a device could not be read. */
    boolean isIn(Device device) {
        return subjects.contains(device.name());
    }
}
