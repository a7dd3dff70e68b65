// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.ByteSize;
import io.kerf.model.Cache;
import io.kerf.model.CpuSet;
import io.kerf.model.NumaNode;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Names;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.NodePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The words for single lines of a baseline. */
final class LineWords {
    private final HostHardware hardware;
    private final SystemState state;

    LineWords(HostHardware hardware, SystemState state) {
        this.hardware = hardware;
        this.state = state;
    }

    /** CPUs as Linux numbers them; those that it does not see go by their physical ids. */
    private String cpus(CpuSet ids) {
        CpuSet.Builder numbers = CpuSet.builder();
        CpuSet.Builder unseen = CpuSet.builder();
        for (long id : ids.toArray()) {
            Optional<HostCpu> cpu = hardware.cpuWithId(id);
            if (cpu.isPresent() && cpu.get().number().isPresent()) {
                numbers.add(cpu.get().number().getAsInt());
            } else {
                unseen.add(id);
            }
        }
        CpuSet seen = numbers.build();
        CpuSet rest = unseen.build();
        String text = seen.isEmpty() ? "" : "cpu" + seen;
        String others = rest.isEmpty() ? "" : rest.size() + " that the host does not see";
        return text.isEmpty() && others.isEmpty()
                ? "none"
                : text + (text.isEmpty() || others.isEmpty() ? "" : " and ") + others;
    }

    private String byNode(CpuSet ids) {
        List<String> parts = new ArrayList<>();
        for (NumaNode node : state.topology().nodes()) {
            CpuSet here = node.cpus().intersection(ids);
            if (!here.isEmpty()) {
                parts.add(cpus(here) + " on node " + node.id());
            }
        }
        return parts.size() < 2 ? cpus(ids) : String.join(", ", parts);
    }

    Optional<String> node(NodePath path, DtNode node) {
        String parent = path.parent().map(NodePath::name).orElse("");
        int unit = unit(node, 10);
        return Optional.ofNullable(
                switch (parent) {
                    case Names.CORES -> core(unit);
                    case Names.NUMA_NODES -> numaNode(unit);
                    case Names.CACHES -> cache(unit(node, 16));
                    case Names.DEVICES -> device(node.name());
                    case Names.RESOURCES -> resource(node);
                    default -> group(path, node.name());
                });
    }

