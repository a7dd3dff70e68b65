// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuSet;
import io.kerf.model.NumaNode;
import java.util.List;
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
        List<NumaNode> nodes = ground.topology().nodes();
        for (CpuSets.Clash clash :
                CpuSets.clashes(nodes.stream().map(NumaNode::cpus).toList())) {
            report(ground, nodes.get(clash.first()), nodes.get(clash.later()), clash.cpus(), out);
        }
    }

    private void report(Ground ground, NumaNode first, NumaNode later, CpuSet both, Consumer<Diagnostic> out) {
        Draft.of(
                        this,
                        Words.cpus(both) + (both.size() == 1 ? " is" : " are") + " on NUMA node " + first.id()
                                + " and on NUMA node " + later.id())
                .about("node " + later.id())
                .at(ground.places().find("node/" + later.id() + "/cpus"))
                .now("node " + first.id() + " has " + Words.cpus(first.cpus()) + ", node " + later.id() + " has "
                        + Words.cpus(later.cpus()))
                .suggest("remove " + Words.cpus(both) + " from node " + later.id())
                .or("remove them from node " + first.id() + " instead: list each CPU under the node that it is on")
                .also("first listed here", ground.places().find("node/" + first.id() + "/cpus"))
                .to(out);
    }
}
