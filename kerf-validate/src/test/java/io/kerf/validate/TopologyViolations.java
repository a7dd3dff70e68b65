// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static io.kerf.validate.LegalHosts.GIB;
import static io.kerf.validate.LegalHosts.NODE_BYTES;

import io.kerf.model.Core;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import io.kerf.validate.Violation.Broken;
import io.kerf.validate.Violation.Legal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How to break the rules about topology and the live host. */
final class TopologyViolations {
    private static final long PAGE = MemoryRange.PAGE_SIZE;

    private TopologyViolations() {}

    static void nodes(Map<String, Violation> all) {
        all.put("TOPO-001", at -> {
            NumaNode node = at.node(1);
            CpuSet more = node.cpus().with(at.state().cpus().hostReserved().first());
            return Broken.of(at.node(withCpus(node, more)), "node 1");
        });
        all.put("TOPO-002", at -> {
            NumaNode node = at.node(1);
            CpuSet more = node.cpus().with(at.state().cpus().known().last() + 1 + at.some());
            return Broken.of(at.node(withCpus(node, more)), "NUMA node 1");
        });
        all.put("TOPO-003", at -> {
            List<Core> cores = new ArrayList<>(at.state().topology().cores());
            Core last = cores.get(cores.size() - 1);
            Core other = cores.get(cores.size() - 2);
            cores.set(
                    cores.size() - 1,
                    Core.of(last.id(), last.cpus().with(other.cpus().first())));
            // The core before may be an instance's, whose CPU then seems to be on the last core too.
            return Broken.of(cores(at, cores), "core " + last.id(), "TOPO-007");
        });
        all.put(
                "TOPO-004",
                at -> Broken.of(
                        at.state().toBuilder()
                                .device(Device.named("far").withNumaNode(10 + at.some()))
                                .build(),
                        "far"));
        all.put("TOPO-005", at -> {
            List<NumaNode> nodes = new ArrayList<>(at.state().topology().nodes());
            nodes.add(NumaNode.of(1, CpuSet.empty()));
            return Broken.of(at.nodes(nodes), "node 1");
        });
        all.put("TOPO-006", at -> {
            MemoryRange early = new MemoryRange(NODE_BYTES - PAGE * (1 + at.some()), PAGE);
            NumaNode node = at.node(1);
            NumaNode over =
                    new NumaNode(1, node.cpus(), List.of(early, node.memory().get(0)), node.memoryType());
            return Broken.of(at.node(over), "node 1");
        });
        all.put("TOPO-008", at -> {
            CpuSet half = at.freeCore(1).lowest(1);
            CpuSet host = at.state().cpus().hostReserved().union(half);
            return Broken.of(
                    at.cpus(
                            at.state().cpus().total(),
                            host,
                            at.state().cpus().available().minus(half)),
                    "cpus");
        });
        all.put("TOPO-009", at -> {
            NumaNode node = at.node(at.state().topology().nodes().size() - 1);
            MemoryRange memory = node.memory().get(0);
            MemoryRange less = new MemoryRange(memory.base(), memory.size() - PAGE * (1 + at.some()));
            return Broken.of(at.node(NumaNode.of(node.id(), node.cpus(), less)), "memory pool");
        });
        all.put("TOPO-016", at -> {
            long moved = at.freeCore(1).first();
            List<NumaNode> nodes = new ArrayList<>(at.state().topology().nodes());
            nodes.set(0, withCpus(at.node(0), at.node(0).cpus().with(moved)));
            nodes.set(1, withCpus(at.node(1), at.node(1).cpus().minus(CpuSet.of(moved))));
            int core = at.state().topology().coreOf(moved).orElseThrow().id();
            return Broken.of(at.nodes(nodes), "core " + core);
        });
        all.put("TOPO-017", at -> {
            NumaNode node = at.node(1);
            return Broken.of(at.node(withCpus(node, node.cpus().minus(at.freeCore(1)))), "cpus");
        });
    }

