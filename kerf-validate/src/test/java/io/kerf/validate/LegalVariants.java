// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.Dialect;
import io.kerf.model.Instance;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Hosts of {@link LegalHosts} in all that legal hosts can be besides: each dialect, pools and instances without a place, several regions,
 * every affinity and memory policy, whole devices and namespaces, states, distances, nodes without CPUs, no topology at all.
 */
final class LegalVariants {
    private static final long GIB = LegalHosts.GIB;

    private final Random random;
    private final SystemState host;
    private final int nodes;
    /** What nobody has yet. */
    private final List<DeviceRef> parts = new ArrayList<>(List.of(
            new DeviceRef.Whole("gpu0"), new DeviceRef.Namespace("nvme0", 3), new DeviceRef.Namespace("nvme0", 4)));

    private LegalVariants(long seed) {
        this.random = new Random(seed);
        this.host = LegalHosts.from(seed);
        this.nodes = host.topology().nodes().size();
    }

    static SystemState from(long seed) {
        return new LegalVariants(seed).state();
    }

    private SystemState state() {
        List<Instance> instances = new ArrayList<>();
        for (Instance instance : host.instances()) {
            instances.add(varied(instance, instances.size()));
        }
        SystemState.Builder state = host.toBuilder()
                .topology(topology())
                .devices(host.devices().stream()
                        .map(device -> random.nextBoolean() ? device : device.withNumaNode(0))
                        .toList());
        if (random.nextInt(3) == 0) {
            state.cpus(CpuInventory.ofPool(host.cpus().available()));
            state.memory(MemoryInventory.ofPool(host.memory().pool()));
            state.dialect(random.nextBoolean() ? Dialect.FLAT : Dialect.POOL);
            if (random.nextBoolean()) {
                state.dialect(Dialect.POOL)
                        .memory(MemoryInventory.ofPool(unplaced(host.memory().pool())));
                instances.replaceAll(LegalVariants::unplaced);
            }
        } else if (random.nextInt(4) == 0) {
            instances.replaceAll(LegalVariants::unplaced);
        }
        return state.instances(instances).build();
    }

    private static MemoryPool unplaced(MemoryPool pool) {
        return new MemoryPool(pool.chunks().stream()
                .map(chunk -> chunk.numaNode().isPresent()
                        ? PoolChunk.sized(chunk.size()).onNode(chunk.numaNode().getAsInt())
                        : PoolChunk.sized(chunk.size()))
                .toList());
    }

    private static Instance unplaced(Instance instance) {
        return instance.withMemory(instance.memory());
    }

    private Topology topology() {
        if (random.nextInt(8) == 0) {
            NumaNode far = new NumaNode(nodes, CpuSet.empty(), List.of(new MemoryRange(1L << 50, GIB)), MemoryType.CXL);
            List<NumaNode> more = new ArrayList<>(host.topology().nodes());
            more.add(far);
            return Topology.of(more, host.topology().cores(), NumaDistances.none());
        }
        NumaDistances.Builder distances = NumaDistances.builder();
        for (int i = 0; i < nodes * nodes; i++) {
            if (random.nextBoolean()) {
                distances.set(i / nodes, i % nodes, i / nodes == i % nodes ? 10 : 11 + random.nextInt(30));
            }
        }
        return Topology.of(host.topology().nodes(), host.topology().cores(), distances.build());
    }

    private Instance varied(Instance instance, int index) {
        int home = index % nodes;
        List<DeviceRef> refs = new ArrayList<>(instance.devices());
        if (!parts.isEmpty() && random.nextBoolean()) {
            refs.add(parts.remove(random.nextInt(parts.size())));
        }
        Instance some = instance.withDevices(refs).withState(InstanceState.values()[random.nextInt(5)]);
        return switch (random.nextInt(5)) {
            case 0 -> some.withAffinity(CpuAffinity.LOCAL);
            case 1 -> some.withRegions(List.of(some.regions().get(0), further(home, index)));
            case 2 -> spread(some, home, index);
            case 3 -> interleaved(some, home, index);
            default -> some;
        };
    }

    /** A region that is one instance's alone: on each node the fourth gigabyte and those behind it are free. */
    private static MemoryRange further(int node, int index) {
        return new MemoryRange(node * LegalHosts.NODE_BYTES + 5 * GIB + index * (GIB / 8), GIB / 16);
    }

    /** Over its own node and the next, of which the last core is free until the first instance of that node takes it. */
    private Instance spread(Instance instance, int home, int index) {
        if (index >= nodes) {
            return instance;
        }
        int other = (home + 1) % nodes;
        CpuSet cpus = host.topology().nodes().get(other).cpus();
        CpuSet last = host.topology().siblings(cpus.last());
        return instance.withCpus(instance.cpus().union(last))
                .withAffinity(CpuAffinity.SPREAD)
                .withMemoryPolicy(MemoryPolicy.NONE)
                .withNumaNodes(random.nextBoolean() ? List.of() : List.of(other, home));
    }

    private Instance interleaved(Instance instance, int home, int index) {
        List<Integer> all = IntStream.range(0, nodes).boxed().toList();
        return instance.withRegions(List.of(instance.regions().get(0), further((home + 1) % nodes, index)))
                .withNumaNodes(all)
                .withMemoryPolicy(MemoryPolicy.INTERLEAVE);
    }

    /** For the words of a failure. */
    static String describe(SystemState state) {
        List<String> lines = new ArrayList<>(
                state.instances().stream().map(Instance::toString).toList());
        lines.add(state.memory().pool().toString());
        lines.addAll(state.devices().stream().map(Device::toString).toList());
        lines.add(ByteSize.ofBytes(state.usedMemory().bytes()).toString());
        return String.join("\n", lines);
    }
}
