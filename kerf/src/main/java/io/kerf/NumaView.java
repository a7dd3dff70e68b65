// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Sorts what an instance has by NUMA node. */
final class NumaView {
    /** Behind all nodes. */
    private static final int NO_NODE = Integer.MAX_VALUE;

    private NumaView() {}

    static List<NumaShare> of(Instance instance, SystemState state) {
        TreeMap<Integer, CpuSet.Builder> cpus = new TreeMap<>();
        instance.cpus().stream()
                .forEach(cpu -> cpus.computeIfAbsent(
                                state.topology().nodeOf(cpu).orElse(NO_NODE), node -> CpuSet.builder())
                        .add(cpu));
        TreeMap<Integer, ByteSize> memory = new TreeMap<>();
        for (MemoryRange region : instance.regions()) {
            memory.merge(nodeOf(region, state).orElse(NO_NODE), ByteSize.ofBytes(region.size()), ByteSize::plus);
        }
        if (instance.regions().isEmpty() && !instance.memory().isZero()) {
            memory.put(NO_NODE, instance.memory());
        }
        TreeMap<Integer, NumaShare> shares = new TreeMap<>();
        memory.forEach((node, size) -> shares.put(node, share(node, CpuSet.empty(), size)));
        cpus.forEach((node, set) ->
                shares.put(node, share(node, set.build(), memory.getOrDefault(node, ByteSize.ZERO))));
        return new ArrayList<>(shares.values());
    }

    /** By the topology, or else by the chunk of the pool that it is in. */
    private static OptionalInt nodeOf(MemoryRange region, SystemState state) {
        OptionalInt node = state.topology().nodeOf(region);
        return node.isPresent()
                ? node
                : state.memory()
                        .pool()
                        .chunkOf(region)
                        .map(chunk -> chunk.numaNode())
                        .orElse(OptionalInt.empty());
    }

    private static NumaShare share(int node, CpuSet cpus, ByteSize memory) {
        return new NumaShare(node == NO_NODE ? OptionalInt.empty() : OptionalInt.of(node), cpus, memory);
    }
}
