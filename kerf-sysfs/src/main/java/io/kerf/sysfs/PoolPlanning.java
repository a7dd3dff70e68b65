// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Device;
import io.kerf.model.DeviceType;
import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import io.kerf.sysfs.UpdateItem.Cpu;
import io.kerf.sysfs.UpdateItem.MemoryLoss;
import io.kerf.sysfs.UpdateItem.Pci;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Plans changes of a pool, and refuses those that would take from an instance what it has. */
final class PoolPlanning {
    private static final String HOST_TREE = "/sys/fs/multikernel/device_tree";

    private final KernelAbi abi;
    private final KernelSnapshot now;
    private final List<Device> devices;
    private final PoolOverlays overlays;

    PoolPlanning(KernelAbi abi, KernelSnapshot now, List<Device> devices, Supplier<String> markers, int pageSize) {
        this.abi = abi;
        this.now = now;
        this.devices = devices;
        this.overlays = new PoolOverlays(abi, markers, pageSize);
    }

    /** The pool that a description wants, out of the one there is. */
    PoolPlan follow(SystemState description) {
        requireResizable();
        OverlayFrame.requireCacheWays(abi, description);
        requireNoNewPlatformDevice(description);
        return plan(PoolShape.of(description, MemoryByNode.placedPieces(description)), description);
    }

    /** No pool. */
    PoolPlan empty() {
        requireResizable();
        return plan(PoolShape.EMPTY, null);
    }

    private PoolPlan plan(PoolShape wanted, @Nullable SystemState description) {
        List<Device> known = new ArrayList<>(devices);
        wanted.devices().stream()
                .filter(device -> devices.stream().noneMatch(each -> each.name().equals(device.name())))
                .forEach(known::add);
        PoolShape before = PoolShape.of(now, known);
        List<UpdateItem> items = itemsFor(wanted, before);
        items.forEach(this::requireUnused);
        return new PoolPlan(abi, before, wanted.anywhere(), known, description, overlays.of(items));
    }

    /**
     * Of chunks that are as large and on the same node, those stay that lie where the description has them. That is a wish, as in a baseline:
     * no kernel can be told a place. It is dropped for all chunks if it would take one away that an instance uses.
     */
    private List<UpdateItem> itemsFor(PoolShape wanted, PoolShape before) {
        List<UpdateItem> items = wanted.from(before);
        boolean takesUsed = items.stream()
                .anyMatch(item -> item instanceof MemoryLoss loss
                        && holder(instance -> liesIn(instance, loss.region())).isPresent());
        return takesUsed ? wanted.anywhere().from(before) : items;
    }

    private void requireResizable() {
        if (!abi.resizesPool()) {
            throw refused(
                    "a " + abi + " kernel has no operation on its pool",
                    "apply another baseline, which takes the place of the first");
        }
    }

    /** Platform devices come with a baseline alone. */
    private void requireNoNewPlatformDevice(SystemState description) {
        for (Device device : description.devices()) {
            boolean isThere =
                    now.host().devices().stream().anyMatch(each -> each.name().equals(device.name()))
                            || holder(instance -> has(instance, device)).isPresent();
            if (device.type() == DeviceType.PLATFORM && !isThere) {
                throw refused(
                        "platform devices come to a pool with its first baseline only, and '" + device.name()
                                + "' is not there",
                        "empty the pool and apply the baseline anew, or leave the device out");
            }
        }
    }

    private void requireUnused(UpdateItem item) {
        Optional<Instance> holder = Optional.empty();
        if (item instanceof Cpu cpu && !cpu.adds()) {
            holder = holder(instance -> instance.cpus().contains(cpu.id()));
        } else if (item instanceof Pci pci && !pci.adds()) {
            holder = holder(instance -> has(instance, pci.device()));
        } else if (item instanceof MemoryLoss loss) {
            holder = holder(instance -> liesIn(instance, loss.region()));
        }
        holder.ifPresent(instance -> {
            throw refused(
                    "the pool cannot " + item.words() + ", since instance '" + instance.name() + "' has some of it",
                    "take it from '" + instance.name() + "' first, or delete the instance");
        });
    }

    private static boolean has(Instance instance, Device device) {
        return instance.devices().stream().anyMatch(ref -> ref.device().equals(device.name()));
    }

    private static boolean liesIn(Instance instance, MemoryRange chunk) {
        return instance.regions().stream().anyMatch(region -> region.overlaps(chunk));
    }

    private Optional<Instance> holder(Predicate<Instance> has) {
        return now.instances().stream().filter(has).findFirst();
    }

    private static KernelInterfaceException refused(String cause, String remedy) {
        return KernelInterfaceException.unsupported(HOST_TREE, cause, remedy);
    }
}