    static void policies(Map<String, Violation> all) {
        all.put("TOPO-007", at -> {
            int node = at.nodeOf(at.one());
            CpuSet free = at.freeCore(node);
            Instance half = at.one().withCpus(at.one().cpus().with(free.first()));
            Instance other = Instance.named("other")
                    .withCpus(CpuSet.of(free.last()))
                    .withRegions(List.of(new MemoryRange(node * NODE_BYTES + 7 * GIB, GIB / 2)));
            return new Broken(
                            at.with(half).withInstance(other),
                            HostFacts.unknown(),
                            java.util.Set.of(half.name().text()),
                            java.util.Set.of())
                    .alsoAbout("other");
        });
        all.put("TOPO-010", at -> {
            int elsewhere = at.nodeOf(at.earlier());
            Instance wide = at.one().withCpus(at.one().cpus().union(at.freeCore(elsewhere)));
            return Violations.about(at, wide, "TOPO-015");
        });
        all.put("TOPO-011", at -> Violations.about(at, plain(at).withAffinity(CpuAffinity.SPREAD)));
        all.put("TOPO-012", at -> {
            long far = at.nodeOf(at.earlier()) * NODE_BYTES + 6 * GIB;
            Instance local = plain(at).withRegions(List.of(new MemoryRange(far, PAGE * (1 + at.some()))));
            return Violations.about(
                    at,
                    at.random().nextBoolean()
                            ? local.withMemoryPolicy(MemoryPolicy.LOCAL)
                            : local.withAffinity(CpuAffinity.LOCAL));
        });
        all.put("TOPO-013", at -> Violations.about(at, plain(at).withMemoryPolicy(MemoryPolicy.BIND)));
        all.put(
                "TOPO-014",
                at -> Violations.about(
                        at, at.one().withAffinity(CpuAffinity.LOCAL).withMemoryPolicy(MemoryPolicy.INTERLEAVE)));
        all.put("TOPO-015", at -> Violations.about(at, plain(at).withNumaNodes(List.of(at.nodeOf(at.earlier())))));
    }

    static void host(Map<String, Violation> all) {
        all.put("HOST-001", at -> {
            SortedMap<Integer, Long> cpus = cpus(at);
            cpus.put(cpus.lastKey(), at.state().cpus().known().last() + 1 + at.some());
            return Broken.on(LegalHosts.facts(at.state()).withCpus(cpus), at.state(), "cpus");
        });
        all.put("HOST-002", at -> {
            SortedMap<Integer, Long> cpus = cpus(at);
            int other = 2 + at.random().nextInt(cpus.size() - 2);
            long boot = cpus.put(0, cpus.get(other));
            cpus.put(other, boot);
            return Broken.on(LegalHosts.facts(at.state()).withCpus(cpus), at.state(), "cpus");
        });
        all.put("HOST-003", at -> {
            HostFacts facts = LegalHosts.facts(at.state());
            MemoryRange memory = facts.memory().get(0);
            MemoryRange less = new MemoryRange(memory.base(), memory.size() - PAGE * (1 + at.some()));
            return Broken.on(facts.withMemory(List.of(less)), at.state(), "memory pool");
        });
        all.put("HOST-004", at -> {
            SortedMap<Integer, Long> cpus = cpus(at);
            cpus.put(cpus.size(), at.state().cpus().known().last() + 1 + at.some());
            return Broken.on(LegalHosts.facts(at.state()).withCpus(cpus), at.state(), "cpus");
        });
    }

    private static SortedMap<Integer, Long> cpus(Legal at) {
        return new TreeMap<>(LegalHosts.facts(at.state()).cpus());
    }

    /** The instance without any wish about nodes. */
    private static Instance plain(Legal at) {
        return at.one().withNumaNodes(List.of()).withMemoryPolicy(MemoryPolicy.NONE);
    }

    private static NumaNode withCpus(NumaNode node, CpuSet cpus) {
        return new NumaNode(node.id(), cpus, node.memory(), node.memoryType());
    }

    private static SystemState cores(Legal at, List<Core> cores) {
        return at.state().toBuilder()
                .topology(Topology.of(at.state().topology().nodes(), cores, NumaDistances.none()))
                .build();
    }
}
