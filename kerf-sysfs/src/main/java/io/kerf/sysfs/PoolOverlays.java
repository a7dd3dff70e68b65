// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Device;
import io.kerf.sysfs.UpdateItem.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Puts changes of a pool into overlays, as few as it takes to keep each within a page. */
final class PoolOverlays {
    /** No item of an overlay has fewer bytes. */
    private static final int LEAST_ITEM = 32;

    private final KernelAbi abi;
    private final PoolEncoder encoder;
    private final Supplier<String> markers;
    private final int largest;

    PoolOverlays(KernelAbi abi, Supplier<String> markers, int pageSize) {
        this.abi = abi;
        this.encoder = new PoolEncoder(abi, PciIdLookup.none());
        this.markers = markers;
        this.largest = abi.largestOverlay(pageSize);
    }

    /** Some items, and the overlay that has them. */
    record Part(List<UpdateItem> items, Overlay overlay) {
        /** What it does, in words. */
        @Override
        public String toString() {
            return UpdateItem.wordsOf(items);
        }
    }

    /** The parts, to be written in this order. */
    List<Part> of(List<UpdateItem> items) {
        List<Part> parts = new ArrayList<>();
        for (List<UpdateItem> phase : phases(items)) {
            int done = 0;
            while (done < phase.size()) {
                int end = fitting(phase, done);
                String marker = markers.get();
                List<UpdateItem> some = List.copyOf(phase.subList(done, end));
                parts.add(new Part(some, Overlay.of(marker, encoder.pool(some, marker), largest)));
                done = end;
            }
        }
        return parts;
    }

    /** The first pool kernels take memory away before CPUs, although CPUs may be parked there: so CPUs get overlays of their own before. */
    private List<List<UpdateItem>> phases(List<UpdateItem> items) {
        if (!abi.removesPoolMemoryFirst()) {
            return List.of(items);
        }
        List<UpdateItem> first = new ArrayList<>();
        List<UpdateItem> second = new ArrayList<>();
        for (UpdateItem item : items) {
            boolean leaves = item.operation() == Operation.CPU_REMOVE || item.operation() == Operation.DEVICE_REMOVE;
            (leaves ? first : second).add(item);
        }
        return List.of(first, second);
    }

    private int fitting(List<UpdateItem> items, int from) {
        int low = from + 1;
        // No more would fit, and to try would make the whole quadratic.
        int high = Math.min(items.size(), from + largest / LEAST_ITEM);
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            String marker = "0".repeat(Overlay.LONGEST_MARKER);
            boolean fits = Overlay.sizeOf(encoder.pool(items.subList(from, middle), marker)) <= largest;
            low = fits ? middle : low;
            high = fits ? high : middle - 1;
        }
        return low;
    }

    /** One kind after the other in overlays of their own, so that what cannot come back does not keep the rest away. */
    private static Collection<List<UpdateItem>> byOperation(List<UpdateItem> items) {
        Map<Operation, List<UpdateItem>> kinds = new LinkedHashMap<>();
        items.forEach(item -> kinds.computeIfAbsent(item.operation(), kind -> new ArrayList<>())
                .add(item));
        return kinds.values();
    }

    /** Writes what makes a pool as it is to be of what it is now, whatever was done before. Whether that worked is for the caller to see. */
    static void restore(MultikernelFs fs, KernelAbi abi, List<Device> known, PoolShape wanted) {
        PoolShape now = PoolShape.of(KernelSnapshot.read(fs, abi, known), known);
        PoolOverlays overlays = new PoolOverlays(abi, () -> UUID.randomUUID().toString(), fs.pageSize());
        for (List<UpdateItem> some : byOperation(wanted.from(now))) {
            for (Part part : overlays.of(some)) {
                WrittenOverlay.write(fs, part.overlay());
            }
        }
    }
}
