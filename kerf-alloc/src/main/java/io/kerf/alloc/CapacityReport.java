// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/** Works out a {@link Capacity}; limits are asked of the engine itself. */
final class CapacityReport {
    private static final int MANY_REGIONS = 64;

    private final TopologyIndex index;
    private final CpuLayout layout;

    CapacityReport(TopologyIndex index) {
        this.index = index;
        this.layout = index.layout();
    }

    Capacity make() {
        return new Capacity(Decision.nodesFree(index), cpuLimits(), memoryLimits(), fragmentation());
    }

    private List<Capacity.CpuLimit> cpuLimits() {
        List<Capacity.CpuLimit> limits = new ArrayList<>();
        for (CpuAffinity affinity : CpuAffinity.values()) {
            for (SmtPolicy smt : SmtPolicy.values()) {
                limits.add(cpuLimit(affinity, smt, List.of(), 0));
            }
        }
        for (int node = 0; node < layout.nodes(); node++) {
            for (SmtPolicy smt : layout.isKnown(node) && layout.hasCpus(node) ? SmtPolicy.values() : new SmtPolicy[0]) {
                boolean mayShare = smt == SmtPolicy.AVOID || smt == SmtPolicy.SHARE;
                int likely =
                        mayShare ? index.cpus().freeOnNode(node) : index.cpus().unsharedOnNode(node);
                limits.add(cpuLimit(CpuAffinity.COMPACT, smt, List.of(layout.nodeId(node)), likely));
            }
        }
        return limits;
    }

    private Capacity.CpuLimit cpuLimit(CpuAffinity affinity, SmtPolicy smt, List<Integer> nodes, long likely) {
        PlacementRequest.Builder request =
                PlacementRequest.builder().affinity(affinity).smt(smt).numaNodes(nodes);
        long most = largest(
                layout.cpus(),
                likely,
                count -> isPlaced(request.cpuCount((int) count).build()));
        return new Capacity.CpuLimit(affinity, smt, nodes, (int) most);
    }

    private List<Capacity.MemoryLimit> memoryLimits() {
        List<Capacity.MemoryLimit> limits = new ArrayList<>();
        limits.add(memoryLimit(MemoryPolicy.NONE, 1, List.of(), 0));
        limits.add(memoryLimit(MemoryPolicy.NONE, MANY_REGIONS, List.of(), 0));
        limits.add(memoryLimit(MemoryPolicy.LOCAL, 1, List.of(), 0));
        List<Integer> ofCpus = new ArrayList<>();
        for (int node = 0; node < layout.nodes(); node++) {
            if (layout.isKnown(node) && layout.hasCpus(node)) {
                ofCpus.add(layout.nodeId(node));
            }
        }
        if (ofCpus.size() > 1) {
            limits.add(memoryLimit(MemoryPolicy.INTERLEAVE, MANY_REGIONS, ofCpus, 0));
        }
        for (int node = 0; node < layout.nodes(); node++) {
            if (layout.isKnown(node)) {
                List<Integer> one = List.of(layout.nodeId(node));
                limits.add(memoryLimit(MemoryPolicy.BIND, 1, one, index.memory().largestOn(node)));
                limits.add(memoryLimit(
                        MemoryPolicy.BIND, MANY_REGIONS, one, index.memory().freeOn(node)));
            }
        }
        return limits;
    }

    private Capacity.MemoryLimit memoryLimit(MemoryPolicy policy, int regions, List<Integer> nodes, long likely) {
        PlacementRequest.Builder request = PlacementRequest.builder()
                .cpuCount(1)
                .memoryPolicy(policy)
                .maxRegions(regions)
                .numaNodes(nodes);
        long pages = index.host().memory().pool().size().bytes() / MemoryRange.PAGE_SIZE;
        long most = largest(
                pages,
                likely / MemoryRange.PAGE_SIZE,
                count -> isPlaced(request.memory(ByteSize.ofBytes(count * MemoryRange.PAGE_SIZE))
                        .build()));
        return new Capacity.MemoryLimit(policy, regions, nodes, ByteSize.ofBytes(most * MemoryRange.PAGE_SIZE));
    }

    private boolean isPlaced(PlacementRequest request) {
        return new Decision(index).decide(request) instanceof Placed;
    }

    /**
     * Finds the largest amount that is placed, given that less of it never is refused where more is not; 0 if none is.
     *
     * @param likely the amount to look at first
     */
    private static long largest(long most, long likely, LongPredicate isPlaced) {
        if (likely > 0 && likely <= most && isPlaced.test(likely) && (likely == most || !isPlaced.test(likely + 1))) {
            return likely;
        }
        long placed = 0;
        long beyond = most + 1;
        while (beyond - placed > 1) {
            long middle = placed + (beyond - placed) / 2;
            if (isPlaced.test(middle)) {
                placed = middle;
            } else {
                beyond = middle;
            }
        }
        return placed;
    }

    private Capacity.Fragmentation fragmentation() {
        FreeMemory memory = index.memory();
        FreeCpus cpus = index.cpus();
        double bytes = 0;
        double largestRun = 0;
        double largestRuns = 0;
        int free = 0;
        int unshared = 0;
        int mostFree = 0;
        int mostUnshared = 0;
        int largestNode = 0;
        for (int node = 0; node < layout.nodes(); node++) {
            bytes += memory.freeOn(node);
            largestRun = Math.max(largestRun, (double) memory.largestOn(node));
            largestRuns += memory.largestOn(node);
            free += cpus.freeOnNode(node);
            unshared += cpus.unsharedOnNode(node);
            mostFree = Math.max(mostFree, cpus.freeOnNode(node));
            mostUnshared = Math.max(mostUnshared, cpus.unsharedOnNode(node));
            largestNode = Math.max(largestNode, size(node));
        }
        return new Capacity.Fragmentation(
                missing(largestRun, bytes),
                missing(largestRuns, bytes),
                missing(mostFree, Math.min(free, largestNode)),
                missing(mostUnshared, Math.min(unshared, largestNode)),
                free == 0 ? 0 : (double) (free - unshared) / free,
                balance());
    }

    private int size(int node) {
        int cores = layout.firstCoreOfNode(node + 1);
        return layout.firstCpu(cores) - layout.firstCpu(layout.firstCoreOfNode(node));
    }

    private static double missing(double part, double whole) {
        return whole == 0 ? 0 : 1 - part / whole;
    }

    private double balance() {
        double sum = 0;
        double squares = 0;
        int nodes = 0;
        for (int node = 0; node < layout.nodes(); node++) {
            if (size(node) > 0) {
                double used = 1 - (double) index.cpus().freeOnNode(node) / size(node);
                sum += used;
                squares += used * used;
                nodes++;
            }
        }
        return squares == 0 ? 1 : sum * sum / (nodes * squares);
    }
}
