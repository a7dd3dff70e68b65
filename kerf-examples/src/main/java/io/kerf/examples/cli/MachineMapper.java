// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.examples.cli.MachineMap.Cpu;
import io.kerf.examples.cli.MachineMap.Owner;
import io.kerf.examples.cli.MachineMap.Part;
import io.kerf.model.Core;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.MemoryType;
import io.kerf.model.NumaNode;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Sorts what there is by NUMA node and owner. */
final class MachineMapper {
    private final SystemState state;
    private final List<Instance> instances;
    private final Map<Long, Integer> holders = new HashMap<>();
    private final CpuSet free;

    private MachineMapper(SystemState state) {
        this.state = state;
        this.instances = state.instances().stream()
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList();
        this.free = HostReading.freeCpus(state);
        for (int i = 0; i < instances.size(); i++) {
            int owner = MachineMap.FIRST_INSTANCE + i;
            instances.get(i).cpus().stream().forEach(cpu -> holders.putIfAbsent(cpu, owner));
        }
    }

    static MachineMap map(SystemState state) {
        return new MachineMapper(state).map();
    }

    private MachineMap map() {
        List<Owner> owners = new ArrayList<>(List.of(
                new Owner("host", Optional.empty()),
                new Owner("free", Optional.empty()),
                new Owner("not known", Optional.empty())));
        instances.forEach(instance -> owners.add(new Owner(instance.name().text(), Optional.of(instance))));
        return new MachineMap(owners, parts(), new DeviceShares(state, instances).all());
    }

    private List<Part> parts() {
        MemorySpans memory = new MemorySpans(state, instances);
        List<Part> parts = new ArrayList<>();
        CpuSet placed = CpuSet.empty();
        List<NumaNode> nodes = state.topology().nodes().stream()
                .sorted((one, other) -> Integer.compare(one.id(), other.id()))
                .toList();
        for (NumaNode node : nodes) {
            String type = node.memoryType() == MemoryType.DRAM ? "" : " (" + node.memoryType() + ")";
            parts.add(new Part(
                    OptionalInt.of(node.id()), "Node " + node.id() + type, cores(node.cpus()), memory.on(node)));
            placed = placed.union(node.cpus());
        }
        CpuSet rest =
                state.cpus().known().union(state.cpus().available()).union(free).minus(placed);
        Part elsewhere = new Part(
                OptionalInt.empty(),
                (nodes.isEmpty() ? "Machine" : "On no known node")
                        + (memory.arePlacesKnown() ? "" : ", places of memory not known"),
                cores(rest),
                memory.elsewhere());
        if (elsewhere.cpuCount() > 0 || !elsewhere.memory().isEmpty()) {
            parts.add(elsewhere);
        }
        return parts;
    }

    /** By core where cores are known, else all in one list; each by the lowest id. */
    private List<List<Cpu>> cores(CpuSet cpus) {
        Map<Object, List<Cpu>> cores = new LinkedHashMap<>();
        cpus.stream().forEach(id -> {
            Optional<Core> core = state.topology().coreOf(id);
            cores.computeIfAbsent(core.<Object>map(each -> each).orElse(""), none -> new ArrayList<>())
                    .add(new Cpu(id, owner(id)));
        });
        return List.copyOf(cores.values());
    }

    private int owner(long cpu) {
        Integer holder = holders.get(cpu);
        if (holder != null) {
            return holder;
        }
        return free.contains(cpu)
                ? MachineMap.FREE
                : state.cpus().available().contains(cpu) ? MachineMap.UNKNOWN : MachineMap.HOST;
    }
}
