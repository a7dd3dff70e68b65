// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Instance;
import io.kerf.model.InstanceChange;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.sysfs.UpdateItem.Cpu;
import io.kerf.sysfs.UpdateItem.MemoryGrowth;
import io.kerf.sysfs.UpdateItem.MemoryLoss;
import io.kerf.sysfs.UpdateItem.Pci;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Plans changes of instances where they stand. What leaves an instance goes before what comes to any, so that it can pass from one to another;
 * an overlay holds as much as fits.
 */
final class InstanceUpdates {
    private final KernelEncoder encoder;
    private final Supplier<String> markers;
    private final int largest;

    InstanceUpdates(KernelEncoder encoder, Supplier<String> markers, int largest) {
        this.encoder = encoder;
        this.markers = markers;
        this.largest = largest;
    }

    /** The steps, to be done in this order. */
    List<ChangeStep> of(SystemState next, List<InstanceChange> changes) {
        List<ChangeStep> losses = new ArrayList<>();
        List<ChangeStep> gains = new ArrayList<>();
        for (InstanceChange change : changes) {
            List<UpdateItem> items = InstanceUpdate.of(next, change.before(), change.after());
            Instance smaller = add(
                    losses,
                    change.before(),
                    items.stream().filter(item -> !item.operation().adds()).toList());
            add(
                    gains,
                    smaller,
                    items.stream().filter(item -> item.operation().adds()).toList());
        }
        losses.addAll(gains);
        return losses;
    }

    /** Adds steps for some items, and returns the instance after them. */
    private Instance add(List<ChangeStep> steps, Instance from, List<UpdateItem> items) {
        Instance at = from;
        int done = 0;
        while (done < items.size()) {
            int end = fitting(at, items, done);
            List<UpdateItem> some = items.subList(done, end);
            Instance after = at;
            for (UpdateItem item : some) {
                after = item.applyTo(after);
            }
            steps.add(ChangeStep.update(at, after, some, overlay(at, some), overlay(at, inverse(some))));
            at = after;
            done = end;
        }
        return at;
    }

    /** Writes what it takes to make an instance as it was before a change in place, whatever of that was done. */
    static void restore(MultikernelFs fs, KernelAbi abi, SystemState state, KernelSnapshot now, Instance before) {
        Instance found = now.instance(before.name())
                .orElseThrow(() -> KernelInterfaceException.gone(
                        "/sys/fs/multikernel/instances/" + before.name(), "the instance is gone", "create it again"));
        KernelEncoder encoder = KernelEncoder.of(abi, PciIdLookup.none());
        InstanceUpdates updates =
                new InstanceUpdates(encoder, () -> UUID.randomUUID().toString(), abi.largestOverlay(fs.pageSize()));
        for (ChangeStep step :
                updates.of(state, List.of(new InstanceChange(found, before.withOptions(found.options()))))) {
            WrittenOverlay.write(fs, step.overlay());
        }
    }

    /** How far items fit into one overlay, and so does what takes them back; one always does, or the kernel takes none. */
    private int fitting(Instance instance, List<UpdateItem> items, int from) {
        int low = from + 1;
        int high = items.size();
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (fits(instance, items.subList(from, middle)) && fits(instance, inverse(items.subList(from, middle)))) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private boolean fits(Instance instance, List<UpdateItem> items) {
        return Overlay.sizeOf(encoder.update(instance.name(), items, "0".repeat(Overlay.LONGEST_MARKER))) <= largest;
    }

    private Overlay overlay(Instance instance, List<UpdateItem> items) {
        String marker = markers.get();
        return Overlay.of(marker, encoder.update(instance.name(), items, marker), largest);
    }

    private static List<UpdateItem> inverse(List<UpdateItem> items) {
        List<UpdateItem> inverse = new ArrayList<>();
        for (UpdateItem item : items) {
            inverse.add(0, inverse(item));
        }
        return inverse;
    }

    /** Memory that came is taken back by its place, which is known only once it is there; until then by the place that was asked for. */
    private static UpdateItem inverse(UpdateItem item) {
        if (item instanceof Cpu cpu) {
            return new Cpu(cpu.id(), !cpu.adds());
        }
        if (item instanceof Pci pci) {
            return new Pci(pci.device(), pci.address(), !pci.adds());
        }
        if (item instanceof MemoryLoss loss) {
            return new MemoryGrowth(PoolChunk.at(loss.region()));
        }
        MemoryGrowth growth = (MemoryGrowth) item;
        return new MemoryLoss(growth.piece()
                .range()
                .orElse(new MemoryRange(0, growth.piece().size().bytes())));
    }
}
