// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Base and size of each chunk of the pool are multiples of 4 KiB. */
final class PoolAligned extends Rule {
    PoolAligned() {
        super("MEM-001", Severity.ERROR, "the memory pool is made of whole pages");
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.chunks(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        List<PoolChunk> chunks = ground.memory().pool().chunks();
        for (int i = 0; i < chunks.size(); i++) {
            PoolChunk chunk = chunks.get(i);
            if (chunk.range().isPresent()) {
                base(ground, chunk.range().get().base(), "memory/pool/" + i, out);
            }
            if (!chunk.size().isPageMultiple()) {
                long bytes = chunk.size().bytes();
                Draft.of(this, "the size of the memory pool, " + bytes + " bytes, is not a whole number of pages")
                        .about("memory pool")
                        .at(ground.places().find("memory/pool/size"))
                        .now("pages are 0x1000 bytes")
                        .suggest(
                                bytes < MemoryRange.PAGE_SIZE
                                        ? Words.wholePages(bytes)
                                        : "use " + Words.hex(bytes & -MemoryRange.PAGE_SIZE))
                        .to(out);
            }
        }
    }

    private void base(Ground ground, long base, String place, Consumer<Diagnostic> out) {
        long offset = base & (MemoryRange.PAGE_SIZE - 1);
        if (offset != 0) {
            Draft.of(this, "the base of the memory pool, " + Words.hex(base) + ", is not page-aligned")
                    .about("memory pool")
                    .at(ground.places().find(place))
                    .now("pages are 0x1000 bytes; the base is " + Words.hex(offset) + " past one")
                    .suggest(Words.nextPage(base))
                    .or("use " + Words.hex(base - offset) + " if the memory below is free")
                    .to(out);
        }
    }
}
