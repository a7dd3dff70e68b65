// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static io.kerf.validate.Hosts.DB;
import static io.kerf.validate.Hosts.ETH0;
import static io.kerf.validate.Hosts.GIB;
import static io.kerf.validate.Hosts.POOL;
import static io.kerf.validate.Hosts.WEB;
import static io.kerf.validate.Hosts.cores;
import static io.kerf.validate.Hosts.devices;
import static io.kerf.validate.Hosts.empty;
import static io.kerf.validate.Hosts.node;
import static io.kerf.validate.Hosts.pool;
import static io.kerf.validate.Hosts.topology;
import static io.kerf.validate.RuleCases.with;

import io.kerf.model.Core;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** States that break and that keep to the rules about topology. */
final class TopologyRuleCases {
    private TopologyRuleCases() {}

    static Stream<RuleCases.Broken> broken() {
        NumaNode first = NumaNode.of(0, CpuSet.parse("0-8"), new MemoryRange(0, 8 * GIB));
        NumaNode large = NumaNode.of(0, CpuSet.parse("0-7"), new MemoryRange(0, 9 * GIB));
        NumaNode wide = NumaNode.of(1, CpuSet.parse("8-16"), new MemoryRange(8 * GIB, 8 * GIB));
        List<Core> odd = new ArrayList<>(cores());
        odd.set(7, Core.of(7, CpuSet.parse("13-15")));
        List<Core> more = new ArrayList<>(cores());
        more.add(Core.of(8, CpuSet.of(20, 21)));
        List<Core> twice = new ArrayList<>(cores());
        twice.add(Core.of(8, CpuSet.of(15)));
        return Stream.of(
                new RuleCases.Broken(
                        "TOPO-001",
                        "node 1",
                        "CPU 8 is on NUMA node 0 and on NUMA node 1",
                        topology(List.of(first, node(1)), cores()),
                        "TOPO-010",
                        "TOPO-015",
                        "TOPO-016"),
                new RuleCases.Broken(
                        "TOPO-001",
                        "node 2",
                        "CPUs 14-15 are on NUMA node 1 and on NUMA node 2",
                        topology(List.of(node(0), node(1), NumaNode.of(2, CpuSet.parse("14-15"))), cores())),
                new RuleCases.Broken(
                        "TOPO-002",
                        "NUMA node 1",
                        "NUMA node 1 lists CPU 16, which the host does not have",
                        topology(List.of(node(0), wide), cores())),
                new RuleCases.Broken(
                        "TOPO-002", "core 8", "core 8 lists CPUs 20-21", topology(List.of(node(0), node(1)), more)),
                new RuleCases.Broken(
                        "TOPO-003",
                        "core 7",
                        "CPU 13 is on core 6 and on core 7",
                        topology(List.of(node(0), node(1)), odd)),
                new RuleCases.Broken(
                        "TOPO-003",
                        "core 8",
                        "CPU 15 is on core 7 and on core 8",
                        topology(List.of(node(0), node(1)), twice)),
                new RuleCases.Broken(
                        "TOPO-004", "db", "'db' asks for NUMA node 7", with(DB.withNumaNodes(List.of(1, 7)))),
                new RuleCases.Broken("TOPO-004", "eth0", "'eth0' is near NUMA node 2", devices(ETH0.withNumaNode(2))),
                new RuleCases.Broken(
                        "TOPO-004",
                        "memory pool",
                        "'memory pool' is near NUMA node 3",
                        pool(MemoryPool.of(PoolChunk.at(POOL).onNode(3)))),
                new RuleCases.Broken(
                        "TOPO-005",
                        "node 1",
                        "there are two NUMA nodes 1",
                        topology(List.of(node(0), node(1), NumaNode.of(1, CpuSet.empty())), cores())),
                new RuleCases.Broken(
                        "TOPO-005",
                        "node 0",
                        "there are two NUMA nodes 0",
                        topology(List.of(node(0), NumaNode.of(0, CpuSet.empty()), node(1)), cores())),
                new RuleCases.Broken(
                        "TOPO-006", "node 1", "overlaps that of node 0", topology(List.of(large, node(1)), cores())),
                new RuleCases.Broken(
                        "TOPO-006",
                        "node 2",
                        "overlaps that of node 1",
                        topology(
                                List.of(
                                        node(0),
                                        node(1),
                                        NumaNode.of(2, CpuSet.empty(), new MemoryRange(16 * GIB - 1, 4096))),
                                cores())),
                new RuleCases.Broken(
                        "TOPO-007",
                        "web",
                        "CPU 4 of 'web' shares a core with another kernel",
                        empty().withInstance(WEB.withCpus(CpuSet.of(4)))
                                .withInstance(DB.withCpus(CpuSet.of(5)).withNumaNodes(List.of()))),
                new RuleCases.Broken(
                        "TOPO-007",
                        "web",
                        "CPUs 4,6 of 'web' share cores",
                        empty().withInstance(WEB.withCpus(CpuSet.of(4, 6)))
                                .withInstance(DB.withCpus(CpuSet.of(5, 7)).withNumaNodes(List.of()))),
                new RuleCases.Broken(
                        "TOPO-008",
                        "cpus",
                        "CPU 3 of the pool shares a core with CPUs of the host",
                        divided("0-2", "3-15")),
                new RuleCases.Broken(
                        "TOPO-008",
                        "cpus",
                        "CPUs 1,3 of the pool share 2 cores with CPUs of the host",
                        divided("0,2", "1,3-15")),
                new RuleCases.Broken(
                        "TOPO-009",
                        "memory pool",
                        "is on no NUMA node from 0x400000000 on",
                        pool(MemoryPool.of(new MemoryRange(3 * GIB, 14 * GIB)))),
                new RuleCases.Broken(
                        "TOPO-009",
                        "memory pool",
                        "is on no NUMA node from 0x80000000 on",
                        topology(List.of(NumaNode.of(0, CpuSet.parse("0-7")), node(1)), cores())),
                new RuleCases.Broken(
                        "TOPO-010",
                        "web",
                        "'web' is to be compact, but its CPUs are on 2 NUMA nodes: [0, 1]",
                        with(WEB.withCpus(CpuSet.parse("4-5,12-13")))),
                new RuleCases.Broken(
                        "TOPO-010",
                        "web",
                        "'web' is to be local",
                        empty().withInstance(WEB.withCpus(CpuSet.parse("4-15")).withAffinity(CpuAffinity.LOCAL)),
                        "TOPO-012"),
                new RuleCases.Broken(
                        "TOPO-011",
                        "web",
                        "all its CPUs are on NUMA node 0",
                        with(WEB.withAffinity(CpuAffinity.SPREAD))),
                new RuleCases.Broken(
                        "TOPO-011",
                        "db",
                        "all its CPUs are on NUMA node 1",
                        with(DB.withAffinity(CpuAffinity.SPREAD).withNumaNodes(List.of(1, 0)))),
                new RuleCases.Broken(
                        "TOPO-012",
                        "db",
                        "the memory of 'db' is to be local, but lies on NUMA node [0]",
                        with(DB.withMemoryPolicy(MemoryPolicy.LOCAL)
                                .withRegions(List.of(new MemoryRange(4 * GIB, GIB))))),
                new RuleCases.Broken(
                        "TOPO-012",
                        "web",
                        "lies on NUMA node [1]",
                        with(WEB.withAffinity(CpuAffinity.LOCAL).withRegions(List.of(new MemoryRange(12 * GIB, GIB))))),
                new RuleCases.Broken(
                        "TOPO-013",
                        "web",
                        "the memory of 'web' is to be bound, but to no NUMA node",
                        with(WEB.withMemoryPolicy(MemoryPolicy.BIND))),
                new RuleCases.Broken(
                        "TOPO-013",
                        "db",
                        "to be bound, but to no NUMA node",
                        with(DB.withMemoryPolicy(MemoryPolicy.BIND).withNumaNodes(List.of()))),
                new RuleCases.Broken(
                        "TOPO-014",
                        "web",
                        "'web' is to be local, with its memory interleaved",
                        with(WEB.withAffinity(CpuAffinity.LOCAL).withMemoryPolicy(MemoryPolicy.INTERLEAVE))),
                new RuleCases.Broken(
                        "TOPO-014",
                        "db",
                        "'db' is to be local, with its memory interleaved",
                        with(DB.withAffinity(CpuAffinity.LOCAL).withMemoryPolicy(MemoryPolicy.INTERLEAVE))),
                new RuleCases.Broken(
                        "TOPO-015",
                        "web",
                        "'web' is bound to NUMA [1], but CPUs 4-5 are elsewhere",
                        with(WEB.withNumaNodes(List.of(1)))),
                new RuleCases.Broken(
                        "TOPO-015",
                        "db",
                        "the memory of 'db' is bound to NUMA [1], but 1GB at 0x100000000 is on [0]",
                        with(DB.withMemoryPolicy(MemoryPolicy.BIND)
                                .withRegions(List.of(new MemoryRange(4 * GIB, GIB))))),
                new RuleCases.Broken(
                        "TOPO-016",
                        "core 3",
                        "the threads of core 3 are on NUMA nodes [0, 1]",
                        topology(
                                List.of(
                                        NumaNode.of(0, CpuSet.parse("0-6"), new MemoryRange(0, 8 * GIB)),
                                        NumaNode.of(1, CpuSet.parse("7-15"), new MemoryRange(8 * GIB, 8 * GIB))),
                                cores())),
                new RuleCases.Broken(
                        "TOPO-016",
                        "core 0",
                        "the threads of core 0 are on NUMA nodes [0, 1]",
                        topology(List.of(node(0), node(1)), List.of(Core.of(0, CpuSet.of(7, 8))))),
                new RuleCases.Broken(
                        "TOPO-017",
                        "cpus",
                        "CPU 15 of the pool is on no NUMA node",
                        topology(
                                List.of(
                                        node(0),
                                        NumaNode.of(1, CpuSet.parse("8-14"), new MemoryRange(8 * GIB, 8 * GIB))),
                                cores())),
                new RuleCases.Broken(
                        "TOPO-017",
                        "cpus",
                        "CPUs 4-7 of the pool are on no NUMA node",
                        topology(
                                List.of(NumaNode.of(0, CpuSet.empty(), new MemoryRange(0, 8 * GIB)), node(1)),
                                cores())));
    }

