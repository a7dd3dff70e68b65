// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import io.kerf.model.NumaNode;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the node that gives a region of memory. Ordinary memory (or that of a node which the request names) comes before
 * other kinds; then the nearest to the CPUs, under {@link MemoryPolicy#LOCAL} the node with most of them; then the node with
 * least left over; then the lowest. Where in a node is not for kerf to choose: kernels take the first fit.
 */
final class MemoryPlacer {
    /** More than any distance: another kind of memory weighs more than being far. */
    private static final double OTHER_KIND = 1e6;

    private final TopologyIndex index;
    private final FreeMemory free;
    private final long bytes;
    private final boolean isLocal;
    private final boolean mayCrossNodes;
    private final OptionalLong base;
    private final boolean[] mayGive;
    private final boolean[] fits;
    private final boolean[] isOtherKind;

    /** What was chosen: a node, and the run whose first bytes are taken. */
    record Region(int node, FreeMemory.Run run, long bytes) {
        Optional<MemoryRange> range() {
            return run.first(bytes);
        }
    }

    /**
     * Looks where a region fits.
     *
     * @param isLocal whether the node must give a CPU too
     */
    MemoryPlacer(SystemState state, TopologyIndex index, FreeMemory free, PlacementRequest request, boolean isLocal) {
        this.index = index;
        this.free = free;
        this.bytes = FreeMemory.roundUp(request.memory().bytes());
        this.isLocal = isLocal;
        this.base = request.memoryBase();
        this.mayGive = new boolean[index.nodeCount()];
        this.fits = new boolean[index.nodeCount()];
        this.isOtherKind = new boolean[index.nodeCount()];
        boolean isBound = request.memoryPolicy() == MemoryPolicy.BIND;
        this.mayCrossNodes = !isLocal && !isBound;
        for (NumaNode node : state.topology().nodes()) {
            isOtherKind[index.nodeIndex(node.id())] = node.memoryType() != MemoryType.DRAM;
        }
        for (int node = 0; node < fits.length; node++) {
            boolean isNamed = request.numaNodes().contains(index.nodeId(node));
            isOtherKind[node] &= !isNamed;
            mayGive[node] = isNamed || !isBound && !isOfUnknownKind(state, node);
            fits[node] = mayGive[node] && isAtBase(free.firstFit(node, bytes));
        }
    }

    private boolean isOfUnknownKind(SystemState state, int node) {
        return state.topology()
                .node(index.nodeId(node))
                .filter(stated -> stated.memoryType() == MemoryType.OTHER)
                .isPresent();
    }

    private boolean isAtBase(FreeMemory.@Nullable Run run) {
        return run != null
                && (base.isEmpty()
                        || run.first(bytes)
                                .filter(range -> range.base() == base.getAsLong())
                                .isPresent());
    }

    boolean isAsked() {
        return bytes > 0;
    }

    /** Tells whether the region fits on a node and may be there. */
    boolean fits(int node) {
        return fits[node];
    }

    /** Tells whether the region fits anywhere, whatever the CPUs. */
    boolean fitsSomewhere() {
        for (boolean fit : fits) {
            if (fit) {
                return true;
            }
        }
        return isAtBase(acrossNodes());
    }

    private FreeMemory.@Nullable Run acrossNodes() {
        return mayCrossNodes ? free.firstFitAcrossNodes(bytes, node -> mayGive[node]) : null;
    }

    /** Returns the free memory of the nodes that may give some. */
    long freeBytes() {
        long sum = 0;
        for (int node = 0; node < mayGive.length; node++) {
            sum += mayGive[node] ? free.freeOn(node) : 0;
        }
        return sum;
    }

    /** Returns the largest region that a single node may give. */
    long largestRegion() {
        long largest = 0;
        for (int node = 0; node < mayGive.length; node++) {
            largest = mayGive[node] ? Math.max(largest, free.largestOn(node)) : largest;
        }
        return largest;
    }

    /** Returns 0 if one of some nodes can give the memory, else how far the nearest that can is from their CPUs. */
    double remoteness(int[] set, int[] cpusOfNode) {
        if (!isAsked()) {
            return 0;
        }
        for (int node : set) {
            if (fits[node] && !isOtherKind[node]) {
                return 0;
            }
        }
        double least = Double.MAX_VALUE;
        for (int node = 0; node < fits.length; node++) {
            if (fits[node]) {
                least = Math.min(least, distance(node, set, cpusOfNode));
            }
        }
        return least;
    }

    private double distance(int memoryNode, int[] set, int[] cpusOfNode) {
        long sum = 0;
        long cpus = 0;
        for (int node : set) {
            sum += (long) cpusOfNode[node] * index.distance(node, memoryNode);
            cpus += cpusOfNode[node];
        }
        return (double) sum / cpus + (isOtherKind[memoryNode] ? OTHER_KIND : 0);
    }

    /** Returns the least that a node of some would have left over, as a share of all free memory; 0 if none fits. */
    double slack(int[] set) {
        if (!isAsked()) {
            return 0;
        }
        double all = 0;
        for (int node = 0; node < fits.length; node++) {
            all += free.freeOn(node);
        }
        double least = 1;
        boolean isAnyFit = false;
        for (int node : set) {
            if (fits[node]) {
                least = Math.min(least, (free.freeOn(node) - bytes) / all);
                isAnyFit = true;
            }
        }
        return isAnyFit ? least : 0;
    }

    /** Chooses the node for CPUs that are known, or returns null if there is none. */
    @Nullable
    Region choose(int[] cpusOfNode) {
        int[] set = new int[cpusOfNode.length];
        int count = 0;
        for (int node = 0; node < cpusOfNode.length; node++) {
            set[count] = node;
            count += cpusOfNode[node] > 0 ? 1 : 0;
        }
        int[] nodes = Arrays.copyOf(set, count);
        int best = -1;
        for (int node = 0; node < fits.length; node++) {
            boolean isPossible = fits[node] && (!isLocal || cpusOfNode[node] > 0);
            if (isPossible && (best < 0 || isBetter(node, best, nodes, cpusOfNode))) {
                best = node;
            }
        }
        if (best >= 0) {
            FreeMemory.Run run = free.firstFit(best, bytes);
            return run == null ? null : new Region(best, run, bytes);
        }
        FreeMemory.Run across = acrossNodes();
        return across != null && isAtBase(across) ? new Region(across.node(), across, bytes) : null;
    }

    private boolean isBetter(int node, int other, int[] nodes, int[] cpusOfNode) {
        if (isLocal && cpusOfNode[node] != cpusOfNode[other]) {
            return cpusOfNode[node] > cpusOfNode[other];
        }
        int order = Double.compare(distance(node, nodes, cpusOfNode), distance(other, nodes, cpusOfNode));
        return order != 0 ? order < 0 : free.freeOn(node) < free.freeOn(other);
    }

    /** Returns where a kernel would put the region on each node that may give it, lowest first. */
    List<MemoryRange> predictions() {
        List<MemoryRange> all = new ArrayList<>();
        for (int node = 0; node < fits.length; node++) {
            FreeMemory.Run run = mayGive[node] ? free.firstFit(node, bytes) : null;
            if (run != null) {
                run.first(bytes).ifPresent(all::add);
            }
        }
        return all.stream().sorted().toList();
    }
}
