// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryRelease;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.sysfs.UpdateItem.Cpu;
import io.kerf.sysfs.UpdateItem.MemoryGrowth;
import io.kerf.sysfs.UpdateItem.MemoryLoss;
import io.kerf.sysfs.UpdateItem.Pci;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What it takes to make one instance of another where it stands. Memory leaves a kernel only as whole regions, and never the first, which
 * the instance was created with.
 */
final class InstanceUpdate {
    private final SystemState state;
    private final Instance from;
    private final Instance to;

    private InstanceUpdate(SystemState state, Instance from, Instance to) {
        this.state = state;
        this.from = from;
        this.to = to;
    }

    /**
     * The items in the order of the kernel, what goes first; empty if the two differ in nothing that a kernel keeps.
     *
     * @throws KernelInterfaceException with reason {@code UNSUPPORTED} if no kernel can do it, or none safely
     */
    static List<UpdateItem> of(SystemState state, Instance from, Instance to) {
        return new InstanceUpdate(state, from, to).items();
    }

    private List<UpdateItem> items() {
        requireSameOptions();
        List<UpdateItem> items = new ArrayList<>();
        memoryLosses().forEach(region -> items.add(new MemoryLoss(region)));
        for (long cpu : cpusRemoved().toArray()) {
            items.add(new Cpu(cpu, false));
        }
        missing(from.devices(), to.devices()).forEach(ref -> items.add(pci(ref, false)));
        memoryGrowth().ifPresent(piece -> items.add(new MemoryGrowth(piece)));
        for (long cpu : to.cpus().minus(from.cpus()).toArray()) {
            items.add(new Cpu(cpu, true));
        }
        missing(to.devices(), from.devices()).forEach(ref -> items.add(pci(ref, true)));
        requireStill(items);
        return items;
    }

    private void requireSameOptions() {
        if (!from.options().cacheWays().equals(to.options().cacheWays())) {
            throw refused(
                    "ways of the cache (llc-way-mask) are given to an instance when it is created, and no kernel shows which '"
                            + to.name() + "' has",
                    "leave llc-way-mask as it is in the state that was read, or delete '" + to.name()
                            + "' and create it anew");
        }
        if (!from.options().equals(to.options())) {
            throw refused(
                    "options are given to an instance when it is created",
                    "delete '" + to.name() + "' and create it anew");
        }
    }

    /** A kernel that runs books memory elsewhere than where it tells the guest that it is. */
    private void requireStill(List<UpdateItem> items) {
        boolean memory = items.stream().anyMatch(item -> item instanceof MemoryGrowth || item instanceof MemoryLoss);
        if (memory && from.state() == InstanceState.ACTIVE) {
            throw refused(
                    "the memory of '" + from.name() + "' cannot be changed safely while it runs",
                    "halt it first, or leave its memory as it is");
        }
    }

    private CpuSet cpusRemoved() {
        CpuSet removed = from.cpus().minus(to.cpus());
        if (from.bootCpu().isPresent() && removed.contains(from.bootCpu().getAsLong())) {
            throw refused(
                    "'" + from.name() + "' boots on " + CpuSet.of(from.bootCpu().getAsLong())
                            + ", and which CPU it would boot on without it is up to the kernel",
                    "keep that CPU, or delete the instance and create it anew");
        }
        return removed;
    }

    private static List<DeviceRef> missing(List<DeviceRef> all, List<DeviceRef> in) {
        Set<DeviceRef> known = new HashSet<>(in);
        return all.stream().filter(ref -> !known.contains(ref)).toList();
    }

    private Pci pci(DeviceRef ref, boolean adds) {
        Optional<Device> device =
                ref instanceof DeviceRef.Whole whole ? state.device(whole.device()) : Optional.empty();
        if (device.isEmpty() || device.get().pciAddress().isEmpty()) {
            throw refused(
                    "only whole PCI devices come to an instance and go from it, and '" + ref + "' is none",
                    "delete '" + to.name() + "' and create it anew");
        }
        return new Pci(device.get(), device.get().pciAddress().get(), adds);
    }

    /** Regions that go: those that the wanted state does not list, or, where it gives a size alone, some that make up the difference. */
    private List<MemoryRange> memoryLosses() {
        if (from.memory().equals(to.memory()) && sameSizes()) {
            return List.of();
        }
        List<MemoryRange> lost = from.regions().stream()
                .filter(region -> !to.regions().contains(region))
                .toList();
        if (to.regions().isEmpty()) {
            lost = to.memory().compareTo(from.memory()) < 0
                    ? regionsOf(from.memory().minus(to.memory()))
                    : List.of();
        }
        if (!lost.isEmpty() && lost.contains(from.regions().get(0))) {
            throw refused(
                    "'" + from.name() + "' was created with the memory at 0x"
                            + Long.toHexString(from.regions().get(0).base()) + ", and cannot do without it",
                    "keep that region, or delete the instance and create it anew");
        }
        return lost;
    }

    /** Where the kernel put memory that was asked for elsewhere is no reason to move it. */
    private boolean sameSizes() {
        return to.regions().isEmpty()
                || from.regions().stream()
                        .map(MemoryRange::size)
                        .sorted()
                        .toList()
                        .equals(to.regions().stream()
                                .map(MemoryRange::size)
                                .sorted()
                                .toList());
    }

    private List<MemoryRange> regionsOf(ByteSize bytes) {
        return MemoryRelease.of(from.regions(), bytes)
                .orElseThrow(() -> refused(
                        "memory leaves an instance as whole regions, and none of '" + from.name() + "' make up " + bytes
                                + ": it has " + from.regions(),
                        "give back whole regions other than the first, or delete the instance and create it anew"));
    }

    private Optional<PoolChunk> memoryGrowth() {
        if (from.memory().equals(to.memory()) && sameSizes()) {
            return Optional.empty();
        }
        List<MemoryRange> added = to.regions().stream()
                .filter(region -> !from.regions().contains(region))
                .toList();
        ByteSize bytes = to.regions().isEmpty()
                ? to.memory().compareTo(from.memory()) > 0 ? to.memory().minus(from.memory()) : ByteSize.ZERO
                : ByteSize.ofBytes(added.stream().mapToLong(MemoryRange::size).sum());
        if (bytes.isZero()) {
            return Optional.empty();
        }
        PoolChunk piece = added.isEmpty()
                ? PoolChunk.sized(bytes)
                : PoolChunk.at(new MemoryRange(added.get(0).base(), bytes.bytes()));
        OptionalInt node = nodeOf(added);
        return Optional.of(node.isPresent() ? piece.onNode(node.getAsInt()) : piece);
    }

    private OptionalInt nodeOf(List<MemoryRange> added) {
        OptionalInt known = MemoryByNode.bytesByNode(state, added)
                .map(byNode -> OptionalInt.of(byNode.keySet().iterator().next()))
                .orElse(OptionalInt.empty());
        return known.isPresent() || to.numaNodes().isEmpty()
                ? known
                : OptionalInt.of(to.numaNodes().get(0));
    }

    private KernelInterfaceException refused(String cause, String remedy) {
        return KernelInterfaceException.unsupported("/sys/fs/multikernel/instances/" + to.name(), cause, remedy);
    }
}
