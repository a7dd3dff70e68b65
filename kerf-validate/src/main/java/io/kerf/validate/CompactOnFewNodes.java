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
    CompactOnFewNodes() {
        super("TOPO-010", Severity.WARNING, "a compact instance is on as few NUMA nodes as can hold it");
    }

    @Override
    Optional<String> missing(Ground ground) {
        return ground.topology().nodes().isEmpty() ? Optional.of("no NUMA nodes are stated") : Optional.empty();
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        List<Integer> sizes = new ArrayList<>();
        for (NumaNode node : ground.topology().nodes()) {
            sizes.add(node.cpus().intersection(ground.cpus().available()).size());
        }
        sizes.sort(Comparator.reverseOrder());
        for (Instance instance : ground.instances()) {
            if (instance.affinity() != CpuAffinity.SPREAD) {
                List<Integer> nodes = ground.topology().nodesOf(instance.cpus());
                int fewest = instance.affinity() == CpuAffinity.LOCAL
                        ? 1
                        : fewest(sizes, instance.cpus().size());
                if (nodes.size() > fewest) {
                    report(ground, instance, nodes, fewest, out);
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

    private void report(Ground ground, Instance instance, List<Integer> nodes, int fewest, Consumer<Diagnostic> out) {
        Draft draft = Draft.of(
                        this,
                        instance,
                        "cpus",
                        "'" + instance.name() + "' is to be " + instance.affinity() + ", but its CPUs are on "
                                + nodes.size() + " NUMA nodes: " + nodes)
                .now(Words.count(instance.cpus().size(), "CPU") + " fit on " + Words.count(fewest, "node"));
        draft.suggest(roomy(ground, instance)
                        .map(node -> "use "
                                + Words.cpus(free(ground, node)
                                        .lowest(instance.cpus().size())) + ", free on node " + node.id())
                        .orElse("move it when a node has that many CPUs free"))
                .or("say that it is meant: cpu-affinity = \"spread\"")
                .to(out);
    }

    private static CpuSet free(Ground ground, NumaNode node) {
        return node.cpus().intersection(ground.freeCpus());
    }

    private static Optional<NumaNode> roomy(Ground ground, Instance instance) {
        return ground.topology().nodes().stream()
                .filter(node -> free(ground, node).size() >= instance.cpus().size())
                .findFirst();
    }
}
