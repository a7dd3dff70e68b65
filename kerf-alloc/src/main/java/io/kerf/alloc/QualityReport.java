// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PlacementQuality.SharedCore;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/** Works out the figures of a placement that has not been made yet. */
final class QualityReport {
    static final String HOST = "the host";
    static final String EXCLUDED = "a reservation";
    static final String KERNEL = "the kernel";

    private final TopologyIndex index;
    private final CpuLayout layout;
    private final FreeCpus cpus;

    QualityReport(TopologyIndex index) {
        this.index = index;
        this.layout = index.layout();
        this.cpus = index.cpus();
    }

    PlacementQuality of(CpuPicker picker, int[] counts, List<MemoryPlacer.Region> regions, int candidates) {
        int[] nodes = new int[counts.length];
        int size = 0;
        List<Integer> ids = new ArrayList<>(4);
        for (int node = 0; node < counts.length; node++) {
            if (counts[node] > 0) {
                nodes[size++] = node;
                if (layout.isKnown(node)) {
                    ids.add(layout.nodeId(node));
                }
            }
        }
        List<Integer> sockets = new ArrayList<>(2);
        List<SharedCore> shared = new ArrayList<>(0);
        int cores = readCores(picker, sockets, shared);
        Collections.sort(sockets);
        return new PlacementQuality(
                ids,
                sockets,
                cores,
                shared,
                meanDistance(picker.count(), nodes, size, counts),
                memoryDistance(picker.count(), nodes, size, counts, regions),
                candidates);
    }

    /** Lists sockets and shared cores; returns the number of cores. */
    private int readCores(CpuPicker picker, List<Integer> sockets, List<SharedCore> shared) {
        long[] seen = new long[(layout.cores() + 63) >>> 6];
        int cores = 0;
        int lastSocket = CpuLayout.NO_SOCKET;
        for (int i = 0; i < picker.count(); i++) {
            int core = layout.coreOf(picker.picked()[i]);
            if ((seen[core >>> 6] >>> core & 1) != 0) {
                continue;
            }
            seen[core >>> 6] |= 1L << core;
            cores++;
            int socket = layout.socketOf(core);
            if (socket != lastSocket && socket >= 0 && !sockets.contains(socket)) {
                sockets.add(socket);
            }
            lastSocket = socket;
            if (!cpus.isUnshared(core)) {
                shared.add(sharedCore(core));
            }
        }
        if (shared.size() > 1) {
            shared.sort(
                    (a, b) -> Long.compareUnsigned(a.cpus().first(), b.cpus().first()));
        }
        return cores;
    }

    private double meanDistance(int count, int[] nodes, int size, int[] counts) {
        return count == 1
                ? layout.distance(nodes[0], nodes[0])
                : (double) layout.pairDistance(nodes, size, counts) / ((double) count * (count - 1));
    }

    private OptionalDouble memoryDistance(
            int count, int[] nodes, int size, int[] counts, List<MemoryPlacer.Region> regions) {
        if (regions.isEmpty()) {
            return OptionalDouble.empty();
        }
        double sum = 0;
        double bytes = 0;
        for (MemoryPlacer.Region region : regions) {
            long distance = 0;
            for (int i = 0; i < size; i++) {
                distance += (long) counts[nodes[i]] * layout.distance(nodes[i], region.node());
            }
            sum += (double) distance / count * region.bytes();
            bytes += region.bytes();
        }
        return OptionalDouble.of(regions.size() == 1 ? sum / regions.get(0).bytes() : sum / bytes);
    }

    /** Says who is on a core. */
    SharedCore sharedCore(int core) {
        CpuSet all = index.host().topology().siblings(layout.id(layout.firstCpu(core)));
        TreeSet<String> names = new TreeSet<>();
        for (int cpu = layout.firstCpu(core); cpu < layout.firstCpu(core + 1); cpu++) {
            addOwners(cpu, names);
        }
        List<String> owners = new ArrayList<>(2);
        if (layout.isHostOn(core)) {
            owners.add(HOST);
        }
        owners.addAll(names);
        return new SharedCore(all, owners);
    }

    /** Adds the names of those who hold a CPU. */
    void addOwners(int cpu, Set<String> names) {
        Object owner = cpus.owner(cpu);
        if (owner == null) {
            return;
        }
        names.add(owner.toString());
        if (cpus.holders(cpu) > 1) {
            for (Instance instance : index.instances()) {
                if (instance.cpus().contains(layout.id(cpu))) {
                    names.add("'" + instance.name() + "'");
                }
            }
        }
    }
}
