// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What {@code /proc/iomem} does not list as memory is a hole or a device: no kernel can live there. */
final class HostHasMemory extends Rule {
    HostHasMemory() {
        super("HOST-003", Severity.ERROR, "the memory pool is memory of the host");
    }

    @Override
    Optional<String> missing(Ground ground) {
        if (ground.host().memory().isEmpty()) {
            return Optional.of("the memory of the live host is not known");
        }
        return ground.memory().pool().ranges().isEmpty()
                ? Optional.of("no chunk of the pool has a place yet")
                : Optional.empty();
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        List<MemoryRange> memory = ground.host().memory();
        List<PoolChunk> chunks = ground.memory().pool().chunks();
        for (int i = 0; i < chunks.size(); i++) {
            String place = "memory/pool/" + i;
            chunks.get(i).range().ifPresent(range -> {
                if (memory.stream().noneMatch(each -> each.contains(range))) {
                    report(ground, range, place, out);
                }
            });
        }
    }

    private void report(Ground ground, MemoryRange chunk, String place, Consumer<Diagnostic> out) {
        List<MemoryRange> memory = ground.host().memory();
        String fitting = memory.stream()
                .filter(each -> Long.compareUnsigned(each.size(), chunk.size()) >= 0)
                .findFirst()
                .map(each -> "use memory of the host, such as " + Words.region(each))
                .orElse("make it smaller: the host has no memory that large in one piece");
        Draft.of(this, "the memory pool, " + chunk + ", is not memory of this host")
                .about("memory pool")
                .at(ground.places().find(place))
                .now("memory of the host: " + memory.stream().limit(8).toList())
                .suggest(fitting)
                .to(out);
    }
}
