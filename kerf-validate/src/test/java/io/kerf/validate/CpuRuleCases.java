// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static io.kerf.validate.Hosts.DB;
import static io.kerf.validate.Hosts.WEB;
import static io.kerf.validate.Hosts.cpus;
import static io.kerf.validate.Hosts.empty;
import static io.kerf.validate.RuleCases.vm;
import static io.kerf.validate.RuleCases.with;

import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Dialect;
import java.util.stream.Stream;

/** States that break and that keep to the rules about CPUs. */
final class CpuRuleCases {
    private CpuRuleCases() {}

    static Stream<RuleCases.Broken> broken() {
        return Stream.of(
                new RuleCases.Broken(
                        "CPU-001", "web", "CPU 99 of 'web' does not exist", with(WEB.withCpus(CpuSet.of(4, 5, 99)))),
                new RuleCases.Broken(
                        "CPU-001",
                        "web",
                        "CPUs 16-17 of 'web' do not exist",
                        with(WEB.withCpus(CpuSet.parse("4-5,16-17")))),
                new RuleCases.Broken(
                        "CPU-002",
                        "web",
                        "CPUs 2-3 of 'web' are reserved for the host",
                        with(WEB.withCpus(CpuSet.parse("2-3"))),
                        "TOPO-007"),
                new RuleCases.Broken(
                        "CPU-002",
                        "db",
                        "CPU 0 of 'db' is reserved for the host",
                        with(DB.withCpus(CpuSet.parse("0,8-11"))),
                        "TOPO-007",
                        "TOPO-010",
                        "TOPO-015"),
                new RuleCases.Broken(
                        "CPU-003",
                        "db",
                        "CPU 5 of 'db' already belongs to 'web'",
                        with(DB.withCpus(CpuSet.parse("5,8-11"))),
                        "TOPO-007",
                        "TOPO-010",
                        "TOPO-015"),
                new RuleCases.Broken(
                        "CPU-003",
                        "vm",
                        "CPUs 8-9 of 'vm' already belong to 'db'",
                        with(vm().withCpus(CpuSet.parse("8-9,12-13"))),
                        "TOPO-007"),
                new RuleCases.Broken(
                        "CPU-004",
                        "cpus",
                        "CPU 3 is both reserved for the host and available",
                        cpus(16, "0-3", "3-15")),
                new RuleCases.Broken("CPU-004", "cpus", "CPUs 14-15 are both reserved", cpus(16, "0-3,14-15", "4-15")),
                new RuleCases.Broken(
                        "CPU-005",
                        "cpus",
                        "16 CPUs are listed, but the machine has 8 in total",
                        cpus(8, "0-3", "4-15")),
                new RuleCases.Broken("CPU-005", "cpus", "but the machine has 15 in total", cpus(15, "0-3", "4-15")),
                new RuleCases.Broken("CPU-006", "cpus", "1 of 17 CPUs is neither", cpus(17, "0-3", "4-15")),
                new RuleCases.Broken("CPU-006", "cpus", "4 of 20 CPUs are neither", cpus(20, "0-3", "4-15")),
                new RuleCases.Broken(
                        "CPU-007",
                        "cpus",
                        "the pool has no CPUs",
                        empty().toBuilder()
                                .cpus(new CpuInventory(16, CpuSet.parse("0-15"), CpuSet.empty()))
                                .build()),
                new RuleCases.Broken(
                        "CPU-007",
                        "cpus",
                        "the pool has no CPUs",
                        empty().toBuilder()
                                .dialect(Dialect.POOL)
                                .cpus(CpuInventory.ofPool(CpuSet.empty()))
                                .build()),
                new RuleCases.Broken("CPU-008", "cpus", "no CPU is reserved for the host", cpus(12, "none", "4-15")),
                new RuleCases.Broken("CPU-008", "cpus", "no CPU is reserved for the host", cpus(0, "none", "4-15")),
                new RuleCases.Broken("CPU-009", "web", "'web' has no CPUs", with(WEB.withCpus(CpuSet.empty()))),
                new RuleCases.Broken("CPU-009", "vm", "'vm' has no CPUs", with(vm().withCpus(CpuSet.empty()))));
    }

    static Stream<RuleCases.Kept> kept() {
        return Stream.of(
                new RuleCases.Kept("CPU-001", with(WEB.withCpus(CpuSet.of(15)))),
                new RuleCases.Kept("CPU-001", with(WEB.withCpus(CpuSet.of(4)))),
                new RuleCases.Kept("CPU-002", cpus(16, "0-3,4", "4-15")),
                new RuleCases.Kept("CPU-002", with(WEB.withCpus(CpuSet.of(4, 15)))),
                new RuleCases.Kept("CPU-003", with(WEB.withCpus(CpuSet.parse("4-7,12-15")))),
                new RuleCases.Kept("CPU-003", with(vm())),
                new RuleCases.Kept("CPU-004", cpus(16, "none", "0-15")),
                new RuleCases.Kept("CPU-004", cpus(16, "0-15", "none")),
                new RuleCases.Kept("CPU-005", cpus(17, "0-3", "4-15")),
                new RuleCases.Kept("CPU-005", cpus(16, "0-3", "4-15")),
                new RuleCases.Kept("CPU-006", cpus(16, "0-3", "4-15")),
                new RuleCases.Kept("CPU-006", cpus(12, "0-3", "4-15")),
                new RuleCases.Kept("CPU-007", cpus(5, "0-3", "4")),
                new RuleCases.Kept("CPU-007", cpus(5, "none", "4")),
                new RuleCases.Kept("CPU-008", cpus(0, "none", "none")),
                new RuleCases.Kept("CPU-008", cpus(0, "0", "4-15")),
                new RuleCases.Kept("CPU-009", with(WEB.withCpus(CpuSet.of(4)))),
                new RuleCases.Kept("CPU-009", with(WEB.withCpus(CpuSet.of(15)))));
    }
}
