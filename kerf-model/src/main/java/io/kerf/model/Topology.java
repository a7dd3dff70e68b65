// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which CPUs and which memory are near each other: NUMA nodes, their distances, cores, and caches.
 *
 * <p>An empty topology is one that nobody stated, not a machine without nodes. Lists are sorted by id, so that two topologies
 * which list the same things in another order are equal. A CPU that two nodes (or two cores) claim counts for the one with the
 * lower id; the validator reports it. Lookups by CPU cost O(1) after construction in O(n log n).
 */
public final class Topology {
    private static final Topology EMPTY = new Topology(List.of(), List.of(), NumaDistances.none(), List.of());

    private final List<NumaNode> nodes;
    private final List<Core> cores;
    private final NumaDistances distances;
    private final List<Cache> caches;
    private final Map<Long, NumaNode> nodeOfCpu = new HashMap<>();
    private final Map<Long, Core> coreOfCpu = new HashMap<>();

    private Topology(List<NumaNode> nodes, List<Core> cores, NumaDistances distances, List<Cache> caches) {
        this.nodes =
                nodes.stream().sorted((a, b) -> Integer.compare(a.id(), b.id())).toList();
        this.cores =
                cores.stream().sorted((a, b) -> Integer.compare(a.id(), b.id())).toList();
        this.distances = Objects.requireNonNull(distances, "distances");
        this.caches = List.copyOf(caches);
        for (NumaNode node : this.nodes) {
            for (long cpu : node.cpus().toArray()) {
                nodeOfCpu.putIfAbsent(cpu, node);
            }
        }
        for (Core core : this.cores) {
            for (long cpu : core.cpus().toArray()) {
                coreOfCpu.putIfAbsent(cpu, core);
            }
        }
    }

    /**
     * Returns the topology that nobody stated.
     *
     * @return a topology without nodes and cores
     */
    public static Topology empty() {
        return EMPTY;
    }

    /**
     * Makes a topology.
     *
     * @param nodes the NUMA nodes, in any order
     * @param cores the cores, in any order
     * @param distances how far the nodes are from each other
     * @return the topology
     */
    public static Topology of(List<NumaNode> nodes, List<Core> cores, NumaDistances distances) {
        return nodes.isEmpty() && cores.isEmpty() && !distances.isStated()
                ? EMPTY
                : new Topology(nodes, cores, distances, List.of());
    }

    /**
     * Returns this topology with other caches.
     *
     * @param caches all caches of the copy, in any order
     * @return the copy
     */
    public Topology withCaches(List<Cache> caches) {
        return new Topology(nodes, cores, distances, caches);
    }

    /**
     * Tells whether nothing is stated.
     *
     * @return true if there are no nodes, no cores and no caches
     */
    public boolean isEmpty() {
        return nodes.isEmpty() && cores.isEmpty() && caches.isEmpty();
    }

    /**
     * Returns the NUMA nodes.
     *
     * @return the nodes by ascending id
     */
    public List<NumaNode> nodes() {
        return nodes;
    }

    /**
     * Returns the cores.
     *
     * @return the cores by ascending id
     */
    public List<Core> cores() {
        return cores;
    }

    /**
     * Returns how far the nodes are from each other.
     *
     * @return the distances
     */
    public NumaDistances distances() {
        return distances;
    }

    /**
     * Returns the caches.
     *
     * @return the caches in the order they were listed; empty where nobody stated any
     */
    public List<Cache> caches() {
        return caches;
    }

    /**
     * Finds the caches of a CPU.
     *
     * @param cpu a physical id
     * @return its caches, the nearest first; cost proportional to the number of caches
     */
    public List<Cache> cachesOf(long cpu) {
        return caches.stream()
                .filter(cache -> cache.cpus().contains(cpu))
                .sorted(Comparator.comparingInt(Cache::level))
                .toList();
    }

    /**
     * Finds a node.
     *
     * @param id its number
     * @return the node, or empty
     */
    public Optional<NumaNode> node(int id) {
        return nodes.stream().filter(node -> node.id() == id).findFirst();
    }

    /**
     * Finds the node of a CPU.
     *
     * @param cpu a physical id
     * @return the node's id, or empty where no node lists the CPU
     */
    public OptionalInt nodeOf(long cpu) {
        NumaNode node = nodeOfCpu.get(cpu);
        return node == null ? OptionalInt.empty() : OptionalInt.of(node.id());
    }

    /**
     * Finds the node that a memory range lies in.
     *
     * @param range the range
     * @return the id of the first node that holds all of it, or empty
     */
    public OptionalInt nodeOf(MemoryRange range) {
        return nodes.stream()
                .filter(node -> node.holds(range))
                .mapToInt(NumaNode::id)
                .findFirst();
    }

    /**
     * Returns the nodes that some CPUs lie on.
     *
     * @param cpus the CPUs
     * @return the node ids, ascending; CPUs that no node lists count for nothing
     */
    public List<Integer> nodesOf(CpuSet cpus) {
        // CPUs of one node come together, and most sets lie on one.
        List<Integer> ids = new ArrayList<>();
        for (long cpu : cpus.toArray()) {
            NumaNode node = nodeOfCpu.get(cpu);
            if (node != null && (ids.isEmpty() || ids.get(ids.size() - 1) != node.id())) {
                ids.add(node.id());
            }
        }
        return ids.size() < 2 ? List.copyOf(ids) : List.copyOf(new TreeSet<>(ids));
    }

    /**
     * Finds the core of a CPU.
     *
     * @param cpu a physical id
     * @return the core, or empty where no core lists the CPU
     */
    public Optional<Core> coreOf(long cpu) {
        return Optional.ofNullable(coreOfCpu.get(cpu));
    }

    /**
     * Returns the CPUs on the core of a CPU.
     *
     * @param cpu a physical id
     * @return the core's CPUs, this one included; only this one where no core lists it
     */
    public CpuSet siblings(long cpu) {
        Core core = coreOfCpu.get(cpu);
        return core == null ? CpuSet.of(cpu) : core.cpus();
    }

    /**
     * Returns the most CPUs that a core has.
     *
     * @return the number of threads per core; 1 where no cores are stated
     */
    public int threadsPerCore() {
        return Math.max(
                1, cores.stream().mapToInt(core -> core.cpus().size()).max().orElse(1));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Topology that
                && nodes.equals(that.nodes)
                && cores.equals(that.cores)
                && distances.equals(that.distances)
                && caches.equals(that.caches);
    }

    @Override
    public int hashCode() {
        return Objects.hash(nodes, cores, distances, caches);
    }

    @Override
    public String toString() {
        return isEmpty() ? "not stated" : nodes.size() + " NUMA nodes, " + cores.size() + " cores";
    }
}
