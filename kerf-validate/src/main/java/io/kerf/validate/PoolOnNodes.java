// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Memory that is on no node is near no CPU, as far as anybody can tell. */
final class PoolOnNodes extends Rule {
    private static final int SHOWN = 8;

    PoolOnNodes() {
        super("TOPO-009", Severity.WARNING, "the memory pool lies in the memory of NUMA nodes");
    }

    @Override
    Optional<String> missing(Ground ground) {
        if (!ground.nodeMemory().isKnown()) {
            return Optional.of("no memory of NUMA nodes is stated");
        }
        return ground.memory().pool().ranges().isEmpty()
                ? Optional.of("no chunk of the pool has a place yet")
                : Optional.empty();
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.chunks(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        String present = String.join(", ", nodes(ground));
        String advice = advice(ground);
        List<PoolChunk> chunks = ground.memory().pool().chunks();
        for (int i = 0; i < chunks.size(); i++) {
            MemoryRange chunk = chunks.get(i).range().orElse(null);
            OptionalLong outside =
                    chunk == null ? OptionalLong.empty() : ground.nodeMemory().firstOutside(chunk);
            if (outside.isPresent()) {
                String message = "the memory pool, " + chunk + ", is on no NUMA node from "
                        + Words.hex(outside.getAsLong()) + " on";
                Draft.of(this, message)
                        .about("memory pool")
                        .at(ground.places().find("memory/pool/" + i))
                        .now(present)
                        .suggest(advice)
                        .or("keep the pool within the memory of the nodes")
                        .to(out);
            }
        }
    }

    private static List<String> nodes(Ground ground) {
        return ground.topology().nodes().stream()
                .limit(SHOWN)
                .map(node -> "node " + node.id() + " "
                        + (node.memory().isEmpty()
                                ? "without memory"
                                : Words.names(
                                        node.memory().stream()
                                                .map(MemoryRange::toString)
                                                .toList(),
                                        SHOWN)))
                .toList();
    }

    /** A node that states no memory may be the one that the pool is on. */
    private static String advice(Ground ground) {
        List<String> without = ground.topology().nodes().stream()
                .filter(node -> node.memory().isEmpty())
                .map(node -> String.valueOf(node.id()))
                .toList();
        return without.isEmpty()
                ? "correct the memory of the nodes: 'memory-size' is in bytes"
                : "state the memory of node " + Words.names(without, SHOWN) + ": 'memory-base' and 'memory-size'";
    }
}
