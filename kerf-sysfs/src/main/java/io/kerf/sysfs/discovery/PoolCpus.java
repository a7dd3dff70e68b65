// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import io.kerf.fdt.Fdt;
import io.kerf.fdt.FdtFormatException;
import io.kerf.model.Core;
import io.kerf.model.CpuSet;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.discovery.HostCpu.CoreKind;
import io.kerf.sysfs.discovery.HostCpu.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Adds the CPUs that are in the pool. They are neither online nor present in the host, so only the kernel's own tree and the recorded
 * description of the baseline know them; the description alone knows where they are.
 */
final class PoolCpus {
    private static final int LARGEST_TREE = 1 << 20;

    private final HostFiles files;
    private final KernelRoots roots;
    private final CpuReader.Numbers numbers;

    PoolCpus(HostFiles files, KernelRoots roots, CpuReader.Numbers numbers) {
        this.files = files;
        this.roots = roots;
        this.numbers = numbers;
    }

    List<HostCpu> merged(List<HostCpu> host, Optional<SystemState> recorded) {
        reportOffline(host);
        CpuSet.Builder online = CpuSet.builder();
        host.forEach(cpu -> cpu.physicalId().ifPresent(online::add));
        CpuSet known = online.build();
        Optional<SystemState> kernel = kernelTree();
        CpuSet pool = kernel.or(() -> recorded)
                .map(state -> state.cpus().available())
                .orElse(CpuSet.empty())
                .minus(known);
        reportVanished(pool, known);
        kernel.ifPresent(state -> reportOnBothSides(state.cpus().available().intersection(known)));
        Topology topology = recorded.map(SystemState::topology).orElse(Topology.empty());
        List<HostCpu> all = new ArrayList<>(host);
        Map<Integer, Integer> cores = coresOf(all, topology);
        int next = 1 + all.stream().mapToInt(cpu -> cpu.core().orElse(-1)).max().orElse(-1);
        for (long id : pool.toArray()) {
            Optional<Core> core = topology.coreOf(id);
            OptionalInt number = OptionalInt.empty();
            if (core.isPresent()) {
                Integer given = cores.get(core.get().id());
                number = OptionalInt.of(given == null ? next : given);
                if (given == null) {
                    cores.put(core.get().id(), next++);
                }
            }
            all.add(new HostCpu(
                    OptionalInt.empty(),
                    OptionalLong.of(id),
                    State.IN_POOL,
                    core.map(Core::socket).orElse(OptionalInt.empty()),
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    number,
                    topology.nodeOf(id),
                    CoreKind.UNIFORM));
        }
        reportUnplaced(pool, topology);
        return all;
    }

    /** The number that each core of the description has here, for those that the host still has a thread of. */
    private Map<Integer, Integer> coresOf(List<HostCpu> host, Topology topology) {
        Map<Integer, Integer> cores = new HashMap<>();
        Map<Integer, Integer> recorded = new HashMap<>();
        CpuSet.Builder elsewhere = CpuSet.builder();
        for (HostCpu cpu : host) {
            Optional<Core> core = cpu.physicalId().isPresent()
                    ? topology.coreOf(cpu.physicalId().getAsLong())
                    : Optional.empty();
            if (core.isPresent() && cpu.core().isPresent()) {
                int here = cpu.core().getAsInt();
                int there = core.get().id();
                cores.putIfAbsent(there, here);
                recorded.putIfAbsent(here, there);
                if (!Integer.valueOf(here).equals(cores.get(there))
                        || !Integer.valueOf(there).equals(recorded.get(here))) {
                    cpu.physicalId().ifPresent(elsewhere::add);
                }
            }
        }
        reportOtherCores(elsewhere.build());
        return cores;
    }

    private void reportOtherCores(CpuSet ids) {
        if (!ids.isEmpty()) {
            files.findings()
                    .add(Diagnostic.warning(
                                    Codes.POOL,
                                    "the recorded description has the CPUs of the physical ids " + ids
                                            + " on other cores than the host has them, so that it may be wrong about"
                                            + " those in the pool, too")
                            .withSubject("cpus")
                            .withSuggestion("see whether the description is of this machine, and make the baseline anew"
                                    + " when all CPUs are back"));
        }
    }

    private void reportOnBothSides(CpuSet ids) {
        if (!ids.isEmpty()) {
            files.findings()
                    .add(Diagnostic.warning(
                                    Codes.POOL,
                                    "CPUs of the physical ids " + ids + " are in the pool by "
                                            + roots.multikernel().resolve("device_tree")
                                            + ", and online in the host, which counts")
                            .withSubject("cpus")
                            .withSuggestion("discover again: CPUs may have been given or taken back meanwhile"));
        }
    }

    /** What the kernel itself says of its pool; empty without a multikernel kernel, or without a pool. */
    private Optional<SystemState> kernelTree() {
        Path file = roots.multikernel().resolve("device_tree");
        Optional<byte[]> blob = files.bytes(file, LARGEST_TREE);
        if (blob.isEmpty()) {
            return Optional.empty();
        }
        try {
            SystemState state = Bindings.read(Fdt.decode(blob.get()));
            // A kernel without a pool lists its own CPUs in the same place.
            return state.memory().pool().isEmpty() ? Optional.empty() : Optional.of(state);
        } catch (FdtFormatException e) {
            files.findings()
                    .malformed(file.toString(), e.getMessage() == null ? "" : e.getMessage(), "a device tree blob");
            return Optional.empty();
        }
    }

    private void reportOffline(List<HostCpu> host) {
        CpuSet.Builder offline = CpuSet.builder();
        host.stream()
                .filter(cpu -> cpu.state() == State.OFFLINE)
                .forEach(cpu -> cpu.number().ifPresent(offline::add));
        CpuSet found = offline.build();
        if (!found.isEmpty()) {
            files.findings()
                    .add(Diagnostic.info(
                                    Codes.OFFLINE,
                                    "CPUs " + found + " are present and offline; no file says where they are")
                            .withSubject("cpus")
                            .withSuggestion("switch them on (echo 1 > /sys/devices/system/cpu/cpu" + found.first()
                                    + "/online) and discover again, if the pool is to have them"));
        }
    }

    /** Places that Linux keeps for CPUs which it does not have, and of which nobody says that they are in the pool. */
    private void reportVanished(CpuSet pool, CpuSet known) {
        CpuSet empty = numbers.possible().minus(numbers.present());
        boolean multikernel = files.names(roots.multikernel()).contains("device_tree");
        if (!empty.isEmpty() && multikernel && pool.isEmpty() && !known.isEmpty()) {
            files.findings()
                    .add(Diagnostic.info(
                                    Codes.POOL,
                                    "CPUs " + empty
                                            + " are possible and not present, and no pool is known that has them")
                            .withSubject("cpus")
                            .withSuggestion("nothing is amiss if the machine has room for more CPUs"));
        }
    }

    private void reportUnplaced(CpuSet pool, Topology topology) {
        CpuSet.Builder unplaced = CpuSet.builder();
        pool.stream().filter(id -> topology.coreOf(id).isEmpty()).forEach(unplaced::add);
        CpuSet found = unplaced.build();
        if (!found.isEmpty()) {
            files.findings()
                    .add(Diagnostic.info(
                                    Codes.POOL,
                                    "CPUs of the physical ids " + found
                                            + " are in the pool, so that the host does not see them; where they are is not known")
                            .withSubject("cpus")
                            .withSuggestion("discover with the description that the baseline was made from"));
        }
    }
}
