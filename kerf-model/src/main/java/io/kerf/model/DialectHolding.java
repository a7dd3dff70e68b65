// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/** What is left of a state in a tree of a dialect, and what is not. */
final class DialectHolding {
    /** {@code MAX_NUMNODES} of the largest kernel configuration; a reader takes no more. */
    private static final int MAX_NODES = 1024;

    private static final Set<String> PARTS =
            Set.of("", "aliases", "resources", "topology", "numa-nodes", "cores", "caches", "devices", "instances");

    private final Dialect dialect;
    private final SystemState state;
    private final List<Loss> losses = new ArrayList<>();
    private final Set<String> numbered = new HashSet<>();
    private final SystemState held;

    DialectHolding(Dialect dialect, SystemState state) {
        this.dialect = dialect;
        this.state = state;
        state.topology().nodes().forEach(node -> numbered.add("node/" + node.id()));
        state.topology().cores().forEach(core -> numbered.add("core/" + core.id()));
        SystemState.Builder builder = SystemState.builder()
                .dialect(dialect)
                .cpus(cpus())
                .memory(memory())
                .topology(topology());
        state.cacheWays().ifPresent(builder::cacheWays);
        freeCpus().ifPresent(builder::kernelFreeCpus);
        HeldDevices devices = new HeldDevices(state.devices(), losses);
        builder.devices(devices.devices());
        builder.instances(new HeldInstances(devices, losses).of(state.instances()));
        builder.extras(extras());
        this.held = builder.build();
    }

    SystemState held() {
        return held;
    }

    List<Loss> losses() {
        return List.copyOf(losses);
    }

    private void lose(String subject, String what) {
        losses.add(new Loss(subject, what));
    }

    private CpuInventory cpus() {
        CpuInventory cpus = state.cpus();
        if (dialect == Dialect.INVENTORY) {
            return new CpuInventory(total(cpus), cpus.hostReserved(), cpus.available());
        }
        if (cpus.isTotalKnown()) {
            lose("cpus", "the number of CPUs of the machine, " + cpus.total() + ", is not written");
        }
        if (!cpus.hostReserved().isEmpty()) {
            lose("cpus", "the CPUs that the host keeps, " + cpus.hostReserved() + ", are not written");
        }
        return CpuInventory.ofPool(cpus.available());
    }

    /** An inventory has to say how many there are: at least those that are listed. */
    private long total(CpuInventory cpus) {
        if (cpus.isTotalKnown() && cpus.total() <= Integer.MAX_VALUE) {
            return cpus.total();
        }
        if (cpus.isTotalKnown()) {
            String more = ", is more than a tree can state; " + Integer.MAX_VALUE + " is written";
            lose("cpus", "the number of CPUs, " + cpus.total() + more);
            return Integer.MAX_VALUE;
        }
        long listed = Math.min(cpus.known().size(), Integer.MAX_VALUE);
        if (listed > 0) {
            lose(
                    "cpus",
                    "the number of CPUs of the machine is not known; " + listed + " is written, those that are listed");
        }
        return listed;
    }

    private Optional<CpuSet> freeCpus() {
        if (dialect == Dialect.POOL || state.kernelFreeCpus().isEmpty()) {
            return state.kernelFreeCpus();
        }
        lose("cpus", "which CPUs the kernel calls free is not written");
        return Optional.empty();
    }

    private MemoryInventory memory() {
        MemoryInventory memory = state.memory();
        if (dialect == Dialect.INVENTORY) {
            return new MemoryInventory(total(memory), memory.hostReserved(), pool());
        }
        if (memory.isTotalKnown()) {
            lose("memory", "the memory of the machine, " + memory.total() + ", is not written");
        }
        if (!memory.hostReserved().isZero()) {
            lose("memory", "the memory that the host keeps, " + memory.hostReserved() + ", is not written");
        }
        return MemoryInventory.ofPool(pool());
    }

    /** An inventory has to say how much there is: at least what the host keeps and the pool. */
    private ByteSize total(MemoryInventory memory) {
        if (memory.isTotalKnown()) {
            return memory.total();
        }
        ByteSize least = memory.hostReserved().plusIfFits(memory.pool().size()).orElse(new ByteSize(Long.MAX_VALUE));
        if (!least.isZero()) {
            lose(
                    "memory",
                    "the memory of the machine is not known; " + least
                            + " is written, which is what the host keeps and the pool");
        }
        return least;
    }

