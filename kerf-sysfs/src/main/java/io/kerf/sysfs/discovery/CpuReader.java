// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import io.kerf.model.CpuSet;
import io.kerf.sysfs.discovery.HostCpu.CoreKind;
import io.kerf.sysfs.discovery.HostCpu.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Reads the CPUs from {@code devices/system/cpu} below sysfs (Linux: {@code Documentation/ABI/stable/sysfs-devices-system-cpu}). What all
 * threads of a core share is read for the first of them only.
 */
final class CpuReader {
    private static final String NO_TOPOLOGY =
            "nobody knows which CPUs share a core, and each counts as a core of its own";

    private final HostFiles files;
    private final Path folder;
    private final Path sys;
    private final CpuinfoText cpuinfo;
    private final Map<Integer, Place> places = new HashMap<>();
    private final Map<Integer, CoreKind> kinds = new HashMap<>();
    private int cores;

    /** Where a CPU is, as far as files tell. */
    private record Place(CpuSet threads, OptionalInt socket, OptionalInt die, OptionalInt cluster, int core) {}

    CpuReader(HostFiles files, Path sys, CpuinfoText cpuinfo) {
        this.files = files;
        this.sys = sys;
        this.folder = sys.resolve("devices/system/cpu");
        this.cpuinfo = cpuinfo;
    }

    /** The numbers that Linux has for CPUs. */
    record Numbers(CpuSet possible, CpuSet present, CpuSet online) {}

    Numbers numbers() {
        CpuSet.Builder named = CpuSet.builder();
        cpuinfo.ids().keySet().forEach(named::add);
        CpuSet online = listOr("online", named.build(), "/proc/cpuinfo alone says which CPUs are online");
        CpuSet present = listOr("present", online, "only CPUs that are online are known");
        CpuSet possible = listOr("possible", present, "nobody knows how many CPUs there can be");
        differences(named.build(), online);
        return new Numbers(possible.union(present), present.union(online), online);
    }

    private CpuSet listOr(String name, CpuSet otherwise, String meaning) {
        Path file = folder.resolve(name);
        int before = files.findings().count();
        return files.list(file).orElseGet(() -> {
            if (files.findings().count() == before) {
                files.findings().missing(file.toString(), meaning, "see whether sysfs is mounted there");
            }
            return otherwise;
        });
    }

    private void differences(CpuSet named, CpuSet online) {
        if (named.isEmpty() || named.equals(online)) {
            return;
        }
        String message = "/proc/cpuinfo lists CPUs " + named + " and " + folder.resolve("online") + " " + online;
        files.findings()
                .add(Diagnostic.warning(Codes.MALFORMED, message)
                        .withSubject(folder.resolve("online").toString())
                        .withSuggestion("discover again: CPUs may have been switched on or off meanwhile"));
    }

    /** All present CPUs by number, without their NUMA nodes. */
    List<HostCpu> read(Numbers numbers, Map<Integer, Long> physicalIds) {
        readKinds();
        for (long number : numbers.online().toArray()) {
            if (places.containsKey((int) number)) {
                compare((int) number, numbers.online());
            } else {
                place((int) number, numbers.online());
            }
        }
        List<HostCpu> cpus = new ArrayList<>();
        for (long each : numbers.present().toArray()) {
            int number = (int) each;
            Place place = places.get(number);
            Long id = physicalIds.get(number);
            cpus.add(new HostCpu(
                    OptionalInt.of(number),
                    id == null ? OptionalLong.empty() : OptionalLong.of(id),
                    numbers.online().contains(number) ? State.ONLINE : State.OFFLINE,
                    place == null ? OptionalInt.empty() : place.socket(),
                    place == null ? OptionalInt.empty() : place.die(),
                    place == null ? OptionalInt.empty() : place.cluster(),
                    place == null ? OptionalInt.empty() : OptionalInt.of(place.core()),
                    OptionalInt.empty(),
                    kinds.getOrDefault(number, CoreKind.UNIFORM)));
        }
        return cpus;
    }

