// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A byte of memory is on at most one NUMA node. */
final class NodeMemoryDisjoint implements Rule {
    @Override
    public String id() {
        return "TOPO-006";
    }

    @Override
    public String title() {
        return "no memory is on two NUMA nodes";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    private record Claim(MemoryRange range, NumaNode node) {}

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        List<Claim> claims = new ArrayList<>();
        for (NumaNode node : state.topology().nodes()) {
            node.memory().forEach(range -> claims.add(new Claim(range, node)));
        }
        claims.sort((a, b) -> a.range().compareTo(b.range()));
        Claim first = null;
        for (Claim second : claims) {
            if (first != null && first.range().overlaps(second.range())) {
                Draft.of(
                                this,
                                "memory of NUMA node " + second.node().id() + ", " + second.range()
                                        + ", overlaps that of node "
                                        + first.node().id() + ", " + first.range())
                        .about("node " + second.node().id())
                        .at(state.places().find("node/" + second.node().id() + "/memory"))
                        .suggest("begin it at " + Words.hex(first.range().last() + 1))
                        .also(
                                "the other node",
                                state.places().find("node/" + first.node().id() + "/memory"))
                        .to(out);
            }
            boolean reachesFurther = first == null
                    || Long.compareUnsigned(first.range().last(), second.range().last()) < 0;
            first = reachesFurther ? second : first;
        }
    }
}
