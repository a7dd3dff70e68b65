// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.DeviceType;
import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import io.kerf.model.PciAddress;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.sysfs.UpdateItem.Cpu;
import io.kerf.sysfs.UpdateItem.MemoryGrowth;
import io.kerf.sysfs.UpdateItem.MemoryLoss;
import io.kerf.sysfs.UpdateItem.Pci;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * What a pool consists of, whoever has it at the moment: CPUs, pieces of memory, and PCI devices. A piece without a place or a node may be
 * anywhere.
 */
record PoolShape(CpuSet cpus, List<PoolChunk> memory, List<Device> devices) {
    static final PoolShape EMPTY = new PoolShape(CpuSet.empty(), List.of(), List.of());

    PoolShape {
        memory = List.copyOf(memory);
        devices = List.copyOf(devices);
    }

    /** The pool that a description wants. */
    static PoolShape of(SystemState description, List<PoolChunk> pieces) {
        return new PoolShape(description.cpus().available(), pieces, pci(description.devices()));
    }

    /** The same with memory that may lie anywhere on its nodes. */
    PoolShape anywhere() {
        return new PoolShape(
                cpus,
                memory.stream()
                        .map(piece -> piece.numaNode().isPresent()
                                ? PoolChunk.sized(piece.size())
                                        .onNode(piece.numaNode().getAsInt())
                                : PoolChunk.sized(piece.size()))
                        .toList(),
                devices);
    }

    /** The pool that a kernel has; devices that instances have go by the names that are known. */
    static PoolShape of(KernelSnapshot now, List<Device> known) {
        List<Device> devices = new ArrayList<>(pci(now.host().devices()));
        Map<String, Device> byName = new TreeMap<>();
        known.forEach(device -> byName.put(device.name(), device));
        for (Instance instance : now.instances()) {
            for (DeviceRef ref : instance.devices()) {
                Optional.ofNullable(byName.get(ref.device())).ifPresent(device -> devices.addAll(pci(List.of(device))));
            }
        }
        return new PoolShape(now.poolCpus(), usedFirst(now), devices);
    }

    /** Of chunks that are as good as each other the first stays, which had better be one that an instance uses. */
    private static List<PoolChunk> usedFirst(KernelSnapshot now) {
        List<PoolChunk> chunks = new ArrayList<>(now.pool().chunks());
        chunks.sort(Comparator.comparing((PoolChunk chunk) -> chunk.range().isEmpty()
                || now.instances().stream()
                        .flatMap(instance -> instance.regions().stream())
                        .noneMatch(chunk.range().get()::overlaps)));
        return chunks;
    }

    private static List<Device> pci(List<Device> devices) {
        return devices.stream()
                .filter(device ->
                        device.type() == DeviceType.PCI && device.pciAddress().isPresent())
                .toList();
    }

    /** What makes this pool of another: what leaves comes first, memory last of that, since it may be where CPUs are parked. */
    List<UpdateItem> from(PoolShape now) {
        List<UpdateItem> items = new ArrayList<>();
        for (long cpu : now.cpus.minus(cpus).toArray()) {
            items.add(new Cpu(cpu, false));
        }
        now.lacking(this).forEach(device -> items.add(pci(device, false)));
        List<PoolChunk> surplus = new ArrayList<>(now.memory);
        List<PoolChunk> missing = new ArrayList<>(memory);
        match(missing, surplus);
        surplus.forEach(chunk -> items.add(new MemoryLoss(
                chunk.range().orElse(new MemoryRange(0, chunk.size().bytes())))));
        missing.forEach(piece -> items.add(new MemoryGrowth(piece)));
        for (long cpu : cpus.minus(now.cpus).toArray()) {
            items.add(new Cpu(cpu, true));
        }
        lacking(now).forEach(device -> items.add(pci(device, true)));
        return items;
    }

    private static Pci pci(Device device, boolean adds) {
        return new Pci(device, device.pciAddress().orElseThrow(), adds);
    }

    /** The devices of this pool that another one lacks. */
    private List<Device> lacking(PoolShape other) {
        Set<PciAddress> there = other.devices.stream()
                .map(device -> device.pciAddress().orElseThrow())
                .collect(Collectors.toSet());
        return devices.stream()
                .filter(device -> !there.contains(device.pciAddress().orElseThrow()))
                .toList();
    }

    /** Takes pairs out of both lists: first those that lie in one place, then those on one node, then those of one size. */
    private static void match(List<PoolChunk> wanted, List<PoolChunk> there) {
        takePairs(
                wanted,
                there,
                (piece, chunk) -> piece.range().isPresent() && piece.range().equals(chunk.range()));
        takePairs(
                wanted,
                there,
                (piece, chunk) -> piece.numaNode().isPresent()
                        && piece.numaNode().equals(chunk.numaNode())
                        && piece.size().equals(chunk.size()));
        takePairs(
                wanted,
                there,
                (piece, chunk) -> piece.numaNode().isEmpty() && piece.size().equals(chunk.size()));
    }

    private static void takePairs(
            List<PoolChunk> wanted, List<PoolChunk> there, BiPredicate<PoolChunk, PoolChunk> fits) {
        for (Iterator<PoolChunk> pieces = wanted.iterator(); pieces.hasNext(); ) {
            PoolChunk piece = pieces.next();
            Optional<PoolChunk> found =
                    there.stream().filter(chunk -> fits.test(piece, chunk)).findFirst();
            if (found.isPresent()) {
                there.remove(found.get());
                pieces.remove();
            }
        }
    }

    /** How a pool differs from this one, in words; empty if it is what is wanted. */
    List<String> differences(PoolShape now) {
        List<String> differences = new ArrayList<>();
        if (!now.cpus.equals(cpus)) {
            differences.add("the pool has CPUs " + now.cpus + " instead of " + cpus);
        }
        List<PoolChunk> surplus = new ArrayList<>(now.memory);
        List<PoolChunk> missing = new ArrayList<>(memory);
        match(missing, surplus);
        if (!surplus.isEmpty() || !missing.isEmpty()) {
            differences.add("the pool has memory " + sizes(now.memory) + " instead of " + sizes(memory));
        }
        lacking(now).forEach(device -> differences.add("device '" + device + "' is not in the pool"));
        now.lacking(this).forEach(device -> differences.add("device '" + device + "' is in the pool"));
        return differences;
    }

    String words() {
        return "CPUs " + cpus + ", memory " + sizes(memory) + ", devices " + devices;
    }

    private static List<String> sizes(List<PoolChunk> chunks) {
        return chunks.stream().map(SnapshotDifference::sizeAndNode).sorted().toList();
    }
}
