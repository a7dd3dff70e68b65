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
    void check(Ground ground, Consumer<Diagnostic> out) {
        List<PoolChunk> chunks = ground.memory().pool().chunks();
        for (int i = 0; i < chunks.size(); i++) {
            String place = "memory/pool/" + i;
            chunks.get(i).range().ifPresent(range -> {
                OptionalLong outside = ground.nodeMemory().firstOutside(range);
                if (outside.isPresent()) {
                    report(ground, range, outside.getAsLong(), place, out);
                }
            });
        }
    }

    private void report(Ground ground, MemoryRange chunk, long outside, String place, Consumer<Diagnostic> out) {
        List<String> nodes = ground.topology().nodes().stream()
                .limit(8)
                .map(node -> "node " + node.id() + " " + node.memory())
                .toList();
        Draft.of(this, "the memory pool, " + chunk + ", is on no NUMA node from " + Words.hex(outside) + " on")
                .about("memory pool")
                .at(ground.places().find(place))
                .now(String.join(", ", nodes))
                .suggest("correct the memory of the nodes: 'memory-size' is in bytes")
                .or("keep the pool within it")
                .to(out);
    }
}
