// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** An instance as a journal keeps it: what of it a kernel can be made to restore. */
final class JournaledInstance {
    private static final String CPUS = "was-cpus";
    private static final String MEMORY = "was-memory";
    private static final String REGIONS = "was-regions";
    private static final String DEVICES = "was-devices";

    private JournaledInstance() {}

    static void write(DeviceTreeBuilder tree, Instance instance) {
        tree.property(CPUS, PropertyValue.ofU64(instance.cpusBootFirst()))
                .property(MEMORY, PropertyValue.ofU64(instance.memory().bytes()))
                .property(
                        REGIONS,
                        PropertyValue.ofU64(instance.regions().stream()
                                .flatMapToLong(region -> LongStream.of(region.base(), region.size()))
                                .toArray()))
                .property(
                        DEVICES,
                        PropertyValue.ofStrings(instance.devices().stream()
                                .map(DeviceRef::device)
                                .toArray(String[]::new)));
    }

    /** Reads one back; empty if a node has none. Only whole devices come and go. */
    static Optional<Instance> read(DtNode node, String name) {
        Optional<long[]> cpus = node.property(CPUS).map(DtProperty::value).map(PropertyValue::u64List);
        if (cpus.isEmpty()) {
            return Optional.empty();
        }
        Instance instance = Instance.named(name).withCpus(CpuSet.of(cpus.get()));
        if (cpus.get().length > 0) {
            instance = instance.withBootCpu(cpus.get()[0]);
        }
        long[] pairs = node.property(REGIONS)
                .map(property -> property.value().u64List())
                .orElse(new long[0]);
        List<MemoryRange> regions = new ArrayList<>();
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            regions.add(new MemoryRange(pairs[i], pairs[i + 1]));
        }
        long bytes =
                node.property(MEMORY).map(property -> property.value().u64()).orElse(0L);
        instance = regions.isEmpty() ? instance.withMemory(ByteSize.ofBytes(bytes)) : instance.withRegions(regions);
        return Optional.of(instance.withDevices(node.property(DEVICES).stream()
                .flatMap(property -> property.value().stringList().stream())
                .<DeviceRef>map(DeviceRef.Whole::new)
                .toList()));
    }
}
