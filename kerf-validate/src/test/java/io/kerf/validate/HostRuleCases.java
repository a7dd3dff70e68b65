// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static io.kerf.validate.Hosts.GIB;
import static io.kerf.validate.Hosts.busy;
import static io.kerf.validate.Hosts.cpus;

import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

/** States that break and that keep to the rules about the live host. */
final class HostRuleCases {
    private HostRuleCases() {}

    /** Sixteen CPUs whose physical ids are those of {@link Hosts}, in pairs; 16 GB of memory and a hole below 1 MB. */
    static final HostFacts SAME = facts(id -> id);

    private static HostFacts facts(LongUnaryOperator physical) {
        Map<Integer, Long> cpus = new HashMap<>();
        for (int cpu = 0; cpu < 16; cpu++) {
            cpus.put(cpu, physical.applyAsLong(cpu));
        }
        return HostFacts.unknown()
                .withCpus(cpus)
                .withMemory(
                        List.of(new MemoryRange(0x1000, 0x9f000), new MemoryRange(0x10_0000, 16 * GIB - 0x10_0000)));
    }

    private static RuleCases.Broken broken(
            String rule, String subject, String message, SystemState state, HostFacts facts) {
        return new RuleCases.Broken(rule, subject, message, state, facts, List.of());
    }

    static Stream<RuleCases.Broken> broken() {
        HostFacts sparse = facts(id -> id < 14 ? id : id + 100);
        HostFacts low = SAME.withMemory(List.of(new MemoryRange(0, 8 * GIB)));
        HostFacts hole = SAME.withMemory(List.of(new MemoryRange(0, 3 * GIB), new MemoryRange(4 * GIB, 12 * GIB)));
        return Stream.of(
                broken(
                        "HOST-001",
                        "cpus",
                        "CPUs 14-15 under 'available' are no physical ids of this host",
                        busy(),
                        sparse),
                broken(
                        "HOST-001",
                        "cpus",
                        "CPU 3 under 'host-reserved' is no physical id",
                        busy(),
                        facts(id -> id == 3 ? 99 : id)),
                broken(
                        "HOST-002",
                        "cpus",
                        "CPU 4 is the one that the host booted on",
                        busy(),
                        facts(id -> (id + 4) % 16)),
                broken("HOST-002", "cpus", "CPU 15 is the one that the host booted on", busy(), facts(id -> 15 - id)),
                broken("HOST-003", "memory pool", "is not memory of this host", busy(), low),
                broken("HOST-003", "memory pool", "80000000-3ffffffff, is not memory of this host", busy(), hole),
                broken("HOST-004", "cpus", "'total' is 17, but this host has 16 CPUs", cpus(17, "0-3", "4-15"), SAME)
                        .and("CPU-006"),
                broken("HOST-004", "cpus", "'total' is 256, but this host has 16 CPUs", cpus(256, "0-3", "4-15"), SAME)
                        .and("CPU-006"));
    }

    static Stream<RuleCases.Kept> kept() {
        return Stream.of(
                new RuleCases.Kept("HOST-001", busy(), SAME),
                new RuleCases.Kept("HOST-001", cpus(2, "0", "15"), SAME),
                new RuleCases.Kept("HOST-002", busy(), SAME),
                new RuleCases.Kept("HOST-002", busy(), SAME.withCpus(Map.of(0, 3L, 1, 4L))),
                new RuleCases.Kept("HOST-003", busy(), SAME),
                new RuleCases.Kept(
                        "HOST-003",
                        busy(),
                        SAME.withMemory(List.of(new MemoryRange(8 * GIB, 8 * GIB), new MemoryRange(0, 8 * GIB)))),
                new RuleCases.Kept("HOST-004", busy(), SAME),
                new RuleCases.Kept("HOST-004", cpus(1, "0", "none"), SAME.withCpus(Map.of(0, 0L))));
    }
}
