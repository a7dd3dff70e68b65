// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.NumaNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** An instance of affinity {@code compact} or {@code local} is spread over more NUMA nodes than its number of CPUs asks for; {@code local} means one. */
final class CompactOnFewNodes extends Rule {
    /** A node, and the CPUs of the pool on it that no instance has and none is told to take. */
    private record Free(NumaNode node, CpuSet cpus) {}

    CompactOnFewNodes() {
        super("TOPO-010", Severity.WARNING, "a compact instance is on as few NUMA nodes as can hold it");
    }

    @Override
    Optional<String> missing(Ground ground) {
        return ground.topology().nodes().isEmpty() ? Optional.of("no NUMA nodes are stated") : Optional.empty();
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.cpus(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        List<Integer> sizes = new ArrayList<>();
        for (NumaNode node : ground.topology().nodes()) {
            sizes.add(node.cpus().intersection(ground.cpus().available()).size());
        }
        sizes.sort(Comparator.reverseOrder());
        List<Free> free = new ArrayList<>();
        for (Instance instance : ground.instances()) {
            if (instance.affinity() != CpuAffinity.SPREAD) {
                List<Integer> nodes = ground.topology().nodesOf(instance.cpus());
                int fewest = instance.affinity() == CpuAffinity.LOCAL
                        ? 1
                        : fewest(sizes, instance.cpus().size());
                if (nodes.size() > fewest) {
                    noteFree(ground, free);
                    report(instance, nodes, fewest, free, out);
                }
            }
        }
    }

    /** How many of the largest nodes it takes. */
    private static int fewest(List<Integer> sizes, int cpus) {
        int taken = 0;
        int left = cpus;
        while (left > 0 && taken < sizes.size()) {
            left -= sizes.get(taken++);
        }
        return Math.max(1, taken);
    }

    /** What is free on each node, once anything needs it. */
    private static void noteFree(Ground ground, List<Free> free) {
        if (free.isEmpty()) {
            for (NumaNode node : ground.topology().nodes()) {
                free.add(new Free(node, node.cpus().intersection(ground.freeCpus())));
            }
        }
    }

    private void report(Instance instance, List<Integer> nodes, int fewest, List<Free> free, Consumer<Diagnostic> out) {
        int wanted = instance.cpus().size();
        Optional<String> place = place(instance, free);
        String message = "'" + instance.name() + "' is to be " + instance.affinity() + ", but its CPUs are on "
                + nodes.size() + " NUMA nodes: " + Words.numbers(nodes);
        Draft.of(this, instance, "cpus", message)
                .now(Words.count(wanted, "CPU") + " fit on " + Words.count(fewest, "node"))
                .suggest(place.orElse("move it when a node has that many CPUs free"))
                .or("say that it is meant: cpu-affinity = \"spread\"")
                .to(out);
    }

    /** Room for all of an instance on one of the nodes that it asks for, beside what it has there. */
    private static Optional<String> place(Instance instance, List<Free> free) {
        int wanted = instance.cpus().size();
        for (int i = 0; i < free.size(); i++) {
            NumaNode node = free.get(i).node();
            CpuSet own = node.cpus().intersection(instance.cpus());
            int more = wanted - own.size();
            if ((instance.numaNodes().isEmpty() || instance.numaNodes().contains(node.id()))
                    && free.get(i).cpus().size() >= more) {
                CpuSet taken = free.get(i).cpus().lowest(more);
                free.set(i, new Free(node, free.get(i).cpus().minus(taken)));
                return Optional.of("use " + Words.cpus(own.union(taken)) + ", " + (own.isEmpty() ? "" : "its own or ")
                        + "free on node " + node.id());
            }
        }
        return Optional.empty();
    }
}
