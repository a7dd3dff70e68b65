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
    /** The CPUs of a node that no instance has. */
    private record Free(int node, CpuSet cpus) {}

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
                free.add(new Free(node.id(), node.cpus().intersection(ground.freeCpus())));
            }
        }
    }

    private void report(Instance instance, List<Integer> nodes, int fewest, List<Free> free, Consumer<Diagnostic> out) {
        int wanted = instance.cpus().size();
        Optional<Free> roomy =
                free.stream().filter(node -> node.cpus().size() >= wanted).findFirst();
        String message = "'" + instance.name() + "' is to be " + instance.affinity() + ", but its CPUs are on "
                + nodes.size() + " NUMA nodes: " + Words.numbers(nodes);
        Draft.of(this, instance, "cpus", message)
                .now(Words.count(wanted, "CPU") + " fit on " + Words.count(fewest, "node"))
                .suggest(roomy.map(node ->
                                "use " + Words.cpus(node.cpus().lowest(wanted)) + ", free on node " + node.node())
                        .orElse("move it when a node has that many CPUs free"))
                .or("say that it is meant: cpu-affinity = \"spread\"")
                .to(out);
    }
}
