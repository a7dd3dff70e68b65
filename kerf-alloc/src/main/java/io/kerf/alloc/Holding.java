// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;

/** What one instance took from an index. */
final class Holding implements MemoryPiece.Taken {
    private final Instance instance;
    private final List<Part> parts = new ArrayList<>();

    private record Part(MemoryPiece piece, long start, long end) {}

    Holding(Instance instance) {
        this.instance = instance;
    }

    Instance instance() {
        return instance;
    }

    @Override
    public void add(MemoryPiece piece, long start, long end) {
        parts.add(new Part(piece, start, end));
    }

    void eachRegion(MemoryPiece.Taken action) {
        for (Part part : parts) {
            action.add(part.piece, part.start, part.end);
        }
    }

    void forgetRegions() {
        parts.clear();
    }

    /** Where the memory of the instance is known to be. */
    List<MemoryRange> places(SystemState host) {
        if (!instance.regions().isEmpty()) {
            return instance.regions();
        }
        if (instance.memoryBase().isEmpty()
                || !MemoryRange.exists(
                        instance.memoryBase().getAsLong(), instance.memory().bytes())) {
            return List.of();
        }
        MemoryRange all = MemoryRange.of(instance.memoryBase().getAsLong(), instance.memory());
        return host.memory().pool().ranges().stream()
                .filter(chunk -> chunk.contains(all.base()))
                .findFirst()
                .flatMap(all::intersection)
                .stream()
                .toList();
    }

    /** How much memory it has beside that of which the place is known. */
    long bytesSomewhere(SystemState host) {
        long known = 0;
        for (MemoryRange region : places(host)) {
            known += region.size();
        }
        return Math.max(0, FreeMemory.roundUp(instance.memory().bytes()) - known);
    }

    boolean hasMemory(SystemState host) {
        return !places(host).isEmpty() || bytesSomewhere(host) > 0;
    }

    /** The instance's name, as messages quote it. */
    @Override
    public String toString() {
        // Without the bootstrap of a concatenation, the first of a process takes milliseconds less.
        return "'".concat(instance.name().toString()).concat("'");
    }
}
