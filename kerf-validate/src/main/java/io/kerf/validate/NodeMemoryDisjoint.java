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
                        .now("node " + first.node().id() + " has " + first.range() + ", node "
                                + second.node().id() + " has " + second.range())
                        .suggest(Words.behind(first.range()))
                        .or("take the " + shared(first, second) + " that are in both from node "
                                + first.node().id())
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

    private static String shared(Claim first, Claim second) {
        return first.range().intersection(second.range()).map(Words::region).orElseThrow();
    }
}
