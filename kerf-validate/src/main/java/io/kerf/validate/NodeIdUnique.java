// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.NumaNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A number stands for one NUMA node. */
final class NodeIdUnique extends Rule {
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
                        .suggest("number each node once: the number behind the @ counts")
                        .to(out);
            }
        }
    }
}
