// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.ByteSize;
import io.kerf.model.MemoryRange;
import java.util.List;

/** What is free in the pool, to say where something that cannot stay could go. No place is suggested twice. */
final class FreeMemory {
    private final FirstFit pages;

    FreeMemory(List<MemoryRange> gaps) {
        this.pages = new FirstFit(gaps);
    }

    /** What to do about so many bytes that cannot stay where they are. */
    String instead(long bytes) {
        return pages.take(bytes)
                .map(range -> "use the base " + Words.hex(range.base()) + ", where " + new ByteSize(range.size())
                        + " are free in the pool")
                .orElseGet(() -> pages.largest()
                        .map(gap -> "ask for at most " + gap.byteSize() + ", free at " + Words.hex(gap.base()))
                        .orElse("the pool has no more free memory: take some from another instance first"));
    }
}
