// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.Instance;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gaps in the memory pool, by NUMA node.
 *
 * <p>A chunk that lies on several nodes is cut where they meet. The kernel keeps a little of each chunk for itself, so the last
 * {@value #MARGIN} bytes of each piece are never counted on. Memory of instances is where their regions are; if only its size is
 * known, it is taken to be where a first-fit kernel would have put it, instances in the order of their ids.
 */
final class FreeMemory {
    /** What is left to the kernel in each chunk, as for the area where it parks idle CPUs on x86: 1 MiB. */
    static final long MARGIN = 1L << 20;

    private static final Comparator<PoolChunk> BY_PLACE = Comparator.comparing(
                    (PoolChunk chunk) -> chunk.range().isEmpty())
            .thenComparing(
                    chunk -> chunk.range().orElse(null), Comparator.nullsLast(Comparator.<MemoryRange>naturalOrder()))
            .thenComparing(chunk -> chunk.numaNode().orElse(Integer.MAX_VALUE))
            .thenComparing(PoolChunk::size);

    private final TopologyIndex index;
    private final List<List<Run>> runsOfNode = new ArrayList<>();
    /** The runs in the order of their chunks and addresses, for regions across nodes. */
    private final List<Run> runs = new ArrayList<>();

    /** A gap: what is between {@code base} and the next region, or the end of the piece. */
    static final class Run {
        private final int node;
        private final int chunk;
        private final boolean isPlaced;
        private final boolean endsPiece;
        private long base;
        private long size;

        private Run(int node, int chunk, boolean isPlaced, boolean endsPiece, MemoryRange range) {
            this.node = node;
            this.chunk = chunk;
            this.isPlaced = isPlaced;
            this.endsPiece = endsPiece;
            long skipped = -range.base() & (MemoryRange.PAGE_SIZE - 1);
            this.base = range.base() + skipped;
            this.size = Math.max(0, range.size() - skipped) & -MemoryRange.PAGE_SIZE;
        }

        int node() {
            return node;
        }

        /** The bytes that can be counted on. */
        long usable() {
            return endsPiece ? Math.max(0, size - MARGIN) : size;
        }

        /** The place of the first bytes, or empty if the place of the chunk is not known. */
        Optional<MemoryRange> first(long bytes) {
            return isPlaced ? Optional.of(new MemoryRange(base, bytes)) : Optional.empty();
        }

        private void cut(long bytes) {
            base += bytes;
            size -= bytes;
        }

        private boolean continuesIn(Run next) {
            return isPlaced && chunk == next.chunk && base + size == next.base;
        }
    }

    FreeMemory(SystemState state, TopologyIndex index) {
        this.index = index;
        for (int node = 0; node < index.nodeCount(); node++) {
            runsOfNode.add(new ArrayList<>());
        }
        List<Instance> instances = state.instances().stream()
                .sorted(Comparator.comparing((Instance each) ->
                                each.id().map(id -> id.value()).orElse(Integer.MAX_VALUE))
                        .thenComparing(each -> each.name().toString()))
                .toList();
        List<MemoryRange> taken =
                instances.stream().flatMap(each -> places(each, state).stream()).toList();
        List<PoolChunk> chunks =
                state.memory().pool().chunks().stream().sorted(BY_PLACE).toList();
        for (int chunk = 0; chunk < chunks.size(); chunk++) {
            addChunk(chunks.get(chunk), chunk, state, taken);
        }
        for (Instance instance : instances) {
            long known = places(instance, state).stream()
                    .mapToLong(MemoryRange::size)
                    .sum();
            takeAnywhere(instance, roundUp(instance.memory().bytes()) - known);
        }
    }

    /** Where the memory of an instance is known to be. */
    private static List<MemoryRange> places(Instance instance, SystemState state) {
        if (!instance.regions().isEmpty()) {
            return instance.regions();
        }
        if (instance.memoryBase().isEmpty()
                || !MemoryRange.exists(
                        instance.memoryBase().getAsLong(), instance.memory().bytes())) {
            return List.of();
        }
        MemoryRange all = MemoryRange.of(instance.memoryBase().getAsLong(), instance.memory());
        return state.memory().pool().ranges().stream()
                .filter(chunk -> chunk.contains(all.base()))
                .findFirst()
                .flatMap(all::intersection)
                .stream()
                .toList();
    }

    private void addChunk(PoolChunk chunk, int number, SystemState state, List<MemoryRange> taken) {
        int stated = index.nodeIndex(chunk.numaNode().orElse(TopologyIndex.NO_NODE));
        if (chunk.range().isEmpty()) {
            if (!chunk.size().isZero()) {
                add(new Run(stated, number, false, true, MemoryRange.of(0, chunk.size())));
            }
            return;
        }
        List<MemoryRange> rest = List.of(chunk.range().get());
        if (!index.isKnown(stated)) {
            for (NumaNode node : state.topology().nodes()) {
                for (MemoryRange part : node.memory()) {
                    for (MemoryRange piece : rest) {
                        piece.intersection(part)
                                .ifPresent(each -> addPiece(each, index.nodeIndex(node.id()), number, taken));
                    }
                    rest = without(rest, part);
                }
            }
        }
        rest.forEach(piece -> addPiece(piece, stated, number, taken));
    }

    private static List<MemoryRange> without(List<MemoryRange> ranges, MemoryRange part) {
        return new MemoryPool(ranges.stream().map(PoolChunk::at).toList()).gaps(List.of(part));
    }

    private void addPiece(MemoryRange piece, int node, int chunk, List<MemoryRange> taken) {
        for (MemoryRange gap : MemoryPool.of(piece).gaps(taken)) {
            add(new Run(node, chunk, true, gap.last() == piece.last(), gap));
        }
    }

    private void add(Run run) {
        if (run.size == 0) {
            return;
        }
        insert(run, runsOfNode.get(run.node));
        insert(run, runs);
    }

    private static void insert(Run run, List<Run> list) {
        int at = list.size();
        while (at > 0 && comesBefore(run, list.get(at - 1))) {
            at--;
        }
        list.add(at, run);
    }

    private static boolean comesBefore(Run run, Run other) {
        return run.chunk != other.chunk ? run.chunk < other.chunk : Long.compareUnsigned(run.base, other.base) < 0;
    }

    /** Takes memory of unknown place: first the node that the instance names, then nodes ascending. */
    private void takeAnywhere(Instance instance, long bytes) {
        long left = bytes;
        if (!instance.numaNodes().isEmpty()) {
            int node = index.nodeIndex(instance.numaNodes().get(0));
            left = node < 0 ? left : takeOn(node, left);
        }
        for (int node = 0; node < index.nodeCount() && left > 0; node++) {
            left = takeOn(node, left);
        }
    }

    /** Takes the first run that is large enough, else all that there is; returns what is left to take. */
    private long takeOn(int node, long bytes) {
        long left = Math.max(0, bytes);
        Run whole = firstFit(node, left);
        if (whole != null && left > 0) {
            whole.cut(left);
            return 0;
        }
        for (Run run : runsOfNode.get(node)) {
            long part = Math.min(run.size, left);
            run.cut(part);
            left -= part;
        }
        return left;
    }

    /** Rounds up to pages; a size beyond the largest multiple becomes that. */
    static long roundUp(long bytes) {
        long page = MemoryRange.PAGE_SIZE;
        return bytes > Long.MAX_VALUE - page ? Long.MAX_VALUE & -page : (bytes + page - 1) & -page;
    }

    /** Returns the run of a node in which a first-fit kernel puts a region: the lowest that is large enough. */
    @Nullable
    Run firstFit(int node, long bytes) {
        for (Run run : runsOfNode.get(node)) {
            if (run.usable() >= bytes) {
                return run;
            }
        }
        return null;
    }

    /** Returns the lowest run from which a region reaches over the border of its node, in one chunk. */
    @Nullable
    Run firstFitAcrossNodes(long bytes, NodeFilter allowed) {
        for (int from = 0; from < runs.size(); from++) {
            long before = 0;
            for (int to = from; to < runs.size(); to++) {
                boolean isNext = to == from || runs.get(to - 1).continuesIn(runs.get(to));
                if (!isNext || !allowed.accepts(runs.get(to).node)) {
                    break;
                }
                if (before + runs.get(to).usable() >= bytes) {
                    return runs.get(from);
                }
                before += runs.get(to).size;
            }
        }
        return null;
    }

    /** Returns the bytes of a node that can be counted on. */
    long freeOn(int node) {
        return runsOfNode.get(node).stream().mapToLong(Run::usable).sum();
    }

    /** Returns the largest region that fits on a node. */
    long largestOn(int node) {
        return runsOfNode.get(node).stream().mapToLong(Run::usable).max().orElse(0);
    }
}
