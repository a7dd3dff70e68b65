// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.diag.Diagnostic;
import io.kerf.model.ByteSize;
import io.kerf.model.Cache;
import io.kerf.model.Core;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.Topology;
import io.kerf.tree.NodeName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Cores, caches and NUMA nodes, as the inventory and kerf's own record of a host write them. */
final class TopologyBinding {
    private static final String SOCKET = "socket";

    /** {@code MAX_NUMNODES} of the largest kernel configuration ({@code CONFIG_NODES_SHIFT=10}). */
    private static final int MAX_NODES = 1024;

    /** Digits of 2^31-1. */
    private static final int MAX_DIGITS = 10;

    private final List<NumaNode> nodes = new ArrayList<>();
    private final List<Core> cores = new ArrayList<>();
    private final List<Cache> caches = new ArrayList<>();
    private final NumaDistances.Builder distances = NumaDistances.builder();
    private final List<NodeReader> matrices = new ArrayList<>();

    /** The nodes that were said to contradict others; once each is enough. */
    private final Set<NodeReader> contradicting = new HashSet<>();

    /** {@code /resources/topology}: NUMA nodes; cores are accepted here, too. */
    void topology(NodeReader topology) {
        topology.placed("topology");
        topology.child(Names.NUMA_NODES).ifPresent(this::numaNodes);
        topology.child(Names.CORES).ifPresent(this::cores);
        topology.child(Names.CACHES).ifPresent(this::caches);
        topology.finish();
    }

    /** {@code /resources/cpus/cores}. */
    void cores(NodeReader list) {
        list.placed("cores");
        for (NodeReader node : list.childrenOf(Names.CORE)) {
            OptionalInt id = unit(node);
            if (id.isPresent()) {
                cores.add(core(node, id.getAsInt()));
            }
            node.finish();
        }
        list.finish();
    }

    private Core core(NodeReader node, int id) {
        node.placed("core/" + id);
        CpuSet cpus = CpuIdCells.cpus(node, Names.CPUS).set();
        Core core = Core.of(id, cpus);
        OptionalInt socket = node.count(node.has(Names.SOCKET_ID) ? Names.SOCKET_ID : SOCKET);
        return socket.isPresent() ? core.onSocket(socket.getAsInt()) : core;
    }

    private void caches(NodeReader list) {
        list.placed("caches");
        for (NodeReader node : list.childrenOf(Names.CACHE)) {
            OptionalInt level = node.count(Names.LEVEL);
            ByteSize size = node.size(Names.SIZE).orElse(ByteSize.ZERO);
            CpuSet cpus = CpuIdCells.cpus(node, Names.CPUS).set();
            if (level.isPresent() && level.getAsInt() > 0) {
                caches.add(new Cache(level.getAsInt(), cpus, size));
            } else if (level.isPresent()) {
                node.error(
                        Codes.OUT_OF_RANGE,
                        Names.LEVEL,
                        "cache levels count from 1",
                        "write 1 for the cache next to the core");
            } else {
                node.requireProperty(Names.LEVEL, "how far the cache is from the CPU");
            }
            node.finish();
        }
        list.finish();
    }

    private void numaNodes(NodeReader list) {
        list.placed("numa-nodes");
        List<NodeReader> found = list.childrenOf(Names.NODE);
        list.mayRepeat(Names.NODE);
        if (found.size() > MAX_NODES) {
            list.nodeError(
                    Codes.OUT_OF_RANGE,
                    list.shownPath() + " has " + found.size() + " NUMA nodes, and no kernel has more than " + MAX_NODES,
                    "remove some of them");
        }
        for (NodeReader node : found.subList(0, Math.min(found.size(), MAX_NODES))) {
            OptionalInt id = unit(node);
            if (id.isPresent()) {
                nodes.add(numaNode(node, id.getAsInt()));
            }
            if (node.has(Names.DISTANCE_MATRIX)) {
                matrices.add(node);
            }
            node.finish();
        }
        list.finish();
        List<Integer> ids = nodes.stream().map(NumaNode::id).distinct().sorted().toList();
        matrices.forEach(node -> distances(node, ids));
    }

    private NumaNode numaNode(NodeReader node, int id) {
        String part = "node/" + id;
        node.placed(part);
        node.placed(part + "/cpus", Names.CPUS);
        node.placed(part + "/memory", Names.MEMORY_BASE);
        OptionalInt stated = node.count(Names.NODE_ID);
        if (stated.isPresent() && stated.getAsInt() != id) {
            String message = NodeReader.quoted(Names.NODE_ID) + " in " + node.shownPath() + ": " + stated.getAsInt()
                    + " differs from the unit address " + id + ", which counts";
            node.report(
                    Diagnostic.warning(Codes.CONTRADICTION, message)
                            .withSuggestion("write node-id = <" + id + ">, or call the node node@" + stated.getAsInt()),
                    Names.NODE_ID);
        }
        CpuSet cpus = CpuIdCells.cpus(node, Names.CPUS).set();
        return new NumaNode(id, cpus, memory(node), memoryType(node));
    }