    /** Only the pool dialect has a node for each chunk; the others have one base and one size, and an inventory needs both. */
    private MemoryPool pool() {
        MemoryPool pool = state.memory().pool();
        if (dialect == Dialect.POOL) {
            return pool;
        }
        List<PoolChunk> filled =
                pool.chunks().stream().filter(chunk -> !chunk.size().isZero()).toList();
        if (filled.size() != pool.chunks().size()) {
            lose("memory/pool", "chunks without memory are not written");
        }
        Optional<PoolChunk> written = filled.stream()
                .filter(chunk -> dialect == Dialect.FLAT || chunk.range().isPresent())
                .findFirst();
        List<PoolChunk> lost = new ArrayList<>(filled);
        written.ifPresent(lost::remove);
        for (PoolChunk chunk : lost) {
            lose(
                    "memory/pool",
                    written.isPresent()
                            ? "only one chunk is written; " + chunk + " is not"
                            : "no chunk has a known place, which an inventory has to state; " + chunk
                                    + " is not written");
        }
        return written.map(this::withoutNode).orElse(MemoryPool.empty());
    }

    private MemoryPool withoutNode(PoolChunk first) {
        first.numaNode()
                .ifPresent(node -> lose("memory/pool", "that the pool is on NUMA node " + node + " is not written"));
        return MemoryPool.of(first.range().map(PoolChunk::at).orElse(PoolChunk.sized(first.size())));
    }

    private Topology topology() {
        Topology topology = state.topology();
        List<NumaNode> nodes = new ArrayList<>();
        for (NumaNode node : unique("node", topology.nodes(), NumaNode::id)) {
            if (nodes.size() == MAX_NODES) {
                lose("node/" + node.id(), "no tree has more than " + MAX_NODES + " NUMA nodes");
            } else {
                nodes.add(node(node));
            }
        }
        Topology held =
                Topology.of(nodes, unique("core", topology.cores(), Core::id), distances(topology.distances(), nodes));
        return topology.caches().isEmpty() ? held : held.withCaches(topology.caches());
    }

    private NumaNode node(NumaNode node) {
        List<MemoryRange> ranges =
                node.memory().stream().filter(range -> range.size() > 0).toList();
        if (ranges.size() != node.memory().size()) {
            lose("node/" + node.id(), "memory of 2^63 bytes or more is not written");
        }
        return new NumaNode(node.id(), node.cpus(), ranges, node.memoryType());
    }

    private <T> List<T> unique(String kind, List<T> list, ToIntFunction<T> id) {
        Set<Integer> seen = new HashSet<>();
        List<T> kept = new ArrayList<>();
        for (T each : list) {
            if (seen.add(id.applyAsInt(each))) {
                kept.add(each);
            } else {
                lose(kind + "/" + id.applyAsInt(each), "a second " + kind + " of that number is not written");
            }
        }
        return kept;
    }

    private NumaDistances distances(NumaDistances stated, List<NumaNode> nodes) {
        Set<Integer> listed = new HashSet<>();
        nodes.forEach(node -> listed.add(node.id()));
        if (listed.containsAll(stated.nodes())) {
            return stated;
        }
        lose("topology", "distances from or to NUMA nodes that are not listed are not written");
        return stated.only(listed);
    }

    /** What kerf does not know means something only where it was found. */
    private Extras extras() {
        Extras kept = state.dialect() == dialect ? state.extras().only(this::isWritten) : Extras.none();
        for (String part : state.extras().parts()) {
            if (!kept.parts().contains(part)) {
                lose(part.isEmpty() ? "/" : part, "what kerf does not know of it is not written");
            }
        }
        return kept;
    }

    private boolean isWritten(String part) {
        return switch (dialect) {
            case INVENTORY -> part.equals("cpus") || part.equals("memory") || isCommon(part);
            case FLAT -> isCommon(part);
            case POOL ->
                isCommon(part)
                        || isNumbered(
                                part,
                                "memory/pool/",
                                state.memory().pool().chunks().size());
        };
    }

    private static boolean isNumbered(String part, String prefix, int count) {
        return part.startsWith(prefix)
                && part.substring(prefix.length()).matches("[0-9]{1,9}")
                && Integer.parseInt(part.substring(prefix.length())) < count;
    }

    private boolean isCommon(String part) {
        return part.startsWith("device/")
                ? HeldDevices.isWritable(part.substring("device/".length()))
                        && state.device(part.substring("device/".length())).isPresent()
                : PARTS.contains(part) || numbered.contains(part);
    }
}