    /** Reads where one CPU is, which holds for all threads of its core. */
    private void place(int number, CpuSet online) {
        Path topology = folder.resolve("cpu" + number + "/topology");
        int before = files.findings().count();
        CpuSet threads = threads(topology, online);
        if (!threads.contains(number)) {
            // Neither a file that could not be read nor one that was understood: told once, not for each of its parts.
            if (files.findings().count() == before) {
                files.findings()
                        .missing(
                                topology.resolve("core_cpus_list").toString(),
                                NO_TOPOLOGY,
                                "see whether the CPU is online; a kernel has had this file since Linux 5.3");
            }
            threads = CpuSet.of(number);
        }
        Place place = new Place(
                threads,
                files.number(topology.resolve("physical_package_id")),
                files.number(topology.resolve("die_id")),
                cluster(topology),
                cores++);
        CpuSet.Builder elsewhere = CpuSet.builder();
        for (long thread : threads.toArray()) {
            if (places.putIfAbsent((int) thread, place) != null) {
                elsewhere.add(thread);
            }
        }
        CpuSet other = elsewhere.build();
        if (!other.isEmpty()) {
            files.findings()
                    .contradicts(
                            topology.resolve("core_cpus_list").toString(),
                            "CPUs " + threads + " share a core here, and CPUs " + other
                                    + " are on a core that was read before, where they are left");
        }
    }

    private CpuSet threads(Path topology, CpuSet online) {
        return files.list(topology.resolve("core_cpus_list"))
                .or(() -> files.list(topology.resolve("thread_siblings_list")))
                .orElse(CpuSet.empty())
                .intersection(online);
    }

    /** Holds what a thread says of its core against what the first one said, which alone counts. */
    private void compare(int number, CpuSet online) {
        Path topology = folder.resolve("cpu" + number + "/topology");
        CpuSet threads = threads(topology, online);
        Place place = places.get(number);
        if (place != null && !threads.isEmpty() && !threads.equals(place.threads())) {
            files.findings()
                    .contradicts(
                            topology.resolve("core_cpus_list").toString(),
                            "CPUs " + threads + " share a core here, and CPUs " + place.threads() + " at CPU "
                                    + place.threads().first() + ", which counts");
        }
    }

    /** Kernels say 65535 where the processor has no clusters. */
    private OptionalInt cluster(Path topology) {
        OptionalInt cluster = files.number(topology.resolve("cluster_id"));
        return cluster.isPresent() && cluster.getAsInt() == 0xffff ? OptionalInt.empty() : cluster;
    }

    /** Hybrid x86 has a performance monitor for each kind of core, which lists the CPUs; arm64 has a capacity for each CPU. */
    private void readKinds() {
        files.list(sys.resolve("devices/cpu_core/cpus")).ifPresent(set -> kind(set, CoreKind.PERFORMANCE));
        files.list(sys.resolve("devices/cpu_atom/cpus")).ifPresent(set -> kind(set, CoreKind.EFFICIENCY));
        files.list(sys.resolve("devices/cpu_lowpower/cpus")).ifPresent(set -> kind(set, CoreKind.EFFICIENCY));
        if (cpuinfo.architecture() == HostArchitecture.ARM64) {
            readCapacities();
        }
    }

    private void readCapacities() {
        Map<Integer, Integer> capacities = new HashMap<>();
        for (int number : cpuinfo.ids().keySet()) {
            OptionalInt capacity = files.number(folder.resolve("cpu" + number + "/cpu_capacity"));
            if (capacity.isEmpty()) {
                return;
            }
            capacities.put(number, capacity.getAsInt());
        }
        int most =
                capacities.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        if (capacities.values().stream().anyMatch(each -> each != most)) {
            capacities.forEach((number, capacity) ->
                    kinds.put(number, capacity == most ? CoreKind.PERFORMANCE : CoreKind.EFFICIENCY));
        }
    }

    private void kind(CpuSet set, CoreKind kind) {
        for (long number : set.toArray()) {
            kinds.put((int) number, kind);
        }
    }
}
