// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.NumaNode;
import io.kerf.model.SystemState;
import java.util.List;
import java.util.function.Consumer;

/** A number stands for one NUMA node. */
final class NodeIdUnique implements Rule {
    @Override
    public String id() {
        return "TOPO-005";
    }

    @Override
    public String title() {
        return "NUMA node ids are unique";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        List<NumaNode> nodes = state.topology().nodes();
        for (int i = 1; i < nodes.size(); i++) {
            if (nodes.get(i).id() == nodes.get(i - 1).id()) {
                Draft.of(this, "there are two NUMA nodes " + nodes.get(i).id())
                        .about("node " + nodes.get(i).id())
                        .at(state.places().find("node/" + nodes.get(i).id()))
                        .suggest("number each node once: the number behind the @ counts")
                        .to(out);
            }
        }
    }
}
