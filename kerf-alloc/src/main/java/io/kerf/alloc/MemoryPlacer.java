// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.FreeMemory.Run;
import io.kerf.model.CpuAffinity;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the nodes can give of the memory that one request asks for. Ordinary memory (or that of a node which the request names)
 * comes before other kinds; then the nearest to the CPUs, under {@link MemoryPolicy#LOCAL} the node with most of them; then the
 * node with least left over; then the lowest.
 */
final class MemoryPlacer {
    /** More than any distance: another kind of memory weighs more than being far. */
    static final double OTHER_KIND = 1e6;

    private final CpuLayout layout;
    private final FreeMemory free;
    private final PlacementRequest request;
    private final MemoryPolicy policy;
    private final long bytes;
    private final int maxRegions;
    private final boolean isLocal;
    private final boolean[] mayGive;
    private final boolean[] fits;
    private final boolean[] isOtherKind;
    private long freeOnAll;
    private boolean isFitAnywhere;

    /** What was chosen: a node, and the run whose first bytes are taken. */
    record Region(Run run, long bytes) {
        int node() {
            return run.node();
        }

        Optional<MemoryRange> range() {
            return run.piece().isPlaced()
                    ? Optional.of(new MemoryRange(run.piece().address(run.from()), bytes))
                    : Optional.empty();
        }
    }

    /** Looks where the memory of a request fits, by a policy that need not be the one it asks for. */
    MemoryPlacer(CpuLayout layout, MemoryKinds kinds, FreeMemory free, PlacementRequest request, MemoryPolicy policy) {
        this.layout = layout;
        this.free = free;
        this.request = request;
        this.policy = policy;
        this.bytes = FreeMemory.roundUp(request.memory().bytes());
        this.maxRegions = request.memoryBase().isPresent() ? 1 : request.maxRegions();
        this.isLocal = request.affinity() == CpuAffinity.LOCAL || policy == MemoryPolicy.LOCAL;
        int nodes = layout.nodes();
        this.mayGive = new boolean[nodes];
        this.fits = new boolean[nodes];
        this.isOtherKind = new boolean[nodes];
        if (bytes > 0) {
            look(kinds);
        }
    }

    private void look(MemoryKinds kinds) {
        for (int node = 0; node < fits.length; node++) {
            isOtherKind[node] = !kinds.isOrdinary(node);
            mayGive[node] = policy != MemoryPolicy.BIND && !kinds.isUnknown(node);
            freeOnAll += free.freeOn(node);
        }
        for (int id : request.numaNodes()) {
            int node = layout.node(id);
            isOtherKind[node] = false;
            mayGive[node] = true;
        }
        for (int node = 0; node < fits.length; node++) {
            fits[node] = mayGive[node] && fitsOn(node);
            isFitAnywhere |= fits[node];
        }
    }

    private boolean fitsOn(int node) {
        if (request.memoryBase().isPresent()) {
            return run(node, bytes).isAt(request.memoryBase().getAsLong());
        }
        return free.largestOn(node) >= bytes
                || maxRegions > 1 && free.freeOn(node) >= bytes && mostIn(new int[] {node}, 1) >= bytes;
    }

    private Run run(int node, long size) {
        boolean isBest = request.memoryFit() == MemoryFit.BEST || maxRegions > 1;
        // What begins at an address that is asked for is where a kernel puts it by itself.
        return isBest && request.memoryBase().isEmpty() ? free.bestFit(node, size) : free.firstFit(node, size);
    }

    private boolean mayCrossNodes() {
        return policy == MemoryPolicy.NONE && !isLocal && maxRegions == 1;
    }

    private Run acrossNodes() {
        Run run = firstAcrossNodes();
        boolean isThere = request.memoryBase().isEmpty()
                || run.exists() && run.isAt(request.memoryBase().getAsLong());
        return isThere ? run : Run.NONE;
    }

    private Run firstAcrossNodes() {
        return mayCrossNodes() ? free.firstFitAcrossNodes(bytes, mayGive) : Run.NONE;
    }

    /** Returns the most bytes that as many regions as are allowed can have on some nodes. */
    long mostIn(int[] nodes, int count) {
        long[] lengths = lengths(nodes, count);
        long sum = 0;
        for (int i = 0; i < Math.min(maxRegions, lengths.length); i++) {
            sum += lengths[lengths.length - 1 - i];
        }
        return sum;
    }

    /** Returns the bytes of a node's longest runs: of none, of one, of two and so on up to a number. */
    long[] longestOn(int node, int most) {
        long[] lengths = lengths(new int[] {node}, 1);
        long[] sums = new long[Math.min(most, lengths.length) + 1];
        for (int i = 1; i < sums.length; i++) {
            sums[i] = sums[i - 1] + lengths[lengths.length - i];
        }
        return sums;
    }

    private long[] lengths(int[] nodes, int count) {
        int all = 0;
        for (int i = 0; i < count; i++) {
            all += free.runsOn(nodes[i]);
        }
        long[] lengths = new long[all];
        int at = 0;
        for (int i = 0; i < count; i++) {
            at = free.listLengths(nodes[i], lengths, at);
        }
        Arrays.sort(lengths);
        return lengths;
    }

    Run[] runsOf(int[] nodes, int count) {
        int all = 0;
        for (int i = 0; i < count; i++) {
            all += free.runsOn(nodes[i]);
        }
        Run[] runs = new Run[all];
        int at = 0;
        for (int i = 0; i < count; i++) {
            at = free.listRuns(nodes[i], runs, at);
        }
        return runs;
    }

    boolean isAsked() {
        return bytes > 0;
    }

    long bytes() {
        return bytes;
    }

    int maxRegions() {
        return maxRegions;
    }

    MemoryPolicy policy() {
        return policy;
    }

    boolean isLocal() {
        return isLocal;
    }

    /** Tells whether a node's memory is of a kind that was not asked for. */
    boolean isOtherKind(int node) {
        return isOtherKind[node];
    }

    /** Tells whether there is any such node that may give some. */
    boolean hasOtherKinds() {
        for (int node = 0; node < mayGive.length; node++) {
            if (mayGive[node] && isOtherKind[node]) {
                return true;
            }
        }
        return false;
    }

    boolean mayGive(int node) {
        return mayGive[node];
    }

    /** Tells which nodes can give all of it; not to be changed. */
    boolean[] fits() {
        return fits;
    }

    /** What CPUs want that are to be beside the memory: a node that can give all of it, and not of another kind. */
    NodeNeed nearness() {
        boolean[] near = new boolean[fits.length];
        for (int node = 0; node < near.length; node++) {
            near[node] = fits[node] && !isOtherKind[node];
        }
        return new NodeNeed(near, 1);
    }

    long largestOn(int node) {
        return free.largestOn(node);
    }

    /** Tells which nodes can give one region of a size. */
    boolean[] haveRoomFor(long size) {
        boolean[] canGive = new boolean[mayGive.length];
        for (int node = 0; node < canGive.length; node++) {
            canGive[node] = mayGive[node] && free.largestOn(node) >= size;
        }
        return canGive;
    }

    /** Tells whether the memory fits anywhere, whatever the CPUs. */
    boolean fitsSomewhere() {
        if (policy == MemoryPolicy.INTERLEAVE && request.affinity() != CpuAffinity.LOCAL) {
            return interleaved(hasNamedNodes() ? namedNodes() : givers(), layout.nodes()).length > 0;
        }
        if (isFitAnywhere || request.affinity() != CpuAffinity.LOCAL && maxRegions > 1 && fitsInPieces(givers())) {
            return true;
        }
        return acrossNodes().exists();
    }

    private boolean fitsInPieces(int[] nodes) {
        return mostIn(nodes, nodes.length) >= bytes;
    }

    private int[] givers() {
        int[] nodes = new int[mayGive.length];
        int count = 0;
        for (int node = 0; node < mayGive.length; node++) {
            if (mayGive[node]) {
                nodes[count++] = node;
            }
        }
        return Arrays.copyOf(nodes, count);
    }

    /** Returns the free memory of all nodes, of those that may give none as well; 0 if no memory is asked for. */
    long freeOnAll() {
        return freeOnAll;
    }

    /** Returns the free memory of the nodes that may give some. */
    long freeBytes() {
        long sum = 0;
        for (int node = 0; node < mayGive.length; node++) {
            sum += mayGive[node] ? free.freeOn(node) : 0;
        }
        return sum;
    }

    /** Returns the most that can be had in as many regions as are allowed, on one node if it must be; of shares the largest region. */
    long largest() {
        boolean isOneRegion = maxRegions == 1 || policy == MemoryPolicy.INTERLEAVE;
        if (!isOneRegion && request.affinity() != CpuAffinity.LOCAL) {
            int[] nodes = givers();
            return mostIn(nodes, nodes.length);
        }
        long largest = 0;
        for (int node : givers()) {
            largest = Math.max(largest, isOneRegion ? free.largestOn(node) : mostIn(new int[] {node}, 1));
        }
        return largest;
    }

    /** Returns the mean distance from the CPUs to a node, much more if its memory is of another kind. */
    double distance(int memoryNode, int[] set, int count, int[] cpusOfNode) {
        long sum = 0;
        long cpus = 0;
        for (int i = 0; i < count; i++) {
            sum += (long) cpusOfNode[set[i]] * layout.distance(set[i], memoryNode);
            cpus += cpusOfNode[set[i]];
        }
        return (double) sum / cpus + (isOtherKind[memoryNode] ? OTHER_KIND : 0);
    }

    /** Returns the fewest bytes that a node of some which has the memory would have left over; 0 if none has. */
    long leftOver(int[] set, int count) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < count && isAsked(); i++) {
            least = fits[set[i]] ? Math.min(least, free.freeOn(set[i]) - bytes) : least;
        }
        return least == Long.MAX_VALUE ? 0 : least;
    }

    /** Chooses the regions for CPUs that are known; empty if there is no place. */
    List<Region> choose(int[] cpusOfNode) {
        return new RegionChoice(this, cpusOfNode).choose();
    }

    /** Returns the nodes that share the memory equally, as many of some as can be; none if that is not two at least. */
    int[] interleaved(int[] nodes, int most) {
        long pages = bytes / MemoryRange.PAGE_SIZE;
        for (int parts = (int) Math.min(Math.min(most, pages), Math.min(maxRegions, nodes.length));
                parts > 1;
                parts--) {
            long share = share(parts);
            int[] chosen = new int[parts];
            int found = 0;
            for (int i = 0; i < nodes.length && found < parts; i++) {
                if (mayGive[nodes[i]] && free.largestOn(nodes[i]) >= share) {
                    chosen[found++] = nodes[i];
                }
            }
            if (found == parts) {
                return chosen;
            }
        }
        return new int[0];
    }

    boolean hasNamedNodes() {
        return !request.numaNodes().isEmpty();
    }

    int[] namedNodes() {
        return request.numaNodes().stream().mapToInt(layout::node).toArray();
    }

    /** Returns the largest of so many equal shares in whole pages. */
    long share(int parts) {
        long pages = bytes / MemoryRange.PAGE_SIZE;
        return (pages + parts - 1) / parts * MemoryRange.PAGE_SIZE;
    }

    /** Returns the place of a region on a node, which must have one. */
    Region region(int node, long size) {
        return new Region(run(node, size), size);
    }

    Run crossing() {
        return acrossNodes();
    }

    long freeOn(int node) {
        return free.freeOn(node);
    }

    /** Returns how many gaps some nodes have. */
    int runsOn(int[] nodes) {
        int runs = 0;
        for (int node : nodes) {
            runs += free.runsOn(node);
        }
        return runs;
    }

    int[] givingNodes() {
        return givers();
    }

    /** Returns where a kernel would put the region on each node that may give it, or over the border of nodes; lowest first. */
    List<MemoryRange> predictions() {
        List<Run> onNodes = Arrays.stream(givers())
                .mapToObj(node -> free.firstFit(node, bytes))
                .filter(Run::exists)
                .toList();
        return (onNodes.isEmpty() ? List.of(firstAcrossNodes()) : onNodes)
                .stream()
                        .filter(Run::exists)
                        .flatMap(run -> new Region(run, bytes).range().stream())
                        .sorted()
                        .toList();
    }
}
