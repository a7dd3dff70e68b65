// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Core;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Threads of a core share its caches, so they are equally far from all memory. */
final class CoresOnOneNode extends Rule {
    CoresOnOneNode() {
        super("TOPO-016", Severity.WARNING, "the threads of a core are on one NUMA node");
    }

    @Override
    Optional<String> missing(Ground ground) {
        if (ground.topology().nodes().isEmpty()) {
            return Optional.of("no NUMA nodes are stated");
        }
        return ground.topology().cores().isEmpty() ? Optional.of("no cores are stated") : Optional.empty();
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        for (Core core : ground.topology().cores()) {
            List<Integer> nodes = ground.topology().nodesOf(core.cpus());
            if (nodes.size() > 1) {
                Draft.of(this, "the threads of core " + core.id() + " are on NUMA nodes " + Words.numbers(nodes))
                        .about("core " + core.id())
                        .at(ground.places().find("core/" + core.id()))
                        .now("the core has " + Words.cpus(core.cpus()))
                        .suggest("list all threads of the core under one node, or under the cores that they are on")
                        .to(out);
            }
        }
    }
}
