// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.model.ByteSize;
import io.kerf.model.Core;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Writes what the baseline says: CPUs, memory, topology, devices. */
final class BaselineSection {
    private static final String NOT_KNOWN = "not known";

    private final Terminal terminal;
    private final boolean verbose;

    BaselineSection(Terminal terminal, boolean verbose) {
        this.terminal = terminal;
        this.verbose = verbose;
    }

    void write(SystemState state) {
        cpus(state);
        memory(state);
        topology(state.topology());
        devices(state.devices());
    }

    private void cpus(SystemState state) {
        CpuInventory cpus = state.cpus();
        title("CPUs");
        field("Total", cpus.isTotalKnown() ? cpus.total() : NOT_KNOWN);
        field("Host Reserved", set(cpus.hostReserved()));
        field("Available", set(cpus.available()));
        field("Free", set(HostReading.freeCpus(state)));
        if (verbose && !state.topology().isEmpty()) {
            terminal.line("    Topology:");
            cpus.known().stream()
                    .forEach(cpu -> terminal.line("      CPU " + cpu + ": " + place(cpu, state.topology())));
        }
    }

    private static String set(CpuSet cpus) {
        return cpus.size() + (cpus.size() == 1 ? " CPU: " : " CPUs: ") + (cpus.isEmpty() ? "none" : cpus);
    }

    private static String place(long cpu, Topology topology) {
        OptionalInt node = topology.nodeOf(cpu);
        Optional<Core> core = topology.coreOf(cpu);
        OptionalInt socket = core.map(Core::socket).orElse(OptionalInt.empty());
        return "NUMA " + number(node) + ", Socket " + number(socket) + ", Core "
                + core.map(each -> String.valueOf(each.id())).orElse(NOT_KNOWN) + ", Thread "
                + core.map(each -> String.valueOf(each.cpus().stream()
                                .filter(other -> Long.compareUnsigned(other, cpu) < 0)
                                .count()))
                        .orElse(NOT_KNOWN);
    }

    private static String number(OptionalInt number) {
        return number.isPresent() ? String.valueOf(number.getAsInt()) : NOT_KNOWN;
    }

    private void memory(SystemState state) {
        MemoryInventory memory = state.memory();
        title("Memory");
        field("Total", memory.isTotalKnown() ? Amounts.of(memory.total()) : NOT_KNOWN);
        field("Host Reserved", memory.isTotalKnown() ? Amounts.of(memory.hostReserved()) : NOT_KNOWN);
        List<MemoryRange> places = memory.pool().ranges().stream().sorted().toList();
        if (!places.isEmpty()) {
            field("Pool Base", hex(places.get(0).base()));
        }
        field("Pool Size", Amounts.of(memory.pool().size()));
        if (!places.isEmpty()) {
            field("Pool End", hex(places.get(places.size() - 1).last() + 1));
        }
        field("Pool Allocated", Amounts.of(state.usedMemory()));
        field("Pool Available", Amounts.of(state.freeMemory()));
        largestFree(state).ifPresent(size -> field("Largest Free", Amounts.of(size)));
        if (memory.pool().chunks().size() > 1) {
            terminal.line("    Pool Chunks:");
            for (PoolChunk chunk : memory.pool().chunks()) {
                terminal.line("      " + chunk);
            }
        }
    }

    /** The most that one region can have; empty where places are not known. */
    static Optional<ByteSize> largestFree(SystemState state) {
        return state.freeRanges().stream().map(MemoryRange::byteSize).max(Comparator.naturalOrder());
    }

    private void topology(Topology topology) {
        if (topology.nodes().isEmpty()) {
            return;
        }
        title("NUMA Topology");
        for (NumaNode node : topology.nodes()) {
            terminal.line("    Node " + node.id() + ":");
            for (MemoryRange range : node.memory()) {
                part("Memory", Amounts.of(range.byteSize()) + " (base: " + hex(range.base()) + ")");
            }
            part("CPUs", node.cpus().isEmpty() ? "none" : node.cpus());
            part("Type", node.memoryType());
            if (verbose && topology.distances().isStated()) {
                terminal.line("      Distance:");
                topology.nodes()
                        .forEach(other -> topology.distances()
                                .stated(node.id(), other.id())
                                .ifPresent(far -> terminal.line("        -> Node " + other.id() + ": " + far)));
            }
        }
    }

    private void devices(List<Device> devices) {
        if (devices.isEmpty()) {
            return;
        }
        title("Devices");
        devices.stream()
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .forEach(this::device);
    }

    private void device(Device device) {
        terminal.line("    " + Printable.of(device.name()) + ":");
        if (!device.compatible().isEmpty()) {
            part("Compatible", Printable.of(String.join(", ", device.compatible())));
        }
        part("Type", device.type() + "-" + device.deviceClass().name().toLowerCase(Locale.ROOT));
        device.pciAddress().ifPresent(address -> part("PCI ID", address));
        if (device.numaNode().isPresent()) {
            part("NUMA Node", device.numaNode().getAsInt());
        }
        device.virtualFunctions().ifPresent(functions -> {
            part("SR-IOV VFs", functions.total() + " total");
            part("Available VFs", numbers(functions));
        });
        device.namespaces().ifPresent(namespaces -> {
            part("Namespaces", namespaces.total() + " total");
            part("Available NS", numbers(namespaces));
        });
    }

    private static Object numbers(DeviceParts parts) {
        return parts.available().isEmpty() ? "none" : parts.available();
    }

    private void title(String text) {
        terminal.line("");
        terminal.line("  " + text + ":");
    }

    private void field(String label, Object value) {
        terminal.field(4, 17, label, value);
    }

    private void part(String label, Object value) {
        terminal.field(6, 15, label, value);
    }

    private static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }
}
