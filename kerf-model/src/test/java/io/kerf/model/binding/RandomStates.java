// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.model.ByteSize;
import io.kerf.model.Cache;
import io.kerf.model.Core;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Dialect;
import io.kerf.model.Extras;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Hosts without errors, drawn from a seed: CPUs belong to one instance each, memory lies in the pool and is enough for all, NUMA nodes and
 * devices that are referred to are there, devices are given out once. Every field that a state has is used by some of them; those of flat
 * trees and pools often know the pool only.
 */
final class RandomStates {
    private static final long PAGE = 4096;

    private final Random random;
    private final List<Long> pool = new ArrayList<>();
    private final List<Long> host = new ArrayList<>();
    private List<PoolChunk> chunks = List.of();
    private Topology topology = Topology.empty();

    private RandomStates(long seed) {
        this.random = new Random(seed);
    }

    static SystemState legal(long seed) {
        return new RandomStates(seed).state();
    }

    private SystemState state() {
        drawCpus();
        drawChunks();
        drawTopology();
        RandomInstances instances = new RandomInstances(random, new ArrayList<>(pool), chunks, topology);
        Dialect dialect = Dialect.values()[random.nextInt(3)];
        boolean isPoolAll = dialect != Dialect.INVENTORY && random.nextBoolean();
        SystemState.Builder state = SystemState.builder()
                .dialect(dialect)
                .cpus(isPoolAll ? CpuInventory.ofPool(set(pool)) : cpus())
                .memory(isPoolAll ? MemoryInventory.ofPool(new MemoryPool(chunks)) : memory())
                .topology(topology)
                .devices(instances.devices())
                .instances(instances.instances())
                .extras(extras(dialect));
        if (random.nextInt(3) == 0) {
            state.cacheWays(random.nextInt() | 1);
        }
        if (random.nextInt(4) == 0) {
            state.kernelFreeCpus(set(instances.freeCpus()));
        }
        return state.build();
    }

    private CpuInventory cpus() {
        return new CpuInventory(pool.size() + host.size(), set(host), set(pool));
    }

    private MemoryInventory memory() {
        ByteSize total = ByteSize.ofGiB(1L << 20);
        return new MemoryInventory(total, ByteSize.ofGiB(1 + random.nextInt(4)), new MemoryPool(chunks));
    }

    static CpuSet set(List<Long> ids) {
        return CpuSet.of(ids.stream().mapToLong(Long::longValue).toArray());
    }

    private void drawCpus() {
        long base = List.of(0L, 0L, 1000L, 0x1_0000L, 0x8000_0000L, 0x1_0000_0000L, -200L)
                .get(random.nextInt(7));
        int step = random.nextInt(3) + 1;
        int count = 2 + random.nextInt(30);
        for (int i = 0; i < count; i++) {
            (i == 0 || i < count - 1 && random.nextInt(6) == 0 ? host : pool).add(base + (long) i * step);
        }
    }

    private void drawChunks() {
        int count = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 1;
        boolean placed = random.nextInt(4) != 0;
        List<PoolChunk> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ByteSize size = ByteSize.ofBytes(PAGE * (256 + random.nextInt(1 << 20)));
            long base = (i + 1L) << (random.nextInt(8) == 0 ? 60 : 40);
            PoolChunk chunk = placed ? PoolChunk.at(MemoryRange.of(base, size)) : PoolChunk.sized(size);
            drawn.add(chunk);
        }
        chunks = drawn;
    }

    /** Chunks are on nodes that are stated, or on any where none is. */
    private void drawChunkNodes(List<Integer> ids) {
        List<PoolChunk> drawn = new ArrayList<>();
        for (PoolChunk chunk : chunks) {
            int node = ids.isEmpty() ? random.nextInt(4) : ids.get(random.nextInt(ids.size()));
            drawn.add(random.nextBoolean() ? chunk.onNode(node) : chunk);
        }
        chunks = drawn;
    }

    private void drawTopology() {
        int count = random.nextInt(5);
        List<Long> all = new ArrayList<>(host);
        all.addAll(pool);
        List<NumaNode> nodes = new ArrayList<>();
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int id = i + (random.nextInt(5) == 0 ? 10 * i : 0);
            ids.add(id);
            int share = i;
            CpuSet cpus = CpuSet.of(all.stream()
                    .mapToLong(Long::longValue)
                    .filter(cpu -> cpu % count == share)
                    .toArray());
            nodes.add(new NumaNode(id, cpus, ranges(i, count), MemoryType.values()[random.nextInt(4)]));
        }
        drawChunkNodes(ids);
        topology = Topology.of(nodes, cores(all), distances(ids));
        if (random.nextInt(3) == 0) {
            topology = topology.withCaches(List.of(
                    new Cache(3, set(all), ByteSize.ofMiB(random.nextInt(3) * 16L)),
                    new Cache(2, CpuSet.of(all.get(0)), ByteSize.ofKiB(512))));
        }
    }

    /** Some memory of its own, and sometimes that of the chunks which are its share. */
    private List<MemoryRange> ranges(int node, int nodes) {
        List<MemoryRange> ranges = new ArrayList<>();
        for (int i = node; i < chunks.size() && random.nextBoolean(); i += nodes) {
            chunks.get(i).range().ifPresent(ranges::add);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            ranges.add(new MemoryRange(((4L * node + i) << 44) + PAGE, PAGE * (1 + random.nextInt(1000))));
        }
        return ranges;
    }

    private List<Core> cores(List<Long> all) {
        List<Core> cores = new ArrayList<>();
        if (random.nextBoolean()) {
            for (int i = 0; i < all.size(); i += 2) {
                Core core = Core.of(i / 2 * 3, set(all.subList(i, Math.min(i + 2, all.size()))));
                cores.add(random.nextBoolean() ? core.onSocket(random.nextInt(4)) : core);
            }
        }
        return cores;
    }

    /** No distances, a whole matrix, or some of them; some matrices are pairs at the same time. */
    private NumaDistances distances(List<Integer> ids) {
        NumaDistances.Builder distances = NumaDistances.builder();
        int kind = random.nextInt(3);
        for (int from : ids) {
            for (int to : ids) {
                if (kind == 1 || kind == 2 && random.nextBoolean()) {
                    distances.set(from, to, from == to && random.nextInt(9) != 0 ? 10 : 10 + random.nextInt(30));
                }
            }
        }
        return distances.build();
    }

    private Extras extras(Dialect dialect) {
        if (random.nextInt(3) != 0) {
            return Extras.none();
        }
        Extras.Builder extras = Extras.builder()
                .property("resources", DtProperty.of("vendor,colour", PropertyValue.ofStrings("red")))
                .property("aliases", DtProperty.of("serial0", PropertyValue.ofStrings("/firmware")))
                .node("", DtNode.of("firmware").withProperty("version", PropertyValue.ofU32(3)));
        if (dialect == Dialect.INVENTORY) {
            extras.property("memory", DtProperty.of("ecc", PropertyValue.empty()));
        }
        if (dialect == Dialect.POOL) {
            extras.property("memory/pool/0", DtProperty.of("hugepages", PropertyValue.ofU32(1)));
        }
        return extras.build();
    }
}
