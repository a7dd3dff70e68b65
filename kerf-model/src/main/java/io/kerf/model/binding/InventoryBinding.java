// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.diag.Diagnostic;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Dialect;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The inventory: {@code /resources} with {@code cpus {}}, {@code memory {}}, {@code topology {}} and {@code devices {}}. */
final class InventoryBinding {
    private final Reading reading;
    private final DeviceIndex devices;
    private final TopologyBinding topology = new TopologyBinding();
    private final SystemState.Builder state = SystemState.builder().dialect(Dialect.INVENTORY);

    InventoryBinding(Reading reading) {
        this.reading = reading;
        this.devices = new DeviceIndex(reading);
    }

    SystemState read() {
        NodeReader root = NodeReader.root(reading);
        root.ignore(Names.COMPATIBLE, Names.SYMBOLS);
        root.keep(Names.MODEL, Names.CHOSEN);
        Optional<NodeReader> resources = root.child(Names.RESOURCES);
        if (resources.isEmpty()) {
            root.nodeError(
                    Codes.MISSING, "the tree has no /resources, so it describes no host", "add resources { ... };");
        }
        resources.ifPresent(this::resources);
        devices.addReferences(root);
        Aliases.keep(root, devices);
        root.child(Names.INSTANCES).ifPresent(this::instances);
        root.finish();
        return state.topology(topology.topology())
                .devices(devices.devices())
                .findings(reading.findings())
                .places(reading.places())
                .extras(reading.keptExtras())
                .build();
    }

    private void resources(NodeReader resources) {
        resources.placed("resources");
        resources.readCpuCells();
        DialectMarks.reportForInventory(resources);
        required(resources, Names.CPUS).ifPresent(this::cpus);
        required(resources, Names.MEMORY).ifPresent(this::memory);
        resources.placed("cache-ways", Names.LLC_WAY_MASK);
        OptionsBinding.ways(resources).ifPresent(state::cacheWays);
        resources.child(Names.TOPOLOGY).ifPresent(topology::topology);
        resources.child(Names.DEVICES).ifPresent(devices::addAll);
        resources.finish();
    }

    private static Optional<NodeReader> required(NodeReader parent, String name) {
        Optional<NodeReader> child = parent.child(name);
        if (child.isEmpty()) {
            parent.report(Diagnostic.error(Codes.MISSING, parent.shownPath() + " has no '" + name + "' node")
                    .withSuggestion("add " + name + " { ... }; to it"));
        }
        return child;
    }

    private void cpus(NodeReader cpus) {
        cpus.placed("cpus");
        cpus.requireProperty(Names.TOTAL, "how many CPUs the machine has");
        cpus.requireProperty(Names.HOST_RESERVED, "the CPUs that the host keeps");
        cpus.requireProperty(Names.AVAILABLE, "the CPUs that instances can get");
        cpus.placed("cpus/total", Names.TOTAL);
        cpus.placed("cpus/host-reserved", Names.HOST_RESERVED);
        cpus.placed("cpus/available", Names.AVAILABLE);
        CpuSet host = CpuIdCells.cpus(cpus, Names.HOST_RESERVED).set();
        CpuSet pool = CpuIdCells.cpus(cpus, Names.AVAILABLE).set();
        CpuIdCells.reportGuess(cpus, Names.AVAILABLE);
        state.cpus(new CpuInventory(total(cpus), host, pool));
        cpus.child(Names.CORES).ifPresent(topology::cores);
        cpus.finish();
    }

    /** The model's 0 is "not stated", which a tree says by leaving the number out. */
    private static int total(NodeReader cpus) {
        OptionalInt total = cpus.count(Names.TOTAL);
        if (total.isPresent() && total.getAsInt() == 0) {
            cpus.error(Codes.OUT_OF_RANGE, Names.TOTAL, "a machine without CPUs has no pool", "write how many it has");
        }
        return total.orElse(0);
    }

    private static ByteSize totalBytes(NodeReader memory) {
        Optional<ByteSize> total = memory.size(Names.TOTAL_BYTES);
        if (total.isPresent() && total.get().isZero()) {
            memory.error(
                    Codes.OUT_OF_RANGE,
                    Names.TOTAL_BYTES,
                    "a machine without memory has no pool",
                    "write how many bytes it has");
        }
        return total.orElse(ByteSize.ZERO);
    }

    private void memory(NodeReader memory) {
        memory.placed("memory");
        memory.requireProperty(Names.TOTAL_BYTES, "the memory of the machine");
        memory.requireProperty(Names.HOST_RESERVED_BYTES, "the memory that the host keeps");
        memory.requireProperty(Names.MEMORY_POOL_BASE, "where the pool begins");
        memory.requireProperty(Names.MEMORY_POOL_BYTES, "how large the pool is");
        memory.placed("memory/total", Names.TOTAL_BYTES);
        memory.placed("memory/host-reserved", Names.HOST_RESERVED_BYTES);
        memory.placed("memory/pool", Names.MEMORY_POOL_BASE);
        memory.placed("memory/pool/size", Names.MEMORY_POOL_BYTES);
        state.memory(new MemoryInventory(
                totalBytes(memory), memory.size(Names.HOST_RESERVED_BYTES).orElse(ByteSize.ZERO), pool(memory)));
        memory.finish();
    }

    private static MemoryPool pool(NodeReader memory) {
        OptionalLong base = memory.address(Names.MEMORY_POOL_BASE);
        Optional<ByteSize> size = memory.size(Names.MEMORY_POOL_BYTES);
        if (size.isEmpty() || size.get().isZero()) {
            return MemoryPool.empty();
        }
        if (base.isEmpty()) {
            return MemoryPool.of(PoolChunk.sized(size.get()));
        }
        Optional<MemoryRange> range = Ranges.at(memory, Names.MEMORY_POOL_BYTES, base.getAsLong(), size.get());
        return range.map(MemoryPool::of).orElse(MemoryPool.empty());
    }

    private void instances(NodeReader instances) {
        instances.placed("instances");
        InstanceBinding.declared(instances, devices).forEach(state::instance);
        instances.finish();
    }
}
