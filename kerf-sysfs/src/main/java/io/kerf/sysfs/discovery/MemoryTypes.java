// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.MemoryType;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Tells the kind of memory of nodes that have no CPU. Memory behind CXL that the kernel hot-added is a dax device whose path leads through a
 * region of the CXL bus, and which names the node ({@code Documentation/ABI/testing/sysfs-bus-dax}, {@code target_node}). Of the others the
 * firmware may state the bandwidth ({@code access0/initiators}, {@code Documentation/admin-guide/mm/numaperf}): more than any node with CPUs
 * has is high-bandwidth memory. What neither tells is {@link MemoryType#OTHER}; where it may have
 * CPUs that are in the pool, it counts as ordinary memory.
 */
final class MemoryTypes {
    private final HostFiles files;
    private final Path sys;

    MemoryTypes(HostFiles files, Path sys) {
        this.files = files;
        this.sys = sys;
    }

    /**
     * Sets the kinds.
     *
     * @param nodes the nodes, all of ordinary memory so far
     * @param cpus all CPUs, those in the pool included
     */
    List<HostNode> of(List<HostNode> nodes, List<HostCpu> cpus) {
        Set<Integer> withCpus = new HashSet<>();
        cpus.forEach(cpu -> cpu.node().ifPresent(withCpus::add));
        if (nodes.stream()
                .allMatch(node -> withCpus.contains(node.id()) || node.total().isZero())) {
            return nodes;
        }
        // CPUs in the pool of which nobody knows the node may be on any node that has no other.
        boolean uncertain = cpus.stream()
                .anyMatch(cpu ->
                        cpu.state() == HostCpu.State.IN_POOL && cpu.node().isEmpty());
        MemoryType otherwise = uncertain ? MemoryType.DRAM : MemoryType.OTHER;
        Map<Integer, MemoryType> stated = fromDax();
        int most = nodes.stream()
                .filter(node -> withCpus.contains(node.id()))
                .mapToInt(node -> bandwidth(node.id()).orElse(0))
                .max()
                .orElse(0);
        return nodes.stream()
                .map(node -> withCpus.contains(node.id()) || node.total().isZero()
                        ? node
                        : node.of(type(node.id(), stated, most, otherwise)))
                .toList();
    }

    private MemoryType type(int node, Map<Integer, MemoryType> stated, int most, MemoryType otherwise) {
        MemoryType type = stated.get(node);
        if (type != null) {
            return type;
        }
        OptionalInt bandwidth = bandwidth(node);
        return bandwidth.isPresent() && most > 0 && bandwidth.getAsInt() > most ? MemoryType.HBM : otherwise;
    }

    /** In MB/s, as seen from the nearest CPUs. */
    private OptionalInt bandwidth(int node) {
        return files.number(sys.resolve("devices/system/node/node" + node + "/access0/initiators/read_bandwidth"));
    }

    private Map<Integer, MemoryType> fromDax() {
        Map<Integer, MemoryType> types = new HashMap<>();
        Path devices = sys.resolve("bus/dax/devices");
        for (String name : files.names(devices)) {
            OptionalInt node = files.number(devices.resolve(name).resolve("target_node"));
            if (node.isPresent()) {
                boolean behindCxl = files.real(devices.resolve(name))
                        .filter(MemoryTypes::isBehindCxl)
                        .isPresent();
                types.put(node.getAsInt(), behindCxl ? MemoryType.CXL : MemoryType.OTHER);
            }
        }
        return types;
    }

    /** A dax device of a CXL region hangs below {@code region<n>/dax_region<n>}. */
    private static boolean isBehindCxl(Path real) {
        for (Path part : real) {
            if (part.toString().startsWith("dax_region")) {
                return true;
            }
        }
        return false;
    }
}
