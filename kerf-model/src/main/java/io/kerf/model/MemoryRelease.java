// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which memory an instance gives back when it is to have less. Kernels take whole regions only, and never the first, with which the
 * instance was created.
 */
public final class MemoryRelease {
    private MemoryRelease() {}

    /**
     * Chooses regions that make up a size.
     *
     * <pre>{@code
     * Optional<List<MemoryRange>> gone = MemoryRelease.of(instance.regions(), ByteSize.ofGiB(2));
     * }</pre>
     *
     * @param regions those of the instance, in the order in which it got them
     * @param size how much less it is to have
     * @return the last regions if they make up the size, else one that does, else empty; no regions for no bytes
     */
    public static Optional<List<MemoryRange>> of(List<MemoryRange> regions, ByteSize size) {
        List<MemoryRange> last = new ArrayList<>();
        long left = size.bytes();
        for (int i = regions.size() - 1; i > 0 && left > 0; i--) {
            last.add(regions.get(i));
            left -= regions.get(i).size();
        }
        if (left == 0) {
            return Optional.of(List.copyOf(last));
        }
        return regions.stream()
                .skip(1)
                .filter(region -> region.size() == size.bytes())
                .findFirst()
                .map(List::of);
    }
}
