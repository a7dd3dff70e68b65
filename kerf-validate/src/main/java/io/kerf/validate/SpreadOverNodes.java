// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuAffinity;
import io.kerf.model.Instance;
import io.kerf.model.NumaNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** An instance of affinity {@code spread} has all its CPUs on one node, though it may use others that have CPUs. */
final class SpreadOverNodes extends Rule {
    SpreadOverNodes() {
        super("TOPO-011", Severity.WARNING, "a spread instance is on several NUMA nodes");
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
        List<Integer> withCpus = ground.topology().nodes().stream()
                .filter(node -> node.cpus().intersects(ground.cpus().available()))
                .map(NumaNode::id)
                .toList();
        for (Instance instance : ground.instances()) {
            if (instance.affinity() == CpuAffinity.SPREAD && instance.cpus().size() > 1) {
                List<Integer> nodes = ground.topology().nodesOf(instance.cpus());
                Set<Integer> bound = new HashSet<>(instance.numaNodes());
                List<Integer> allowed = withCpus.stream()
                        .filter(node -> bound.isEmpty() || bound.contains(node))
                        .toList();
                if (nodes.size() == 1 && allowed.size() > 1) {
                    report(ground, instance, nodes.get(0), allowed, out);
                }
            }
        }
    }

    private void report(Ground ground, Instance instance, int node, List<Integer> allowed, Consumer<Diagnostic> out) {
        Draft.of(
                        this,
                        instance,
                        "cpus",
                        "'" + instance.name() + "' is to be spread, but all its CPUs are on NUMA node " + node)
                .now("it may use nodes " + Words.numbers(allowed) + "; " + Words.free(ground))
                .suggest("give it CPUs of the other nodes too")
                .or("bind it to the node: numa-nodes = <" + node + ">")
                .to(out);
    }
}
