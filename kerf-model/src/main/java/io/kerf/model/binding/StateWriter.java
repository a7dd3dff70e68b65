// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceType;
import io.kerf.model.Dialect;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.tree.DeviceTree;
import java.util.List;
import java.util.stream.Stream;

/** Writes a state of which the dialect can hold everything. */
final class StateWriter {
    /** From 16 bits on a list of 32-bit cells can look like text, and is then printed as such. */
    private static final long NARROW = 1L << 16;

    private static final int ADDRESS_CELLS = 2;

    private final SystemState state;
    private final Dialect dialect;
    private final IdWidth width;

    StateWriter(SystemState state, Dialect dialect) {
        this.state = state;
        this.dialect = dialect;
        boolean narrow = dialect == Dialect.INVENTORY && allCpus().allMatch(StateWriter::isNarrow);
        this.width = narrow ? IdWidth.ONE : new IdWidth(2, true, false);
    }

    private Stream<CpuSet> allCpus() {
        return Stream.of(
                        Stream.of(state.cpus().available(), state.cpus().hostReserved()),
                        state.instances().stream().map(each -> each.cpus()),
                        state.topology().nodes().stream().map(each -> each.cpus()),
                        state.topology().cores().stream().map(each -> each.cpus()),
                        state.topology().caches().stream().map(each -> each.cpus()))
                .flatMap(each -> each);
    }

    private static boolean isNarrow(CpuSet cpus) {
        return cpus.isEmpty() || Long.compareUnsigned(cpus.last(), NARROW) < 0;
    }

    DeviceTree write() {
        NodeDraft root = new NodeDraft("").string(Names.COMPATIBLE, Names.COMPATIBLE_HOST);
        if (dialect == Dialect.POOL) {
            root.u32(Names.ADDRESS_CELLS, ADDRESS_CELLS).u32(Names.SIZE_CELLS, ADDRESS_CELLS);
        }
        root.filled(new NodeDraft(Names.ALIASES).extras(state.extras(), "aliases"));
        root.child(resources());
        NodeDraft instances = new NodeDraft(Names.INSTANCES);
        state.instances().forEach(each -> instances.child(InstanceWriter.node(each, width)));
        root.filled(instances.extras(state.extras(), "instances"));
        return DeviceTree.of(root.extras(state.extras(), "").build());
    }

    private NodeDraft resources() {
        NodeDraft resources = new NodeDraft(Names.RESOURCES);
        if (width.declared()) {
            resources.u32(Names.CPU_CELLS, width.cells());
        }
        switch (dialect) {
            case INVENTORY -> resources.child(cpus()).child(memory());
            case FLAT -> flat(resources);
            case POOL -> pool(resources);
        }
        state.cacheWays().ifPresent(mask -> resources.u32(Names.LLC_WAY_MASK, mask));
        NodeDraft topology = new TopologyWriter(state, width).node();
        if (dialect != Dialect.INVENTORY) {
            topology.filled(TopologyWriter.cores(state, width));
        }
        resources.filled(topology.extras(state.extras(), "topology"));
        NodeDraft devices = new NodeDraft(Names.DEVICES);
        state.devices().forEach(device -> devices.child(device(device)));
        return resources.filled(devices.extras(state.extras(), "devices")).extras(state.extras(), "resources");
    }

    private NodeDraft cpus() {
        CpuInventory inventory = state.cpus();
        NodeDraft cpus = new NodeDraft(Names.CPUS);
        if (inventory.isTotalKnown()) {
            cpus.u32(Names.TOTAL, (int) inventory.total());
        }
        return cpus.cpus(Names.HOST_RESERVED, width, inventory.hostReserved().toArray())
                .cpus(Names.AVAILABLE, width, inventory.available().toArray())
                .filled(TopologyWriter.cores(state, width))
                .extras(state.extras(), "cpus");
    }

