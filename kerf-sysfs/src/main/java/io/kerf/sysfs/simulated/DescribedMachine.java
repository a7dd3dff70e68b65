// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceType;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import io.kerf.model.PciAddress;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Derives a machine from a description of a host. The description need not be valid: what contradicts itself is bent until a machine can be
 * built, so that the description can then be refused in the usual way when it is used as a baseline.
 */
final class DescribedMachine {
    private static final long PAGE = MemoryRange.PAGE_SIZE;
    private static final ByteSize LEAST_HOST_MEMORY = ByteSize.ofGiB(1);

    private final SystemState state;
    private final SimulatedMachine.Builder machine = SimulatedMachine.builder();
    private final List<MemoryRange> covered = new ArrayList<>();

    DescribedMachine(SystemState state) {
        this.state = state;
    }

    SimulatedMachine build() {
        addCpus();
        addMemory();
        addDevices();
        reservePool();
        return machine.topology(state.topology()).build();
    }

    /** The host needs a CPU that boots it; a description of a pool alone does not name one. */
    private void addCpus() {
        CpuSet pool = state.cpus().available();
        CpuSet host = state.cpus().hostReserved().minus(pool);
        if (host.isEmpty()) {
            long id = 0;
            while (pool.contains(id)) {
                id++;
            }
            host = CpuSet.of(id);
        }
        machine.cpus(host.union(pool)).bootCpu(host.first());
    }

    private void addMemory() {
        for (NumaNode node : state.topology().nodes()) {
            node.memory().forEach(range -> cover(simulatedNode(node.id()), range));
        }
        long total = state.memory().total().bytes();
        if (covered.isEmpty() && total > 0) {
            cover(0, new MemoryRange(0, total));
        }
        for (PoolChunk chunk : state.memory().pool().chunks()) {
            int node = simulatedNode(chunk.numaNode().orElse(0));
            chunk.range().ifPresent(range -> cover(node, range));
        }
        for (PoolChunk chunk : state.memory().pool().chunks()) {
            if (chunk.range().isEmpty() && !chunk.size().isZero()) {
                append(simulatedNode(chunk.numaNode().orElse(0)), chunk.size());
            }
        }
        if (covered.isEmpty()) {
            append(0, LEAST_HOST_MEMORY);
        }
    }

    /** What a flat kernel would have to be booted with; a pool in several ranges is none that it could have. */
    private void reservePool() {
        List<MemoryRange> ranges = state.memory().pool().ranges();
        if (ranges.isEmpty() || !state.memory().pool().isPlaced()) {
            return;
        }
        long base = ranges.get(0).base();
        long end = base;
        for (MemoryRange range : ranges) {
            if (range.base() != end || !range.isPageAligned()) {
                return;
            }
            end = range.base() + range.size();
        }
        machine.reservedPool(new MemoryRange(base, end - base));
    }

    private static int simulatedNode(int id) {
        return id < KernelProperty.MAX_NODES ? id : 0;
    }

    /** Adds what of a range, in whole pages, is no part of the machine yet. */
    private void cover(int node, MemoryRange range) {
        long base = (range.base() + PAGE - 1) & -PAGE;
        long end = (range.base() + range.size()) & -PAGE;
        for (MemoryRange taken : covered.stream().sorted().toList()) {
            if (Long.compareUnsigned(taken.base(), end) >= 0) {
                break;
            }
            if (Long.compareUnsigned(base, taken.base()) < 0) {
                put(node, base, taken.base());
            }
            long behind = taken.base() + taken.size();
            base = Long.compareUnsigned(base, behind) < 0 ? behind : base;
        }
        if (Long.compareUnsigned(base, end) < 0) {
            put(node, base, end);
        }
    }

    private void put(int node, long from, long to) {
        MemoryRange range = new MemoryRange(from, to - from);
        covered.add(range);
        machine.memory(node, range);
    }

    /** Adds memory whose place is not stated, behind all other. */
    private void append(int node, ByteSize size) {
        long top = covered.stream()
                .mapToLong(range -> range.base() + range.size())
                .max()
                .orElse(0);
        long bytes = (size.bytes() + PAGE - 1) & -PAGE;
        put(node, top, top + bytes);
    }

    private void addDevices() {
        Set<PciAddress> addresses = new HashSet<>();
        for (Device device : state.devices()) {
            if (device.type() == DeviceType.PCI && device.pciAddress().isPresent()) {
                PciAddress address = device.pciAddress().get();
                if (addresses.add(address)) {
                    PciIds usual = PciIds.usual(device);
                    machine.pci(
                            address,
                            device.vendorId().orElse(usual.vendor()) & 0xffff,
                            device.deviceId().orElse(usual.device()) & 0xffff);
                }
            }
        }
    }

    /** Ids that a device of such a name or class may have. */
    private record PciIds(int vendor, int device) {
        private static PciIds usual(Device device) {
            String name = String.join(",", device.compatible()).toLowerCase(Locale.ROOT);
            if (name.contains("mellanox") || name.contains("mlx5")) {
                return new PciIds(0x15b3, 0x1017);
            }
            if (name.contains("nvidia")) {
                return new PciIds(0x10de, 0x25b6);
            }
            if (name.contains("amd")) {
                return new PciIds(0x1002, 0x740f);
            }
            return switch (device.deviceClass()) {
                case NETWORK -> new PciIds(0x8086, 0x1572);
                case STORAGE -> new PciIds(0x144d, 0xa808);
                case ACCELERATOR -> new PciIds(0x10de, 0x25b6);
                case OTHER -> new PciIds(0x8086, 0x1533);
            };
        }
    }
}
