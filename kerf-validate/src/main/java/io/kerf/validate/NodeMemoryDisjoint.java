// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A byte of memory is on at most one NUMA node. */
final class NodeMemoryDisjoint extends Rule {
    NodeMemoryDisjoint() {
        super("TOPO-006", Severity.ERROR, "no memory is on two NUMA nodes");
    }

    private record Claim(MemoryRange range, NumaNode node) {}

    @Override
    Optional<String> missing(Ground ground) {
        return !ground.nodeMemory().isKnown() ? Optional.of("no memory of NUMA nodes is stated") : Optional.empty();
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        List<Claim> claims = new ArrayList<>();
        for (NumaNode node : ground.topology().nodes()) {
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
                        .at(ground.places().find("node/" + second.node().id() + "/memory"))
                        .suggest(Words.behind(first.range()))
                        .also(
                                "the other node",
                                ground.places().find("node/" + first.node().id() + "/memory"))
                        .to(out);
            }
            boolean reachesFurther = first == null
                    || Long.compareUnsigned(first.range().last(), second.range().last()) < 0;
            first = reachesFurther ? second : first;
        }
    }
}
