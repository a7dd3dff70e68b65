// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.MemoryType;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
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
        Set<Integer> behindCxl = behindCxl();
        int most = nodes.stream()
                .filter(node -> withCpus.contains(node.id()))
                .mapToInt(node -> bandwidth(node.id()).orElse(0))
                .max()
                .orElse(0);
        return nodes.stream()
                .map(node -> withCpus.contains(node.id()) || node.total().isZero()
                        ? node
                        : node.of(type(node.id(), behindCxl, most, otherwise)))
                .toList();
    }

    private MemoryType type(int node, Set<Integer> behindCxl, int most, MemoryType otherwise) {
        if (behindCxl.contains(node)) {
            return MemoryType.CXL;
        }
        OptionalInt bandwidth = bandwidth(node);
        return bandwidth.isPresent() && most > 0 && bandwidth.getAsInt() > most ? MemoryType.HBM : otherwise;
    }

    /** In MB/s, as seen from the nearest CPUs. */
    private OptionalInt bandwidth(int node) {
        return files.number(sys.resolve("devices/system/node/node" + node + "/access0/initiators/read_bandwidth"));
    }

    /** A dax device that is behind no CXL region says nothing: high-bandwidth memory has one, too. */
    private Set<Integer> behindCxl() {
        Set<Integer> nodes = new HashSet<>();
        Path devices = sys.resolve("bus/dax/devices");
        for (String name : files.names(devices)) {
            OptionalInt node = files.number(devices.resolve(name).resolve("target_node"));
            if (node.isPresent()
                    && files.real(devices.resolve(name))
                            .filter(MemoryTypes::isBehindCxl)
                            .isPresent()) {
                nodes.add(node.getAsInt());
            }
        }
        return nodes;
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
