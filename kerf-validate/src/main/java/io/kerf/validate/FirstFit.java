// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.MemoryRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ranges by address, to find the first one that is large enough. Only one that is larger than all before it can be that. */
final class FirstFit {
    private final List<MemoryRange> growing = new ArrayList<>();

    FirstFit(Iterable<MemoryRange> sorted) {
        for (MemoryRange range : sorted) {
            if (growing.isEmpty() || Long.compareUnsigned(range.size(), top().size()) > 0) {
                growing.add(range);
            }
        }
    }

    private MemoryRange top() {
        return growing.get(growing.size() - 1);
    }

    /** The first range of at least so many bytes, unsigned; cost log n. */
    Optional<MemoryRange> of(long bytes) {
        int low = 0;
        int high = growing.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(growing.get(middle).size(), bytes) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < growing.size() ? Optional.of(growing.get(low)) : Optional.empty();
    }

    /** The largest range, the first one of several. */
    Optional<MemoryRange> largest() {
        return growing.isEmpty() ? Optional.empty() : Optional.of(top());
    }
}
