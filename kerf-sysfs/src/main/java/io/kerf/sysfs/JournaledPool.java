// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceType;
import io.kerf.model.MemoryRange;
import io.kerf.model.ModelException;
import io.kerf.model.PciAddress;
import io.kerf.model.PoolChunk;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyTypeException;
import io.kerf.tree.PropertyValue;
import java.util.ArrayList;
import java.util.List;

/** A pool as a journal keeps it. */
final class JournaledPool {
    private static final String CPUS = "cpus";
    private static final String MEMORY = "memory";
    private static final String DEVICES = "devices";
    private static final long UNKNOWN = -1;

    private JournaledPool() {}

    /** Writes a node; each chunk is a base, a size and a NUMA node, each device a name and an address. */
    static void write(DeviceTreeBuilder tree, String node, PoolShape pool) {
        long[] chunks = new long[3 * pool.memory().size()];
        for (int i = 0; i < pool.memory().size(); i++) {
            PoolChunk chunk = pool.memory().get(i);
            chunks[3 * i] = chunk.range().map(MemoryRange::base).orElse(UNKNOWN);
            chunks[3 * i + 1] = chunk.size().bytes();
            chunks[3 * i + 2] = chunk.numaNode().orElse((int) UNKNOWN);
        }
        List<String> devices = new ArrayList<>();
        for (Device device : pool.devices()) {
            devices.add(device.name());
            devices.add(device.pciAddress().orElseThrow().toString());
        }
        tree.beginNode(node)
                .property(CPUS, PropertyValue.ofU64(pool.cpus().toArray()))
                .property(MEMORY, PropertyValue.ofU64(chunks))
                .property(DEVICES, PropertyValue.ofStrings(devices.toArray(String[]::new)))
                .endNode();
    }

    static PoolShape read(DtNode node) {
        try {
            return readParts(node);
        } catch (IllegalArgumentException | PropertyTypeException | ModelException e) {
            throw KernelInterfaceException.malformed(
                    "journal",
                    "a damaged pool (" + e.getMessage() + ")",
                    "the entry of a change; see what the pool is, and remove the file");
        }
    }

    private static PoolShape readParts(DtNode node) {
        long[] chunks = value(node, MEMORY).u64List();
        if (chunks.length % 3 != 0) {
            throw new IllegalArgumentException(chunks.length + " numbers of chunks");
        }
        List<PoolChunk> memory = new ArrayList<>();
        for (int i = 0; i + 2 < chunks.length; i += 3) {
            PoolChunk chunk = chunks[i] == UNKNOWN
                    ? PoolChunk.sized(ByteSize.ofBytes(chunks[i + 1]))
                    : PoolChunk.at(new MemoryRange(chunks[i], chunks[i + 1]));
            memory.add(chunks[i + 2] == UNKNOWN ? chunk : chunk.onNode((int) chunks[i + 2]));
        }
        List<String> names = value(node, DEVICES).stringList();
        List<Device> devices = new ArrayList<>();
        for (int i = 0; i + 1 < names.size(); i += 2) {
            devices.add(Device.named(names.get(i))
                    .withType(DeviceType.PCI)
                    .withPciAddress(PciAddress.parse(names.get(i + 1))));
        }
        return new PoolShape(CpuSet.of(value(node, CPUS).u64List()), memory, devices);
    }

    private static PropertyValue value(DtNode node, String name) {
        return node.property(name)
                .map(DtProperty::value)
                .orElseThrow(() -> KernelInterfaceException.malformed(
                        "journal", "no property '" + name + "' of a pool", "the entry of a change"));
    }
}
