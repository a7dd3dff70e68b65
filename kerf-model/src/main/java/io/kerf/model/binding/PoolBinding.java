// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Dialect;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The flat and pool dialects: baselines as they are sent, and the root tree as a kernel gives it back. */
final class PoolBinding {
    private final Reading reading;
    private final Dialect dialect;
    private final DeviceIndex devices;
    private final TopologyBinding topology = new TopologyBinding();
    private final SystemState.Builder state = SystemState.builder();

    PoolBinding(Reading reading, Dialect dialect) {
        this.reading = reading;
        this.dialect = dialect;
        this.devices = new DeviceIndex(reading);
    }

    SystemState read() {
        NodeReader root = NodeReader.root(reading);
        root.ignore(Names.COMPATIBLE, Names.ID, Names.SYMBOLS);
        root.keep(Names.MODEL, Names.CHOSEN);
        Optional<NodeReader> resources = root.child(Names.RESOURCES);
        if (resources.isEmpty()) {
            root.nodeError(
                    Codes.MISSING, "the tree has no /resources, so it describes no host", "add resources { ... };");
        }
        resources.ifPresent(this::resources);
        new PciBusBinding(reading, devices).read(root);
        devices.addReferences(root);
        Aliases.keep(root, devices);
        root.child(Names.INSTANCES).ifPresent(this::instances);
        root.finish();
        return state.dialect(dialect)
                .topology(topology.topology())
                .devices(devices.devices())
                .findings(reading.findings())
                .places(reading.places())
                .extras(reading.keptExtras())
                .build();
    }

    private void resources(NodeReader resources) {
        resources.placed("resources");
        resources.readCpuCells();
        if (dialect == Dialect.POOL) {
            DialectMarks.reportForPool(resources);
        }
        resources.placed("cpus", Names.CPUS);
        resources.placed("cpus/available", Names.CPUS);
        CpuSet pool = CpuIdCells.cpus(resources, Names.CPUS).set();
        CpuIdCells.reportGuess(resources, Names.CPUS);
        state.cpus(CpuInventory.ofPool(pool));
        MemoryPool memory = dialect == Dialect.FLAT ? flatMemory(resources) : chunks(resources);
        state.memory(MemoryInventory.ofPool(memory));
        CpuSet free = CpuIdCells.cpus(resources, Names.CPUS_AVAILABLE).set();
        if (dialect == Dialect.POOL
                && (resources.has(Names.CPUS_AVAILABLE) || memory.isPlaced() && !memory.isEmpty())) {
            // The kernel leaves the property out when no CPU is free; placed chunks tell that from no baseline yet.
            state.kernelFreeCpus(free);
        }
        resources.placed("cache-ways", Names.LLC_WAY_MASK);
        OptionsBinding.ways(resources).ifPresent(state::cacheWays);
        resources.child(Names.TOPOLOGY).ifPresent(topology::topology);
        resources.child(Names.DEVICES).ifPresent(devices::addAll);
        resources.finish();
    }

    private static MemoryPool flatMemory(NodeReader resources) {
        resources.placed("memory/pool", Names.MEMORY_BASE);
        resources.placed("memory/pool/size", Names.MEMORY_BYTES);
        OptionalLong base = resources.address(Names.MEMORY_BASE);
        Optional<ByteSize> size = resources.size(Names.MEMORY_BYTES);
        if (size.isEmpty() || size.get().isZero()) {
            return MemoryPool.empty();
        }
        if (base.isEmpty()) {
            // Late flat kernels put the pool where memory was donated: only its size is known then.
            return MemoryPool.of(PoolChunk.sized(size.get()));
        }
        return Ranges.at(resources, Names.MEMORY_BYTES, base.getAsLong(), size.get())
                .map(MemoryPool::of)
                .orElse(MemoryPool.empty());
    }

    private static MemoryPool chunks(NodeReader resources) {
        List<PoolChunk> chunks = new ArrayList<>();
        List<NodeReader> nodes = resources.childrenOf(Names.MEMORY);
        nodes.stream().limit(1).forEach(first -> first.placed("memory"));
        for (NodeReader node : nodes) {
            node.ignore(Names.DEVICE_TYPE_STANDARD);
            OptionalInt numa = node.count(Names.NUMA_NODE_ID);
            chunk(node).ifPresent(chunk -> {
                node.placed("memory/pool/" + chunks.size());
                chunks.add(numa.isPresent() ? chunk.onNode(numa.getAsInt()) : chunk);
            });
            node.finish();
        }
        return new MemoryPool(chunks);
    }

    /** A chunk to be placed has a size, one that was placed a {@code reg} of base and size. */
    private static Optional<PoolChunk> chunk(NodeReader node) {
        if (node.has(Names.SIZE)) {
            return node.size(Names.SIZE).map(PoolChunk::sized);
        }
        if (!node.has(Names.REG)) {
            String message = node.shownPath() + " has neither 'size' nor 'reg'";
            node.nodeError(Codes.MISSING, message, "write size = <...>; for a chunk that is to be placed");
            return Optional.empty();
        }
        return Ranges.one(node).map(PoolChunk::at);
    }

    private void instances(NodeReader instances) {
        instances.placed("instances");
        InstanceBinding.declared(instances, devices).forEach(state::instance);
        instances.finish();
    }
}
