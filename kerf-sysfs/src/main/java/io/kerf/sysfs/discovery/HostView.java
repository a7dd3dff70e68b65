// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tells whether the reader sees the host itself, or what a container is shown of it: another process is its first, with other mounts and
 * routes, and LXCFS lays files of its own over some of {@code /proc}.
 */
final class HostView {
    /** What the link {@code ns/pid} says in the PID namespace of the host (Linux: {@code PROC_PID_INIT_INO}). */
    private static final String FIRST_NAMESPACE = "pid:[4026531836]";

    private static final String CPUINFO = "cpuinfo";

    private final boolean isOfHost;
    private final boolean cpuinfoIsOfHost;

    private HostView(boolean isOfHost, boolean cpuinfoIsOfHost) {
        this.isOfHost = isOfHost;
        this.cpuinfoIsOfHost = cpuinfoIsOfHost;
    }

    static HostView read(HostFiles files, Path proc) {
        Optional<String> namespace = files.linkName(proc.resolve("self/ns/pid"));
        boolean elsewhere = namespace.isPresent() && !namespace.get().equals(FIRST_NAMESPACE);
        boolean covered = isCovered(proc);
        if (elsewhere || covered) {
            String why = covered
                    ? "something is mounted over " + proc.resolve(CPUINFO) + ", as LXCFS does in containers, so that no"
                            + " physical id of a CPU is known"
                    : proc.resolve("self/ns/pid") + " is " + Findings.quoted(namespace.orElse(""))
                            + ", and not that of the host";
            files.findings()
                    .add(Diagnostic.warning(
                                    Codes.CONTAINER,
                                    "this is a container's view of the host, which hides what the host uses, so that no"
                                            + " device is suggested for a pool: " + why)
                            .withSubject(proc.toString())
                            .withSuggestion("discover on the host, outside of the container"));
        }
        return new HostView(!elsewhere && !covered, !covered);
    }

    private static boolean isCovered(Path proc) {
        HostFiles aside = new HostFiles(new Findings());
        String table = aside.text(proc.resolve("self/mountinfo"))
                .or(() -> aside.text(proc.resolve("1/mountinfo")))
                .orElse("");
        String place = proc.resolve(CPUINFO).toString();
        return MountTable.parse(table).mounts().stream()
                .anyMatch(mount -> mount.point().equals("/proc/" + CPUINFO)
                        || mount.point().equals(place));
    }

    /** Whether what the host uses can be seen. */
    boolean isOfHost() {
        return isOfHost;
    }

    /** Whether the numbers and ids in {@code cpuinfo} are the host's. */
    boolean cpuinfoIsOfHost() {
        return cpuinfoIsOfHost;
    }
}
