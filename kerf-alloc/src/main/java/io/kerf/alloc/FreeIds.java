// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.InstanceId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which instance ids are held. Not thread-safe. */
final class FreeIds {
    /** The owners of each id; several only in a state that is not legal. */
    private final @Nullable List<String>[] owners = lists();

    private final long[] held = new long[(InstanceId.LAST + 64) >>> 6];

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static @Nullable List<String>[] lists() {
        return new List[InstanceId.LAST + 1];
    }

    void take(InstanceId id, String owner) {
        List<String> all = owners[id.value()];
        if (all == null) {
            all = new ArrayList<>(1);
            owners[id.value()] = all;
        }
        all.add(owner);
        held[id.value() >>> 6] |= 1L << id.value();
    }

    void giveBack(InstanceId id) {
        List<String> all = owners[id.value()];
        if (all != null && !all.isEmpty()) {
            all.remove(all.size() - 1);
            if (all.isEmpty()) {
                held[id.value() >>> 6] &= ~(1L << id.value());
            }
        }
    }

    /** Returns who holds an id. */
    Optional<String> owner(InstanceId id) {
        List<String> all = owners[id.value()];
        return all == null || all.isEmpty() ? Optional.empty() : Optional.of(all.get(0));
    }

    /** Returns the lowest id of those that kerf picks, or a negative number if all are held. */
    int lowestFree() {
        for (int word = 0; word < held.length; word++) {
            long free = ~held[word] & (word == 0 ? -1L << InstanceId.FIRST : -1L);
            if (free != 0) {
                int id = (word << 6) + Long.numberOfTrailingZeros(free);
                return id <= InstanceId.LAST_PICKED ? id : -1;
            }
        }
        return -1;
    }

    /** Returns the ids held, to compare two moments. */
    String snapshot() {
        return Arrays.toString(held);
    }
}
