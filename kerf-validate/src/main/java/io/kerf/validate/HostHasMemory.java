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
    private static final int SHOWN = 8;

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
    Optional<String> leftOut(Ground ground) {
        return LeftOut.chunks(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        List<MemoryRange> memory = ground.host().memory();
        String present = "memory of the host: "
                + Words.names(memory.stream().map(MemoryRange::toString).toList(), SHOWN);
        FirstFit fitting = new FirstFit(memory);
        List<PoolChunk> chunks = ground.memory().pool().chunks();
        for (int i = 0; i < chunks.size(); i++) {
            MemoryRange chunk = chunks.get(i).range().orElse(null);
            if (chunk != null) {
                int at = Ascending.lastFrom(memory, chunk.base());
                if (at < 0 || !memory.get(at).contains(chunk)) {
                    Draft.of(this, "the memory pool, " + chunk + ", is not memory of this host")
                            .about("memory pool")
                            .at(ground.places().find("memory/pool/" + i))
                            .now(present)
                            .suggest(fitting.take(chunk.size())
                                    .map(each -> "use memory of the host, such as " + Words.region(each))
                                    .orElse("make it smaller: the host has no more memory that large in one piece"))
                            .to(out);
                }
            }
        }
    }
}
