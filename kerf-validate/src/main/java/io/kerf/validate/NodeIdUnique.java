// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A number stands for one NUMA node. */
final class NodeIdUnique extends Rule {
    private static final int SHOWN = 4;

    NodeIdUnique() {
        super("TOPO-005", Severity.ERROR, "NUMA node ids are unique");
    }

    @Override
    Optional<String> missing(Ground ground) {
        return ground.topology().nodes().isEmpty() ? Optional.of("no NUMA nodes are stated") : Optional.empty();
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        List<NumaNode> nodes = ground.topology().nodes();
        for (int i = 1; i < nodes.size(); i++) {
            if (nodes.get(i).id() == nodes.get(i - 1).id()) {
                Draft.of(this, "there are two NUMA nodes " + nodes.get(i).id())
                        .about("node " + nodes.get(i).id())
                        .at(ground.places().find("node/" + nodes.get(i).id()))
                        .now("one has " + described(nodes.get(i - 1)) + ", the other " + described(nodes.get(i)))
                        .suggest("number each node once: the number behind the @ counts")
                        .or("make one node of the two, if they are one")
                        .to(out);
            }
        }
    }

    private static String described(NumaNode node) {
        List<String> memory = node.memory().stream().map(MemoryRange::toString).toList();
        return Words.cpus(node.cpus()) + " and memory " + (memory.isEmpty() ? "none" : Words.names(memory, SHOWN));
    }
}
