// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuSet;
import io.kerf.model.NumaNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A CPU is on at most one NUMA node. */
final class NodeCpusDisjoint extends Rule {
    NodeCpusDisjoint() {
        super("TOPO-001", Severity.ERROR, "no CPU is on two NUMA nodes");
    }

    @Override
    Optional<String> missing(Ground ground) {
        return ground.topology().nodes().isEmpty() ? Optional.of("no NUMA nodes are stated") : Optional.empty();
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        if (CpuSets.areDisjoint(ground.topology().nodes().stream().map(NumaNode::cpus))) {
            return;
        }
        Map<Long, NumaNode> first = new HashMap<>();
        for (NumaNode node : ground.topology().nodes()) {
            CpuSet.Builder twice = CpuSet.builder();
            int[] other = {-1};
            node.cpus().stream().forEach(cpu -> {
                NumaNode before = first.putIfAbsent(cpu, node);
                if (before != null) {
                    twice.add(cpu);
                    other[0] = before.id();
                }
            });
            CpuSet both = twice.build();
            if (!both.isEmpty()) {
                Draft.of(
                                this,
                                Words.cpus(both) + (both.size() == 1 ? " is" : " are") + " on NUMA node " + other[0]
                                        + " and on NUMA node " + node.id())
                        .about("node " + node.id())
                        .at(ground.places().find("node/" + node.id() + "/cpus"))
                        .suggest("list each CPU under the node that it is on")
                        .also("first listed here", ground.places().find("node/" + other[0] + "/cpus"))
                        .to(out);
            }
        }
    }
}