    static Stream<RuleCases.Kept> kept() {
        return Stream.of(
                new RuleCases.Kept("TOPO-001", topology(List.of(node(0)), List.of())),
                new RuleCases.Kept("TOPO-001", topology(List.of(node(0), NumaNode.of(1, CpuSet.empty())), cores())),
                new RuleCases.Kept("TOPO-002", topology(List.of(node(0), node(1)), List.of())),
                new RuleCases.Kept("TOPO-002", topology(List.of(node(1)), cores())),
                new RuleCases.Kept("TOPO-003", topology(List.of(), cores())),
                new RuleCases.Kept(
                        "TOPO-003",
                        topology(List.of(node(0)), List.of(Core.of(0, CpuSet.of(4)), Core.of(1, CpuSet.of(5))))),
                new RuleCases.Kept(
                        "TOPO-004",
                        topology(List.of(node(0), node(1), NumaNode.of(9, CpuSet.empty())), cores())
                                .withInstance(DB.withNumaNodes(List.of(1, 9)))),
                new RuleCases.Kept("TOPO-004", with(DB.withNumaNodes(List.of(0, 1)))),
                new RuleCases.Kept("TOPO-005", topology(List.of(node(1), node(0)), cores())),
                new RuleCases.Kept("TOPO-005", topology(List.of(node(0), NumaNode.of(7, CpuSet.empty())), cores())),
                new RuleCases.Kept("TOPO-006", topology(List.of(node(1), NumaNode.of(0, CpuSet.empty())), cores())),
                new RuleCases.Kept("TOPO-006", topology(List.of(node(0), node(1)), cores())),
                new RuleCases.Kept("TOPO-007", with(WEB.withCpus(CpuSet.of(4)))),
                new RuleCases.Kept("TOPO-007", with(WEB.withCpus(CpuSet.parse("4-7")))),
                new RuleCases.Kept("TOPO-008", divided("0-1", "2-15")),
                new RuleCases.Kept("TOPO-008", divided("0", "2-15")),
                new RuleCases.Kept("TOPO-009", pool(MemoryPool.of(new MemoryRange(15 * GIB, GIB)))),
                new RuleCases.Kept("TOPO-009", pool(MemoryPool.of(new MemoryRange(0, 16 * GIB)))),
                new RuleCases.Kept("TOPO-010", empty().withInstance(WEB.withCpus(CpuSet.parse("4-12")))),
                new RuleCases.Kept(
                        "TOPO-010", with(WEB.withCpus(CpuSet.parse("4-5,12-13")).withAffinity(CpuAffinity.SPREAD))),
                new RuleCases.Kept(
                        "TOPO-011", with(WEB.withAffinity(CpuAffinity.SPREAD).withNumaNodes(List.of(0)))),
                new RuleCases.Kept("TOPO-011", with(WEB.withCpus(CpuSet.of(4)).withAffinity(CpuAffinity.SPREAD))),
                new RuleCases.Kept("TOPO-012", with(DB.withMemoryPolicy(MemoryPolicy.LOCAL))),
                new RuleCases.Kept("TOPO-012", with(DB.withRegions(List.of(new MemoryRange(4 * GIB, GIB))))),
                new RuleCases.Kept("TOPO-013", with(DB.withMemoryPolicy(MemoryPolicy.BIND))),
                new RuleCases.Kept("TOPO-013", with(WEB.withMemoryPolicy(MemoryPolicy.INTERLEAVE))),
                new RuleCases.Kept(
                        "TOPO-014", with(WEB.withAffinity(CpuAffinity.LOCAL).withMemoryPolicy(MemoryPolicy.LOCAL))),
                new RuleCases.Kept(
                        "TOPO-014",
                        with(WEB.withAffinity(CpuAffinity.SPREAD).withMemoryPolicy(MemoryPolicy.INTERLEAVE))),
                new RuleCases.Kept("TOPO-015", with(DB.withMemoryPolicy(MemoryPolicy.BIND))),
                new RuleCases.Kept("TOPO-015", with(DB.withRegions(List.of(new MemoryRange(4 * GIB, GIB))))),
                new RuleCases.Kept("TOPO-016", topology(List.of(node(0)), List.of(Core.of(0, CpuSet.of(7, 8))))),
                new RuleCases.Kept(
                        "TOPO-016", topology(List.of(node(0), node(1)), List.of(Core.of(0, CpuSet.of(8, 15))))),
                new RuleCases.Kept(
                        "TOPO-017", topology(List.of(node(0), node(1), NumaNode.of(2, CpuSet.empty())), cores())),
                new RuleCases.Kept(
                        "TOPO-017", topology(List.of(node(0), NumaNode.of(1, CpuSet.parse("8-20"))), cores())));
    }

    private static SystemState divided(String host, String available) {
        return empty().toBuilder()
                .cpus(new CpuInventory(0, CpuSet.parse(host), CpuSet.parse(available)))
                .build();
    }
}
