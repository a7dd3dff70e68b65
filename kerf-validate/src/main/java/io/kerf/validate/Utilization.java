// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceClass;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
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

/** How much of the pool instances hold: CPUs, memory, devices and their parts, and the first two for each NUMA node. */
record Utilization(Share cpus, Share memory, Share functions, Share namespaces, Share devices, List<Node> nodes) {
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
        List<MemoryRange> regions = state.instances().stream()
                .flatMap(instance -> instance.regions().stream())
                .toList();
        List<Node> nodes = new ArrayList<>();
        for (NumaNode node : state.topology().nodes()) {
            CpuSet pool = node.cpus().intersection(state.cpus().available());
            nodes.add(new Node(
                    node.id(),
                    new Share(pool.intersection(used).size(), pool.size()),
                    new Share(bytesOn(node, regions), poolOn(node, state))));
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
                List.copyOf(nodes));
    }

    private static long poolOn(NumaNode node, SystemState state) {
        ByteSize sum = new ByteSize(bytesOn(node, state.memory().pool().ranges()));
        for (PoolChunk chunk : state.memory().pool().chunks()) {
            boolean unplaced = chunk.range().isEmpty() || node.memory().isEmpty();
            if (unplaced && chunk.numaNode().orElse(-1) == node.id()) {
                sum = sum.plusIfFits(chunk.size()).orElse(new ByteSize(Long.MAX_VALUE));
            }
        }
        return sum.bytes();
    }

    private static long bytesOn(NumaNode node, List<MemoryRange> ranges) {
        ByteSize sum = ByteSize.ZERO;
        for (MemoryRange memory : node.memory()) {
            for (MemoryRange range : ranges) {
                Optional<MemoryRange> both = memory.intersection(range);
                if (both.isPresent()) {
                    sum = sum.plusIfFits(both.get().byteSize()).orElse(new ByteSize(Long.MAX_VALUE));
                }
            }
        }
        return sum.bytes();
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