    private static MemoryType memoryType(NodeReader node) {
        Optional<String> word = node.string(Names.MEMORY_TYPE);
        MemoryType type = word.map(MemoryType::of).orElse(MemoryType.DRAM);
        if (type == MemoryType.OTHER && !word.orElse("").equals(MemoryType.OTHER.text())) {
            node.report(
                    Diagnostic.info(
                            Codes.UNKNOWN_WORD,
                            NodeReader.quoted(word.orElse(""))
                                    + " is a memory type that kerf does not know; it knows dram," + " hbm and cxl"),
                    Names.MEMORY_TYPE);
        }
        return type;
    }

    /** One range by base (0 where none is stated) and size, or any number of them by {@code reg}. */
    private static List<MemoryRange> memory(NodeReader node) {
        if (node.has(Names.REG)) {
            return Ranges.all(node);
        }
        OptionalLong base = node.address(Names.MEMORY_BASE);
        if (node.has(Names.MEMORY_BASE)) {
            node.requireProperty(Names.MEMORY_SIZE, "how much memory begins at 'memory-base'");
        }
        Optional<ByteSize> size = node.size(Names.MEMORY_SIZE);
        if (size.isEmpty() || size.get().isZero() || base.isEmpty() && node.has(Names.MEMORY_BASE)) {
            return List.of();
        }
        return Ranges.at(node, Names.MEMORY_SIZE, base.orElse(0), size.get())
                .map(List::of)
                .orElse(List.of());
    }

    /** The number behind the @ is decimal and counts; {@code node-id} stands in where there is none. */
    private static OptionalInt unit(NodeReader node) {
        NodeName name = node.node().nodeName();
        String unit = name.unitAddress().orElse("");
        if (unit.isEmpty() && node.has(Names.NODE_ID)) {
            return node.count(Names.NODE_ID);
        }
        if (unit.isEmpty() || !isNumber(unit)) {
            node.nodeError(
                    Codes.BAD_NAME,
                    NodeReader.quoted(name.text()) + " needs its decimal number behind an @, such as " + name.base()
                            + "@0",
                    "write the number of the node or core behind its name");
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(unit));
    }

    private static boolean isNumber(String unit) {
        return unit.length() <= MAX_DIGITS
                && unit.chars().allMatch(c -> c >= '0' && c <= '9')
                && Long.parseLong(unit) <= Integer.MAX_VALUE;
    }

    /** Three forms: the whole matrix by rows, (node, distance) pairs, or the row of this node. */
    private void distances(NodeReader node, List<Integer> ids) {
        List<Integer> values = node.numbers(Names.DISTANCE_MATRIX);
        if (isMatrix(values, ids.size())) {
            for (int row = 0; row < ids.size(); row++) {
                row(node, ids.get(row), ids, values.subList(row * ids.size(), (row + 1) * ids.size()));
            }
        } else if (isPairs(values, ids)) {
            OptionalInt from = unit(node);
            for (int i = 0; from.isPresent() && i < values.size(); i += 2) {
                distance(node, from.getAsInt(), values.get(i), values.get(i + 1));
            }
        } else if (values.size() == ids.size() && unit(node).isPresent() && areDistances(values)) {
            row(node, unit(node).getAsInt(), ids, values);
        } else {
            node.error(
                    Codes.MALFORMED,
                    Names.DISTANCE_MATRIX,
                    values.size() + " numbers are neither the " + ids.size() + " x " + ids.size()
                            + " distances between the nodes (10 within a node, more between nodes) nor pairs of a node and"
                            + " its distance",
                    "write all distances by rows, with 10 from each node to itself");
        }
    }

    private void row(NodeReader node, int from, List<Integer> ids, List<Integer> values) {
        for (int i = 0; i < values.size(); i++) {
            distance(node, from, ids.get(i), values.get(i));
        }
    }

    /** What was stated first stays. */
    private void distance(NodeReader node, int from, int to, int distance) {
        int before = distances.stated(from, to).orElse(distance);
        if (before == distance) {
            distances.set(from, to, distance);
        } else if (contradicting.add(node)) {
            node.warning(
                    Codes.CONTRADICTION,
                    Names.DISTANCE_MATRIX,
                    "the distance from node " + from + " to node " + to + " is " + distance + " here and " + before
                            + " further up, which counts",
                    "state each distance once");
        }
    }

    static boolean isMatrix(List<Integer> values, int nodes) {
        if (values.isEmpty() || values.size() != (long) nodes * nodes || !areDistances(values)) {
            return false;
        }
        for (int i = 0; i < nodes; i++) {
            if (values.get(i * nodes + i) != NumaDistances.LOCAL) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPairs(List<Integer> values, List<Integer> ids) {
        if (values.isEmpty() || values.size() % 2 != 0) {
            return false;
        }
        for (int i = 0; i < values.size(); i += 2) {
            if (Collections.binarySearch(ids, values.get(i)) < 0 || values.get(i + 1) < NumaDistances.LOCAL) {
                return false;
            }
        }
        return true;
    }

    private static boolean areDistances(List<Integer> values) {
        return values.stream().allMatch(value -> value >= NumaDistances.LOCAL);
    }

    Topology topology() {
        Topology topology = Topology.of(nodes, cores, distances.build());
        return caches.isEmpty() ? topology : topology.withCaches(caches);
    }
}
