// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Works out the figures of a placement that has not been made yet. */
final class QualityReport {
    static final String HOST = "the host";
    static final String EXCLUDED = "a reservation";
    static final String KERNEL = "the kernel";

    private final SystemState state;
    private final TopologyIndex index;
    private final CpuSet excluded;

    QualityReport(SystemState state, TopologyIndex index, CpuSet excluded) {
        this.state = state;
        this.index = index;
        this.excluded = excluded;
    }

    PlacementQuality of(CpuSet cpus, int[] perNode, MemoryPlacer.@Nullable Region region, int candidates) {
        int[] nodes = IntStream.range(0, perNode.length)
                .filter(node -> perNode[node] > 0)
                .toArray();
        int[] cores = coresOf(cpus);
        return new PlacementQuality(
                Arrays.stream(nodes)
                        .filter(index::isKnown)
                        .mapToObj(index::nodeId)
                        .toList(),
                Arrays.stream(cores)
                        .map(index::socketOfCore)
                        .filter(socket -> socket >= 0)
                        .distinct()
                        .sorted()
                        .boxed()
                        .toList(),
                cores.length,
                sharedCores(cpus),
                meanDistance(cpus.size(), nodes, perNode),
                memoryDistance(cpus.size(), nodes, perNode, region),
                candidates);
    }

    private int[] coresOf(CpuSet cpus) {
        return cpus.stream()
                .mapToInt(id -> index.coreOfCpu(index.cpuIndex(id)))
                .distinct()
                .sorted()
                .toArray();
    }

    private double meanDistance(int count, int[] nodes, int[] perNode) {
        return count == 1
                ? index.distance(nodes[0], nodes[0])
                : (double) index.pairDistance(nodes, perNode) / ((double) count * (count - 1));
    }

    private OptionalDouble memoryDistance(int count, int[] nodes, int[] perNode, MemoryPlacer.@Nullable Region region) {
        if (region == null) {
            return OptionalDouble.empty();
        }
        long sum = 0;
        for (int node : nodes) {
            sum += (long) perNode[node] * index.distance(node, region.node());
        }
        return OptionalDouble.of((double) sum / count);
    }

    /** Returns the cores of some CPUs that somebody is on already. */
    List<PlacementQuality.SharedCore> sharedCores(CpuSet cpus) {
        List<PlacementQuality.SharedCore> shared = new ArrayList<>();
        for (int core : coresOf(cpus)) {
            if (!index.isUnshared(core)) {
                CpuSet all = state.topology().siblings(index.cpuId(index.cpusOfCore(core)[0]));
                shared.add(new PlacementQuality.SharedCore(all, owners(core, all)));
            }
        }
        return shared;
    }

    private List<String> owners(int core, CpuSet siblings) {
        TreeSet<String> names = new TreeSet<>();
        for (Instance instance : state.instances()) {
            if (instance.cpus().intersects(siblings)) {
                names.add("'" + instance.name() + "'");
            }
        }
        List<String> owners = new ArrayList<>();
        if (index.isHostOn(core)) {
            owners.add(HOST);
        }
        owners.addAll(names);
        if (excluded.intersects(siblings)) {
            owners.add(EXCLUDED);
        }
        return owners.isEmpty() ? List.of(KERNEL) : owners;
    }
}
