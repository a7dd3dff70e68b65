// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.Cache;
import io.kerf.model.Core;
import io.kerf.model.CpuSet;
import io.kerf.model.Topology;
import io.kerf.sysfs.simulated.SimulatedMachine.NodeMemory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What sysfs says of CPUs and NUMA nodes, below {@code devices/system}. Linux numbers CPUs itself, the boot CPU first; one that is in the
 * pool is neither online nor present, and has no folder. Where the topology states no sockets, each NUMA node is one.
 */
final class SystemFiles {
    private final KernelState state;
    private final Topology topology;
    private final Map<Long, Integer> numbers = new LinkedHashMap<>();
    private final Map<String, String> files = new TreeMap<>();

    /** The CPUs of each package that the host has, since all of them show the same. */
    private final Map<Integer, String> packages = new TreeMap<>();

    private SystemFiles(KernelState state) {
        this.state = state;
        this.topology = state.machine().topology();
        numbers.put(state.machine().bootCpu(), 0);
        for (long id : state.machine().cpus().toArray()) {
            numbers.putIfAbsent(id, numbers.size());
        }
    }

    /** Text by path, without a slash in front. */
    static Map<String, String> of(KernelState state) {
        SystemFiles made = new SystemFiles(state);
        made.cpus();
        made.nodes();
        return made.files;
    }

    private void cpus() {
        CpuSet host = state.cpus().host();
        put("cpu/possible", logical(state.machine().cpus()));
        put("cpu/present", logical(host));
        put("cpu/online", logical(host));
        for (long id : host.toArray()) {
            String folder = "cpu/cpu" + number(id) + "/topology/";
            CpuSet siblings = topology.siblings(id).union(CpuSet.of(id));
            int core = topology.coreOf(id).map(Core::id).orElse(number(siblings.first()));
            put(folder + "physical_package_id", Integer.toString(packageOf(id)));
            put(folder + "core_id", Integer.toString(core));
            put(folder + "thread_siblings_list", logical(siblings.intersection(host)));
            String together = packages.computeIfAbsent(
                    packageOf(id), number -> logical(inPackage(number).intersection(host)));
            put(folder + "package_cpus_list", together);
            caches(id, host);
        }
    }

    private void caches(long id, CpuSet host) {
        int index = 0;
        for (Cache cache : topology.cachesOf(id)) {
            String folder = "cpu/cpu" + number(id) + "/cache/index" + index++ + "/";
            put(folder + "level", Integer.toString(cache.level()));
            put(folder + "type", "Unified");
            put(folder + "size", (cache.size().bytes() >> 10) + "K");
            put(folder + "shared_cpu_list", logical(cache.cpus().intersection(host)));
        }
    }

    private int packageOf(long id) {
        OptionalInt socket = topology.coreOf(id).map(Core::socket).orElse(OptionalInt.empty());
        return socket.orElse(topology.nodeOf(id).orElse(0));
    }

    private CpuSet inPackage(int number) {
        CpuSet.Builder cpus = CpuSet.builder();
        for (long id : state.machine().cpus().toArray()) {
            if (packageOf(id) == number) {
                cpus.add(id);
            }
        }
        return cpus.build();
    }

    private void nodes() {
        SortedSet<Integer> ids = new TreeSet<>();
        topology.nodes().forEach(node -> ids.add(node.id()));
        state.machine().memory().forEach(memory -> ids.add(memory.node()));
        CpuSet.Builder all = CpuSet.builder();
        ids.forEach(all::add);
        put("node/possible", all.build().toString());
        put("node/online", all.build().toString());
        for (int node : ids) {
            String folder = "node/node" + node + "/";
            put(
                    folder + "cpulist",
                    logical(onNode(node).intersection(state.cpus().host())));
            put(folder + "distance", distances(node, ids));
            put(folder + "meminfo", memory(node));
        }
    }

    private CpuSet onNode(int node) {
        CpuSet.Builder cpus = CpuSet.builder();
        for (long id : state.machine().cpus().toArray()) {
            if (topology.nodeOf(id).orElse(0) == node) {
                cpus.add(id);
            }
        }
        return cpus.build();
    }

    private String distances(int from, SortedSet<Integer> nodes) {
        return String.join(
                " ",
                nodes.stream()
                        .map(to -> Integer.toString(topology.distances().between(from, to)))
                        .toList());
    }

    private String memory(int node) {
        long total = bytesOn(node, state.machine().memory());
        long pool = bytesOn(node, state.memory().chunks());
        return String.format(
                Locale.ROOT,
                "Node %d MemTotal: %15d kB\nNode %d MemFree: %16d kB",
                node,
                total >> 10,
                node,
                total - pool >> 10);
    }

    private static long bytesOn(int node, Iterable<NodeMemory> ranges) {
        long bytes = 0;
        for (NodeMemory each : ranges) {
            bytes += each.node() == node ? each.range().size() : 0;
        }
        return bytes;
    }

    /** Numbers of Linux in place of physical ids; empty text for no CPU. */
    private String logical(CpuSet ids) {
        CpuSet.Builder set = CpuSet.builder();
        for (long id : ids.toArray()) {
            set.add(number(id));
        }
        CpuSet logical = set.build();
        return logical.isEmpty() ? "" : logical.toString();
    }

    private int number(long id) {
        return numbers.getOrDefault(id, -1);
    }

    private void put(String path, String text) {
        files.put(path, text + "\n");
    }
}
