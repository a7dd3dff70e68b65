// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.ByteSize;
import io.kerf.model.MemoryRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is free in the pool, to say where something that cannot stay could go. */
final class FreeMemory {
    private final FirstFit gaps;
    private final FirstFit pages;

    FreeMemory(List<MemoryRange> gaps) {
        this.gaps = new FirstFit(gaps);
        List<MemoryRange> whole = new ArrayList<>();
        for (MemoryRange gap : gaps) {
            long base = (gap.base() + MemoryRange.PAGE_SIZE - 1) & -MemoryRange.PAGE_SIZE;
            if (gap.contains(base)) {
                whole.add(new MemoryRange(base, gap.last() - base + 1));
            }
        }
        this.pages = new FirstFit(whole);
    }

    /** The first whole pages that hold so many bytes. */
    Optional<MemoryRange> fit(long bytes) {
        long size = Words.roundUp(bytes);
        return size > 0 ? pages.of(size).map(gap -> new MemoryRange(gap.base(), size)) : Optional.empty();
    }

    /** What to do about so many bytes that cannot stay where they are. */
    String instead(long bytes) {
        return fit(bytes)
                .map(range -> "use the base " + Words.hex(range.base()) + ", where " + new ByteSize(range.size())
                        + " are free in the pool")
                .orElseGet(() -> gaps.largest()
                        .map(gap -> "ask for at most " + gap.byteSize() + ", free at " + Words.hex(gap.base()))
                        .orElse("the pool has no free memory: take some from another instance first"));
    }
}
