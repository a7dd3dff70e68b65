// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceClass;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * How much of the pool instances hold: CPUs, memory, devices and their parts, and the first two for each NUMA node. Memory of which a state
 * does not say where it is counts for no node, and is {@code unplaced}.
 */
record Utilization(
        Share cpus,
        Share memory,
        Share functions,
        Share namespaces,
        Share devices,
        List<Node> nodes,
        ByteSize unplaced) {
    /** So many of so many; of CPUs, bytes or devices. */
    record Share(long used, long total) {
        /** Never negative: what an illegal state uses beyond the total is free of nothing. */
        long free() {
            return Math.max(0, total - used);
        }
    }

    /** The pool's share of a NUMA node. */
    record Node(int id, Share cpus, Share memory) {}

    static Utilization of(SystemState state) {
        CpuSet used = state.usedCpus().intersection(state.cpus().available());
        Parts parts = new Parts(state.instances());
        Coverage regions = new Coverage(state.instances().stream()
                .flatMap(instance -> instance.regions().stream())
                .toList());
        PoolOfNodes poolOfNodes = new PoolOfNodes(state.memory().pool());
        List<Node> nodes = new ArrayList<>();
        for (NumaNode node : state.topology().nodes()) {
            CpuSet pool = node.cpus().intersection(state.cpus().available());
            nodes.add(new Node(
                    node.id(),
                    new Share(pool.intersection(used).size(), pool.size()),
                    new Share(bytesOn(node, regions).bytes(), poolOfNodes.on(node))));
        }
        return new Utilization(
                new Share(used.size(), state.cpus().available().size()),
                new Share(
                        state.usedMemory().bytes(), state.memory().pool().size().bytes()),
                parts.share(state, DeviceClass.NETWORK, Device::virtualFunctions),
                parts.share(state, DeviceClass.STORAGE, Device::namespaces),
                new Share(
                        state.devices().stream()
                                .filter(device -> parts.touched.contains(device.name()))
                                .count(),
                        state.devices().size()),
                List.copyOf(nodes),
                unplaced(state));
    }

    private static ByteSize unplaced(SystemState state) {
        ByteSize sum = ByteSize.ZERO;
        for (Instance instance : state.instances()) {
            ByteSize bytes = instance.regions().isEmpty() ? instance.memory() : ByteSize.ZERO;
            sum = sum.plusIfFits(bytes).orElse(new ByteSize(Long.MAX_VALUE));
        }
        return sum;
    }

    /** Bytes that two ranges of a node both list are on it once. */
    private static ByteSize bytesOn(NumaNode node, Coverage bytes) {
        ByteSize sum = ByteSize.ZERO;
        for (MemoryRange memory : HostFacts.joined(node.memory())) {
            sum = sum.plusIfFits(new ByteSize(bytes.in(memory))).orElse(new ByteSize(Long.MAX_VALUE));
        }
        return sum;
    }

    /** What of the pool is on a node: by address, and by its number where a chunk or the node has no address. */
    private static final class PoolOfNodes {
        private final Coverage placed;
        private final Map<Integer, ByteSize> unplaced = new HashMap<>();
        private final Map<Integer, ByteSize> all = new HashMap<>();

        PoolOfNodes(MemoryPool pool) {
            placed = new Coverage(pool.ranges());
            for (PoolChunk chunk : pool.chunks()) {
                int node = chunk.numaNode().orElse(-1);
                all.merge(node, chunk.size(), PoolOfNodes::sum);
                if (chunk.range().isEmpty()) {
                    unplaced.merge(node, chunk.size(), PoolOfNodes::sum);
                }
            }
        }

        private static ByteSize sum(ByteSize a, ByteSize b) {
            return a.plusIfFits(b).orElse(new ByteSize(Long.MAX_VALUE));
        }

        long on(NumaNode node) {
            Map<Integer, ByteSize> byNumber = node.memory().isEmpty() ? all : unplaced;
            return sum(bytesOn(node, placed), byNumber.getOrDefault(node.id(), ByteSize.ZERO))
                    .bytes();
        }
    }

    /** What instances name, by device; who has the whole has every part. */
    private static final class Parts {
        private final Set<String> touched = new HashSet<>();
        private final Set<String> whole = new HashSet<>();
        private final Map<String, Set<Integer>> functions = new HashMap<>();
        private final Map<String, Set<Integer>> namespaces = new HashMap<>();

        Parts(List<Instance> instances) {
            for (Instance instance : instances) {
                for (DeviceRef ref : instance.devices()) {
                    touched.add(ref.device());
                    if (ref instanceof DeviceRef.VirtualFunction function) {
                        add(functions, ref.device(), function.index());
                    } else if (ref instanceof DeviceRef.Namespace namespace) {
                        add(namespaces, ref.device(), namespace.id());
                    } else {
                        whole.add(ref.device());
                    }
                }
            }
        }

        private static void add(Map<String, Set<Integer>> used, String device, int part) {
            used.computeIfAbsent(device, name -> new HashSet<>()).add(part);
        }

        Share share(SystemState state, DeviceClass kind, Function<Device, Optional<DeviceParts>> partsOf) {
            Map<String, Set<Integer>> used = kind == DeviceClass.NETWORK ? functions : namespaces;
            long taken = 0;
            long total = 0;
            for (Device device : state.devices()) {
                Optional<DeviceParts> parts = partsOf.apply(device);
                if (parts.isPresent()) {
                    Set<Integer> available = new HashSet<>(parts.get().available());
                    total += available.size();
                    if (!whole.contains(device.name())) {
                        available.retainAll(used.getOrDefault(device.name(), Set.of()));
                    }
                    taken += available.size();
                }
            }
            return new Share(taken, total);
        }
    }
}
