// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.CpuSet;
import io.kerf.model.PoolChunk;
import io.kerf.sysfs.discovery.HostCpu.CoreKind;
import io.kerf.sysfs.discovery.HostCpu.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Draws a machine in text: sockets, their NUMA nodes, each core as a box with a letter for each of its CPUs, and what a proposal gives to the
 * pool.
 *
 * <pre>
 * socket 0
 *   node 0: 16GB, 14GB free; the pool gets 8GB
 *     cores 0-3    [hh][PP][PP][PP]
 *     L3    8MB    for cores 0-3
 *     devices      eth0 (0000:00:1f.6), in use: default route through eth0
 * </pre>
 */
public final class HostPicture {
    private static final int CORES_A_LINE = 16;
    private static final int MOST_LINES = 4096;
    private static final int LABEL = 13;

    private final HostHardware hardware;
    private final CpuSet pool;
    private final List<PoolChunk> chunks;
    private final List<String> given;
    private final StringBuilder out = new StringBuilder();

    private HostPicture(HostHardware hardware, CpuSet pool, List<PoolChunk> chunks, List<String> given) {
        this.hardware = hardware;
        this.pool = pool;
        this.chunks = chunks;
        this.given = given;
    }

    /**
     * Draws a machine.
     *
     * @param hardware the machine
     * @return lines of text, each ended
     */
    public static String of(HostHardware hardware) {
        return new HostPicture(hardware, CpuSet.empty(), List.of(), List.of()).draw();
    }

    /**
     * Draws the machine of a proposal, and what the pool would get.
     *
     * @param proposal the proposal, valid or not
     * @return lines of text, each ended
     */
    public static String of(BaselineProposal proposal) {
        List<String> names =
                proposal.state().devices().stream().map(device -> device.name()).toList();
        return new HostPicture(
                        proposal.hardware(),
                        proposal.state().cpus().available(),
                        proposal.state().memory().pool().chunks(),
                        names)
                .draw();
    }

    private String draw() {
        out.append(hardware.processor().orElse(hardware.architecture().toString()))
                .append('\n')
                .append(hardware)
                .append('\n');
        SortedMap<Integer, SortedMap<Integer, List<HostCpu>>> bySocket = new TreeMap<>();
        for (HostCpu cpu : hardware.cpus()) {
            bySocket.computeIfAbsent(cpu.socket().orElse(-1), absent -> new TreeMap<>())
                    .computeIfAbsent(cpu.node().orElse(-1), absent -> new ArrayList<>())
                    .add(cpu);
        }
        bySocket.forEach((socket, nodes) -> {
            out.append(socket < 0 ? "socket not known" : "socket " + socket).append('\n');
            nodes.forEach(this::node);
        });
        hardware.nodes().stream()
                .filter(node -> hardware.isMemoryOnly(node.id()))
                .forEach(this::memoryOnly);
        placeless();
        out.append("h the host keeps it   P the pool gets it   p it is in the pool   . offline")
                .append(
                        hardware.cpus().stream().anyMatch(cpu -> cpu.kind() == CoreKind.EFFICIENCY)
                                ? "   ( ) small core\n"
                                : "\n");
        return out.toString();
    }

    private void node(int id, List<HostCpu> cpus) {
        out.append("  ").append(id < 0 ? "node not known" : nodeWords(id)).append('\n');
        cores(cpus);
        caches(cpus);
        devices(id);
    }

    private String nodeWords(int id) {
        return hardware.node(id)
                        .map(node -> "node " + id + ": " + Sizes.round(node.total()) + ", " + Sizes.round(node.free())
                                + " free")
                        .orElse("node " + id)
                + poolMemory(id);
    }

    private String poolMemory(int id) {
        String sizes = chunks.stream()
                .filter(chunk -> chunk.numaNode().equals(OptionalInt.of(id)))
                .map(chunk -> chunk.size().toString())
                .collect(Collectors.joining(" and "));
        return sizes.isEmpty() ? "" : "; the pool gets " + sizes;
    }

    private void memoryOnly(HostNode node) {
        out.append("memory of ")
                .append(node.type())
                .append(", without CPUs\n  ")
                .append(nodeWords(node.id()))
                .append('\n');
        devices(node.id());
    }

