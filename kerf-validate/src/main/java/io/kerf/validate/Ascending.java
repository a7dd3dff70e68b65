// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.MemoryRange;
import java.util.List;

/** Searches in ranges that are sorted by address. */
final class Ascending {
    private Ascending() {}

    /** The index of the last range that begins at or before an address; -1 if none does. */
    static int lastFrom(List<MemoryRange> sorted, long address) {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(sorted.get(middle).base(), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
