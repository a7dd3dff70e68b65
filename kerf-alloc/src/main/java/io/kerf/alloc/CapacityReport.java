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
        List<Capacity.CpuLimit> cpuLimits = new ArrayList<>();
        for (CpuAffinity affinity : CpuAffinity.values()) {
            for (SmtPolicy smt : SmtPolicy.values()) {
                PlacementRequest.Builder request =
                        PlacementRequest.builder().affinity(affinity).smt(smt);
                long most = largest(
                        layout.cpus(),
                        count -> isPlaced(request.cpuCount((int) count).build()));
                cpuLimits.add(new Capacity.CpuLimit(affinity, smt, (int) most));
            }
        }
        List<Capacity.MemoryLimit> memoryLimits = List.of(
                memoryLimit(MemoryPolicy.NONE, 1),
                memoryLimit(MemoryPolicy.NONE, MANY_REGIONS),
                memoryLimit(MemoryPolicy.LOCAL, 1));
        return new Capacity(Decision.nodesFree(index), cpuLimits, memoryLimits, fragmentation());
    }

    private Capacity.MemoryLimit memoryLimit(MemoryPolicy policy, int regions) {
        PlacementRequest.Builder request =
                PlacementRequest.builder().cpuCount(1).memoryPolicy(policy).maxRegions(regions);
        long pages = index.host().memory().pool().size().bytes() / MemoryRange.PAGE_SIZE;
        long most = largest(
                pages,
                count -> isPlaced(request.memory(ByteSize.ofBytes(count * MemoryRange.PAGE_SIZE))
                        .build()));
        return new Capacity.MemoryLimit(policy, regions, ByteSize.ofBytes(most * MemoryRange.PAGE_SIZE));
    }

    private boolean isPlaced(PlacementRequest request) {
        return new Decision(index).decide(request) instanceof Placed;
    }

    /** Finds the largest amount that is placed, given that less of it never is refused where more is not; 0 if none is. */
    private static long largest(long most, LongPredicate isPlaced) {
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