    private void placeless() {
        String sizes = chunks.stream()
                .filter(chunk -> chunk.numaNode().isEmpty())
                .map(PoolChunk::toString)
                .collect(Collectors.joining(" and "));
        if (!sizes.isEmpty()) {
            out.append("the pool gets ").append(sizes).append(", on no stated node\n");
        }
        List<String> free = given.stream()
                .filter(name -> hardware.device(name)
                        .filter(device -> device.numaNode().isPresent())
                        .isEmpty())
                .toList();
        if (!free.isEmpty()) {
            out.append("the pool gets ").append(String.join(", ", free)).append(", near no stated node\n");
        }
    }

    private void cores(List<HostCpu> cpus) {
        Map<Object, List<HostCpu>> cores = new LinkedHashMap<>();
        for (HostCpu cpu : cpus) {
            cores.computeIfAbsent(
                            cpu.core().isPresent() ? (Object) cpu.core().getAsInt() : cpu, absent -> new ArrayList<>())
                    .add(cpu);
        }
        List<List<HostCpu>> list = new ArrayList<>(cores.values());
        for (int i = 0; i < Math.min(list.size(), MOST_LINES * CORES_A_LINE); i += CORES_A_LINE) {
            List<List<HostCpu>> line = list.subList(i, Math.min(list.size(), i + CORES_A_LINE));
            CpuSet.Builder numbers = CpuSet.builder();
            line.forEach(core -> core.get(0).core().ifPresent(numbers::add));
            label(numbers.build().isEmpty() ? "CPUs" : "cores " + numbers.build());
            line.forEach(this::core);
            out.append('\n');
        }
    }

    private void label(String text) {
        out.append("    ").append(text).append(" ".repeat(Math.max(1, LABEL - text.length())));
    }

    private void core(List<HostCpu> threads) {
        boolean small = threads.get(0).kind() == CoreKind.EFFICIENCY;
        out.append(small ? '(' : '[');
        threads.forEach(cpu -> out.append(letter(cpu)));
        out.append(small ? ')' : ']');
    }

    private char letter(HostCpu cpu) {
        if (cpu.physicalId().isPresent() && pool.contains(cpu.physicalId().getAsLong())) {
            return 'P';
        }
        return cpu.state() == State.ONLINE ? 'h' : cpu.state() == State.IN_POOL ? 'p' : '.';
    }

    /** The caches that several cores share. */
    private void caches(List<HostCpu> cpus) {
        CpuSet.Builder here = CpuSet.builder();
        cpus.forEach(cpu -> cpu.number().ifPresent(here::add));
        CpuSet numbers = here.build();
        for (HostCache cache : hardware.caches()) {
            CpuSet.Builder cores = CpuSet.builder();
            cache.cpuNumbers().intersection(numbers).stream()
                    .forEach(number -> hardware.cpu((int) number)
                            .ifPresent(cpu -> cpu.core().ifPresent(cores::add)));
            CpuSet shared = cores.build();
            if (shared.size() > 1) {
                label("L" + cache.level() + " " + cache.size());
                out.append("for cores ").append(shared).append('\n');
            }
        }
    }

    private void devices(int node) {
        List<HostDevice> near = hardware.devices().stream()
                .filter(device -> device.pciAddress().isPresent() && !device.isBridge())
                .filter(device -> device.numaNode().orElse(hardware.nodes().size() == 1 ? node : -1) == node)
                .filter(device -> isWorthShowing(device))
                .toList();
        String label = "devices";
        for (HostDevice device : near) {
            label(label);
            label = "";
            out.append(device)
                    .append(given.contains(device.name()) ? " → the pool" : "")
                    .append(device.inUse().isEmpty() ? "" : ", in use: " + String.join(", ", device.inUse()))
                    .append('\n');
        }
    }

    /** Those that have a name, and those that are given; the rest of a chipset fills pages. */
    private boolean isWorthShowing(HostDevice device) {
        return !device.name().startsWith("pci-")
                || given.contains(device.name())
                || !device.inUse().isEmpty();
    }
}
