// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuSet;
import io.kerf.model.NumaNode;
import java.util.Optional;
import java.util.function.Consumer;

/** Where nodes are stated, a CPU on none of them is far from everything as far as placement can tell. */
final class PoolCpusOnNodes extends Rule {
    PoolCpusOnNodes() {
        super("TOPO-017", Severity.WARNING, "every CPU of the pool is on a NUMA node");
    }

    @Override
    Optional<String> missing(Ground ground) {
        return ground.topology().nodes().stream().allMatch(node -> node.cpus().isEmpty())
                ? Optional.of("no CPUs of NUMA nodes are stated")
                : Optional.empty();
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        CpuSet.Builder lost = CpuSet.builder();
        ground.cpus().available().stream()
                .filter(cpu -> ground.topology().nodeOf(cpu).isEmpty())
                .forEach(lost::add);
        CpuSet cpus = lost.build();
        if (!cpus.isEmpty()) {
            Draft.of(this, Words.cpus(cpus) + " of the pool " + (cpus.size() == 1 ? "is" : "are") + " on no NUMA node")
                    .about("cpus")
                    .at(ground.places().find("topology"))
                    .now("NUMA nodes: "
                            + Words.numbers(ground.topology().nodes().stream()
                                    .map(NumaNode::id)
                                    .toList()))
                    .suggest("list " + (cpus.size() == 1 ? "it" : "them") + " under the node "
                            + (cpus.size() == 1 ? "it is" : "they are") + " on")
                    .to(out);
        }
    }
}