    private static int unit(DtNode node, int radix) {
        String name = node.name();
        try {
            return Integer.parseInt(name.substring(name.indexOf('@') + 1), radix);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static @Nullable String group(NodePath path, String name) {
        return switch (name) {
            case "" -> null;
            case Names.RESOURCES -> "What there is to divide.";
            case Names.CORES -> "Which CPUs share a core.";
            case Names.NUMA_NODES -> "Which CPUs and which memory are near each other.";
            case Names.CACHES -> "Which CPUs share a cache.";
            default -> path.isRoot() ? null : "More.";
        };
    }

    private String resource(DtNode node) {
        if (node.name().startsWith(Names.MEMORY + "@")) {
            int index = unit(node, 16);
            List<PoolChunk> chunks = state.memory().pool().chunks();
            return index >= 0 && index < chunks.size() ? "Pool memory: " + chunks.get(index) + "." : "Pool memory.";
        }
        return switch (node.name()) {
            case Names.CPUS -> "Every CPU is either the host's or the pool's.";
            case Names.MEMORY -> "The memory of the machine, and which of it is the pool.";
            case Names.TOPOLOGY -> "What is near what; kernels pass over this, kerf places by it.";
            case Names.DEVICES -> "What instances can get; the host lets go of these.";
            default -> "More.";
        };
    }

    private String core(int number) {
        return state.topology().cores().stream()
                .filter(core -> core.id() == number)
                .findFirst()
                .map(core -> "Core " + number + ": " + cpus(core.cpus())
                        + (core.socket().isPresent()
                                ? ", socket " + core.socket().getAsInt()
                                : "")
                        + ", " + owner(core.cpus()))
                .orElse("A core.");
    }

    private String owner(CpuSet ids) {
        CpuSet given = ids.intersection(state.cpus().available());
        return given.isEmpty() ? "the host's" : given.equals(ids) ? "the pool's" : "divided";
    }

    private String numaNode(int id) {
        CpuSet here = state.topology().node(id).map(NumaNode::cpus).orElse(CpuSet.empty());
        return hardware.node(id)
                .map(node -> "Node " + id + ": " + Sizes.round(node.total()) + " of " + node.type() + ", "
                        + Sizes.round(node.free()) + " free"
                        + (here.isEmpty() ? ", without CPUs" : ", " + cpus(here)))
                .orElse("Node " + id + ".");
    }

    private String cache(int index) {
        List<Cache> caches = state.topology().caches();
        if (index < 0 || index >= caches.size()) {
            return "A cache.";
        }
        Cache cache = caches.get(index);
        return "L" + cache.level() + " cache of " + cpus(cache.cpus())
                + (cache.size().isZero() ? "" : ", " + cache.size());
    }

    private String device(String name) {
        return hardware.device(name)
                .map(device -> device
                        + device.driver().map(driver -> ", driver " + driver).orElse("")
                        + (device.numaNode().isPresent()
                                ? ", near node " + device.numaNode().getAsInt()
                                : "")
                        + (device.iommuGroup().isPresent()
                                ? ", IOMMU group " + device.iommuGroup().getAsInt()
                                : ""))
                .orElse("A device.");
    }

    Optional<String> property(NodePath path, DtNode node, DtProperty property) {
        boolean inResources = path.toString().equals("/" + Names.RESOURCES);
        boolean inChunk = node.name().startsWith(Names.MEMORY + "@");
        return Optional.ofNullable(
                switch (property.name()) {
                    case Names.COMPATIBLE -> path.isRoot() ? "The kind of tree." : null;
                    case Names.ADDRESS_CELLS -> "Cells of an address below.";
                    case Names.SIZE_CELLS -> "Cells of a size below.";
                    case Names.CPU_CELLS -> "Cells of each CPU id below.";
                    case Names.TOTAL -> "CPUs of the machine.";
                    case Names.HOST_RESERVED ->
                        "The host keeps " + byNode(state.cpus().hostReserved()) + ".";
                    case Names.AVAILABLE ->
                        "The pool gets " + byNode(state.cpus().available()) + ".";
                    case Names.CPUS ->
                        inResources ? "The pool gets " + byNode(state.cpus().available()) + "." : null;
                    case Names.CPUS_AVAILABLE -> "All of them are free.";
                    case Names.TOTAL_BYTES -> Sizes.round(state.memory().total()) + ", MemTotal of /proc/meminfo.";
                    case Names.HOST_RESERVED_BYTES ->
                        "The host keeps " + Sizes.round(state.memory().hostReserved()) + ".";
                    case Names.MEMORY_POOL_BASE, Names.MEMORY_POOL_BYTES, Names.MEMORY_BYTES -> poolWords(property);
                    case Names.MEMORY_BASE -> inResources ? poolWords(property) : "Where the node's memory begins.";
                    case Names.SIZE -> inChunk ? "How much; the kernel finds the place." : null;
                    case Names.NUMA_NODE_ID, Names.NUMA_NODE ->
                        inChunk ? "The node that it is to come from." : "The node that it is near.";
                    case Names.REG ->
                        path.parent().map(NodePath::name).orElse("").equals(Names.NUMA_NODES)
                                ? "Where the node's memory is: base and size of each piece."
                                : null;
                    case Names.DISTANCE_MATRIX -> "Distances between nodes: 10 is local.";
                    case Names.SRIOV_VFS -> "Its virtual functions.";
                    case Names.NAMESPACES -> "Its namespaces.";
                    case Names.PCI_ID -> "Where it is; below, its maker and model.";
                    default -> null;
                });
    }

    private String poolWords(DtProperty property) {
        return property.name().endsWith("base")
                ? "Where the pool begins: 0x" + Long.toHexString(property.u64()) + "."
                : "The size of the pool: " + new ByteSize(property.u64()) + ".";
    }
}
