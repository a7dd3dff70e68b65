// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import io.kerf.model.CpuSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cores of a machine as far as their CPUs have known physical ids. A CPU without a known core is one by itself. */
final class Cores {
    private static final int SHOWN = 8;

    private final HostHardware hardware;
    private final List<Core> all = new ArrayList<>();
    private final Optional<Core> boot;

    /**
     * A core.
     *
     * @param ids the physical ids of its CPUs
     * @param node its NUMA node; 0 where none is known
     * @param first what it is sorted by: Linux's lowest number on it, or behind all of those its lowest physical id
     * @param isOnline whether the host runs on one of its CPUs
     */
    record Core(CpuSet ids, int node, long first, boolean isOnline) {}

    Cores(HostHardware hardware) {
        this.hardware = hardware;
        Map<Object, List<HostCpu>> cpus = new LinkedHashMap<>();
        for (HostCpu cpu : hardware.cpus()) {
            if (cpu.physicalId().isPresent()) {
                cpus.computeIfAbsent(key(cpu), absent -> new ArrayList<>()).add(cpu);
            }
        }
        Optional<Object> first = hardware.cpu(0).map(Cores::key);
        Optional<Core> found = Optional.empty();
        for (Map.Entry<Object, List<HostCpu>> each : cpus.entrySet()) {
            Core core = core(each.getValue());
            all.add(core);
            if (first.filter(each.getKey()::equals).isPresent()) {
                found = Optional.of(core);
            }
        }
        boot = found;
    }

    private static Object key(HostCpu cpu) {
        return cpu.core().isPresent() ? (Object) cpu.core().getAsInt() : cpu;
    }

    private static Core core(List<HostCpu> threads) {
        CpuSet.Builder ids = CpuSet.builder();
        threads.forEach(cpu -> cpu.physicalId().ifPresent(ids::add));
        long behind = 1L << 32;
        long first = threads.stream()
                .mapToLong(cpu -> cpu.number().isPresent()
                        ? cpu.number().getAsInt()
                        : behind + (cpu.physicalId().orElse(0) & 0xffffffffL))
                .min()
                .orElse(0);
        boolean online = threads.stream().anyMatch(cpu -> cpu.state() == HostCpu.State.ONLINE);
        return new Core(ids.build(), threads.get(0).node().orElse(0), first, online);
    }

    List<Core> all() {
        return all;
    }

    /** The core of CPU 0, as far as CPUs on it have known physical ids. */
    Optional<Core> boot() {
        return boot;
    }

    /** Without the physical id of CPU 0, or what shares its core, nobody knows what the host has to keep. */
    void requireBoot(List<Diagnostic> findings) {
        Optional<HostCpu> cpu = hardware.cpu(0);
        String id = hardware.architecture().idName();
        String why;
        if (cpu.isEmpty()) {
            why = "there is no CPU 0";
        } else if (cpu.get().state() != HostCpu.State.ONLINE) {
            why = "it is offline";
        } else if (cpu.get().physicalId().isEmpty()) {
            why = "its " + id + " is not known";
        } else {
            return;
        }
        findings.add(Diagnostic.error(
                        Codes.BOOT_CORE,
                        "the host keeps the core of its CPU 0, and nobody knows which CPUs these are: " + why)
                .withSubject("cpus")
                .withPresentState("CPUs of a known " + id + ": " + numbers())
                .withSuggestion("see the findings about the machine; discover again when CPU 0 is online and its " + id
                        + " is known"));
    }

    boolean isBoot(Core core) {
        return boot().filter(core::equals).isPresent();
    }

    /** All cores but that of CPU 0. */
    List<Core> givable() {
        Optional<Core> boot = boot();
        return all.stream()
                .filter(core -> boot.isEmpty() || !core.equals(boot.get()))
                .toList();
    }

    /** Linux's numbers of the CPUs whose physical ids are known. */
    CpuSet numbers() {
        CpuSet.Builder numbers = CpuSet.builder();
        hardware.cpus().stream()
                .filter(cpu -> cpu.physicalId().isPresent())
                .forEach(cpu -> cpu.number().ifPresent(numbers::add));
        return numbers.build();
    }

    /** Takes the core of CPU 0 out of a choice, and tells of it and of cores that are divided. */
    CpuSet checked(CpuSet chosen, List<Diagnostic> findings) {
        CpuSet kept = boot().map(core -> core.ids().intersection(chosen)).orElse(CpuSet.empty());
        if (!kept.isEmpty()) {
            findings.add(Diagnostic.error(
                            Codes.BOOT_CORE,
                            "CPUs " + kept + " are on the core of the host's CPU 0, which the host always keeps")
                    .withSubject("cpus")
                    .withPresentState("the core of CPU 0 has the physical ids "
                            + boot().orElseThrow().ids())
                    .withSuggestion("leave them out: " + left(chosen.minus(kept))));
        }
        CpuSet rest = chosen.minus(kept);
        CpuSet.Builder divided = CpuSet.builder();
        int count = 0;
        for (Core core : all) {
            if (core.ids().intersects(rest) && !rest.containsAll(core.ids())) {
                divided.addAll(core.ids().intersection(rest));
                count++;
            }
        }
        if (count > 0) {
            String cores = count == 1 ? "a core" : count + " cores";
            findings.add(Diagnostic.warning(
                            Codes.SPLIT_CORE,
                            "CPUs " + divided.build() + " share " + cores
                                    + " with CPUs that stay with the host: both kernels"
                                    + " would slow each other down, and could see traces of each other in its caches")
                    .withSubject("cpus")
                    .withSuggestion("give whole cores: " + left(whole(rest))));
        }
        return rest;
    }

    private CpuSet whole(CpuSet chosen) {
        CpuSet.Builder ids = CpuSet.builder();
        for (Core core : givable()) {
            if (core.ids().intersects(chosen)) {
                ids.addAll(core.ids());
            }
        }
        return ids.build();
    }

    private static String left(CpuSet ids) {
        return ids.isEmpty() ? "nothing is left then" : ids.toString();
    }

    /** Names for a message, not too many of them. */
    static String some(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        return names.isEmpty()
                ? "none"
                : names.size() > SHOWN ? shown + " and " + (names.size() - SHOWN) + " more" : shown;
    }
}
