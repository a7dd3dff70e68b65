// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.diag.SubjectKind;
import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import java.util.HashSet;
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

    /** The paths of nodes that findings are about. */
    private final NavigableSet<String> paths = new TreeSet<>();

    private final Set<String> instances = new HashSet<>();
    private final Set<String> devices = new HashSet<>();

    Unread(SystemState state) {
        for (Diagnostic finding : state.findings()) {
            if (finding.severity() == Severity.ERROR && CODES.contains(finding.code())) {
                finding.subject().ifPresent(of(finding.subjectKind())::add);
            }
        }
    }

    private Set<String> of(SubjectKind kind) {
        return switch (kind) {
            case INSTANCE -> instances;
            case DEVICE -> devices;
            case OTHER -> paths;
        };
    }

    /** Whether what the tree says at a path, below it, or around it could not be read; cost log n for each part of the path. */
    boolean isAt(String path) {
        if (paths.contains("/") || isBelow(path + "/") || isBelow(path + "@")) {
            return true;
        }
        String around = path;
        while (!around.isEmpty()) {
            if (paths.contains(around)) {
                return true;
            }
            around = around.substring(0, Math.max(0, around.lastIndexOf('/')));
        }
        return false;
    }

    private boolean isBelow(String prefix) {
        String next = paths.ceiling(prefix);
        return next != null && next.startsWith(prefix);
    }

    /** Whether something about an instance could not be read. */
    boolean isIn(Instance instance) {
        return instances.contains(instance.name().text());
    }

    /** Whether something about a device could not be read. */
    boolean isIn(Device device) {
        return devices.contains(device.name());
    }
}