    private NodeDraft memory() {
        MemoryInventory inventory = state.memory();
        NodeDraft memory = new NodeDraft(Names.MEMORY);
        if (inventory.isTotalKnown()) {
            memory.u64(Names.TOTAL_BYTES, inventory.total().bytes());
        }
        memory.u64(Names.HOST_RESERVED_BYTES, inventory.hostReserved().bytes());
        if (inventory.pool().isEmpty()) {
            // An inventory always says where the pool begins, also where there is nothing in it.
            memory.u64(Names.MEMORY_POOL_BASE, 0);
        }
        onePiece(memory, inventory.pool(), Names.MEMORY_POOL_BASE, Names.MEMORY_POOL_BYTES);
        return memory.extras(state.extras(), "memory");
    }

    private void flat(NodeDraft resources) {
        resources.cpus(Names.CPUS, width, state.cpus().available().toArray());
        onePiece(resources, state.memory().pool(), Names.MEMORY_BASE, Names.MEMORY_BYTES);
    }

    private static void onePiece(NodeDraft node, MemoryPool pool, String base, String bytes) {
        pool.ranges().forEach(range -> node.u64(base, range.base()));
        node.u64(bytes, pool.size().bytes());
    }

    private void pool(NodeDraft resources) {
        resources.someCpus(Names.CPUS, width, state.cpus().available());
        MemoryPool pool = state.memory().pool();
        boolean placed = pool.isPlaced() && !pool.isEmpty();
        // Beside placed chunks a kernel leaves the list out if no CPU is free, so there it is always said which are.
        CpuSet free = state.kernelFreeCpus().orElse(placed ? state.freeCpus() : CpuSet.empty());
        if (!free.isEmpty() || state.kernelFreeCpus().isPresent() && !placed) {
            resources.cpus(Names.CPUS_AVAILABLE, width, free.toArray());
        }
        List<PoolChunk> chunks = pool.chunks();
        for (int i = 0; i < chunks.size(); i++) {
            resources.child(chunk(chunks.get(i), i).extras(state.extras(), "memory/pool/" + i));
        }
    }

    private static NodeDraft chunk(PoolChunk chunk, int index) {
        NodeDraft node = new NodeDraft(Names.MEMORY + "@" + Integer.toHexString(index));
        chunk.range()
                .ifPresentOrElse(
                        range -> node.u64(Names.REG, range.base(), range.size()),
                        () -> node.u64(Names.SIZE, chunk.size().bytes()));
        chunk.numaNode().ifPresent(numa -> node.u32(Names.NUMA_NODE_ID, numa));
        return node;
    }

    private NodeDraft device(Device device) {
        NodeDraft node = new NodeDraft(device.name());
        if (device.type() != DeviceType.UNKNOWN) {
            node.string(Names.DEVICE_TYPE, device.type().text());
        }
        if (!device.compatible().isEmpty()) {
            node.strings(Names.COMPATIBLE, device.compatible());
        }
        device.pciAddress().ifPresent(address -> node.string(Names.PCI_ID, address.toString()));
        device.vendorId().ifPresent(id -> node.u32(Names.VENDOR_ID, id));
        device.deviceId().ifPresent(id -> node.u32(Names.DEVICE_ID, id));
        device.platformName().ifPresent(name -> node.string(Names.DEVICE_NAME, name));
        device.acpiHid().ifPresent(id -> node.string(Names.ACPI_HID, id));
        String numa = dialect == Dialect.POOL ? Names.NUMA_NODE_ID : Names.NUMA_NODE;
        device.numaNode().ifPresent(id -> node.u32(numa, id));
        device.virtualFunctions()
                .ifPresent(parts -> parts(node, parts, Names.SRIOV_VFS, Names.HOST_RESERVED_VF, Names.AVAILABLE_VFS));
        device.namespaces()
                .ifPresent(parts -> parts(node, parts, Names.NAMESPACES, Names.HOST_RESERVED_NS, Names.AVAILABLE_NS));
        return node.extras(state.extras(), "device/" + device.name());
    }

    private static void parts(NodeDraft node, DeviceParts parts, String total, String reserved, String available) {
        node.u32(total, parts.total());
        if (!parts.hostReserved().isEmpty()) {
            node.numbers(reserved, parts.hostReserved());
        }
        if (!parts.available().isEmpty()) {
            node.numbers(available, parts.available());
        }
    }
}
