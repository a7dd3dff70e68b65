// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The free runs of the memory pool, by NUMA node. A chunk that lies on several nodes is cut where they meet. Not thread-safe. */
final class FreeMemory {
    private final CpuLayout layout;
    /** In the order of their chunks and addresses. */
    private final MemoryPiece[] pieces;

    private final MemoryPiece[][] ofNode;
    private final long[] freeOn;
    private final long[] largestOn;
    private final int[] runsOn;

    FreeMemory(SystemState state, CpuLayout layout) {
        this.layout = layout;
        List<MemoryPiece> all = new ArrayList<>();
        List<PoolChunk> chunks = new ArrayList<>(state.memory().pool().chunks());
        if (chunks.size() > 1) {
            chunks.sort(FreeMemory::compare);
        }
        for (int chunk = 0; chunk < chunks.size(); chunk++) {
            addChunk(chunks.get(chunk), chunk, state, all);
        }
        if (all.size() > chunks.size()) {
            all.sort((a, b) -> a.chunk() != b.chunk()
                    ? Integer.compare(a.chunk(), b.chunk())
                    : Long.compareUnsigned(a.address(0), b.address(0)));
        }
        pieces = all.toArray(new MemoryPiece[0]);
        ofNode = byNode(pieces, layout.nodes());
        freeOn = new long[ofNode.length];
        largestOn = new long[ofNode.length];
        runsOn = new int[ofNode.length];
        reset();
    }

    /** By address; chunks of unknown place last, by node and size. */
    private static int compare(PoolChunk a, PoolChunk b) {
        int order = Boolean.compare(a.range().isEmpty(), b.range().isEmpty());
        if (order == 0 && a.range().isPresent() && b.range().isPresent()) {
            order = a.range().get().compareTo(b.range().get());
        }
        order = order != 0
                ? order
                : Integer.compare(
                        a.numaNode().orElse(Integer.MAX_VALUE), b.numaNode().orElse(Integer.MAX_VALUE));
        return order != 0 ? order : a.size().compareTo(b.size());
    }

    private static MemoryPiece[][] byNode(MemoryPiece[] pieces, int nodes) {
        int[] sizes = new int[nodes];
        for (MemoryPiece piece : pieces) {
            sizes[piece.node()]++;
        }
        MemoryPiece[][] ofNode = new MemoryPiece[nodes][];
        for (int node = 0; node < nodes; node++) {
            ofNode[node] = new MemoryPiece[sizes[node]];
        }
        for (int i = pieces.length - 1; i >= 0; i--) {
            int node = pieces[i].node();
            ofNode[node][--sizes[node]] = pieces[i];
        }
        return ofNode;
    }

    private void addChunk(PoolChunk chunk, int number, SystemState state, List<MemoryPiece> all) {
        int stated = layout.node(chunk.numaNode().orElse(CpuLayout.NO_NODE));
        if (chunk.range().isEmpty()) {
            if (!chunk.size().isZero()) {
                all.add(new MemoryPiece(stated, number, false, MemoryRange.of(0, chunk.size())));
            }
            return;
        }
        List<MemoryRange> rest = List.of(chunk.range().get());
        if (!layout.isKnown(stated)) {
            for (NumaNode node : state.topology().nodes()) {
                int dense = layout.node(node.id());
                for (MemoryRange part : node.memory()) {
                    for (MemoryRange range : rest) {
                        range.intersection(part).ifPresent(each -> all.add(new MemoryPiece(dense, number, true, each)));
                    }
                    rest = without(rest, part);
                }
            }
        }
        for (MemoryRange range : rest) {
            all.add(new MemoryPiece(stated, number, true, range));
        }
    }

    private static List<MemoryRange> without(List<MemoryRange> ranges, MemoryRange part) {
        return new MemoryPool(ranges.stream().map(PoolChunk::at).toList()).gaps(List.of(part));
    }

    /** Makes everything free. */
    void reset() {
        for (MemoryPiece piece : pieces) {
            piece.reset();
        }
        for (int node = 0; node < ofNode.length; node++) {
            recount(node);
        }
    }

    private void recount(int node) {
        long sum = 0;
        long largest = 0;
        int runs = 0;
        for (MemoryPiece piece : ofNode[node]) {
            for (int run = 0; run < piece.runs(); run++) {
                long usable = piece.usable(run);
                sum += usable;
                largest = Math.max(largest, usable);
                runs += usable > 0 ? 1 : 0;
            }
        }
        freeOn[node] = sum;
        largestOn[node] = largest;
        runsOn[node] = runs;
    }

    /** Takes what is free of a range, wherever it lies in the pool; returns whether all of it that is in the pool was free. */
    boolean take(MemoryRange range, MemoryPiece.Taken taken) {
        boolean wasFree = true;
        for (MemoryPiece piece : pieces) {
            if (piece.isPlaced()) {
                long start = piece.offsetOf(range.base());
                long end = piece.endOf(range);
                if (start < end) {
                    wasFree &= piece.take(start, end, taken) == end - start;
                    recount(piece.node());
                }
            }
        }
        return wasFree;
    }

    /** Takes the first run of a node that is large enough, else all that there is; returns what is left to take. */
    long takeOn(int node, long bytes, MemoryPiece.Taken taken) {
        Run whole = firstFit(node, bytes);
        long left = bytes;
        if (whole.exists()) {
            left -= whole.piece().take(whole.from(), whole.from() + bytes, taken);
        }
        for (MemoryPiece piece : ofNode[node]) {
            while (left > 0 && piece.runs() > 0) {
                long start = piece.from(0);
                left -= piece.take(start, Math.min(piece.to(0), start + left), taken);
            }
        }
        recount(node);
        return left;
    }

    /** Makes free a range that was taken as a whole. */
    void giveBack(MemoryRange range) {
        for (MemoryPiece piece : pieces) {
            long start = piece.isPlaced() ? piece.offsetOf(range.base()) : 0;
            long end = piece.isPlaced() ? piece.endOf(range) : 0;
            if (start < end) {
                giveBack(piece, start, end);
            }
        }
    }

    /** Tells whether a range lies in the pool and nobody holds any of it. */
    boolean isFree(MemoryRange range) {
        long sum = 0;
        for (MemoryPiece piece : pieces) {
            if (piece.isPlaced()) {
                sum += piece.freeBetween(piece.offsetOf(range.base()), piece.endOf(range));
            }
        }
        return sum >= range.size();
    }

    void giveBack(MemoryPiece piece, long start, long end) {
        piece.giveBack(start, end);
        recount(piece.node());
    }

    /** Rounds up to pages; a size beyond the largest multiple becomes that. */
    static long roundUp(long bytes) {
        long page = MemoryRange.PAGE_SIZE;
        return bytes > Long.MAX_VALUE - page ? Long.MAX_VALUE & -page : (bytes + page - 1) & -page;
    }

    /** A place to take memory from: a piece and an offset in it, of which so many bytes are free. */
    record Run(MemoryPiece piece, long from, long bytes) {
        /** No place. */
        static final Run NONE = new Run(new MemoryPiece(0, 0, false, new MemoryRange(0, 1)), 0, 0);

        boolean exists() {
            return bytes > 0;
        }

        int node() {
            return piece.node();
        }

        boolean isAt(long address) {
            return piece.isPlaced() && piece.address(from) == address;
        }
    }

    /** Returns the run of a node in which a first-fit kernel puts a region: the lowest that is large enough. */
    Run firstFit(int node, long bytes) {
        if (largestOn[node] >= bytes) {
            for (MemoryPiece piece : ofNode[node]) {
                int run = piece.firstFit(bytes);
                if (run >= 0) {
                    return new Run(piece, piece.from(run), piece.usable(run));
                }
            }
        }
        return Run.NONE;
    }

    /** Returns the smallest run of a node that is large enough; of equal ones the lowest. */
    Run bestFit(int node, long bytes) {
        Run best = Run.NONE;
        if (largestOn[node] >= bytes) {
            for (MemoryPiece piece : ofNode[node]) {
                for (int run = 0; run < piece.runs(); run++) {
                    long usable = piece.usable(run);
                    if (usable >= bytes && (!best.exists() || usable < best.bytes())) {
                        best = new Run(piece, piece.from(run), usable);
                    }
                }
            }
        }
        return best;
    }

    /** Returns the lowest run from which a region reaches over the border of its node, in one chunk. */
    Run firstFitAcrossNodes(long bytes, boolean[] allowed) {
        for (int first = 0; first < pieces.length; first++) {
            MemoryPiece start = pieces[first];
            if (start.runs() == 0 || start.to(start.runs() - 1) != start.size() || !allowed[start.node()]) {
                continue;
            }
            long offset = start.from(start.runs() - 1);
            long sum = start.size() - offset;
            for (int next = first + 1; next < pieces.length; next++) {
                boolean isNext = pieces[next - 1].continuesIn(pieces[next]) && allowed[pieces[next].node()];
                if (!isNext) {
                    break;
                }
                if (sum + pieces[next].usable(0) >= bytes) {
                    return new Run(start, offset, bytes);
                }
                if (pieces[next].to(0) != pieces[next].size()) {
                    break;
                }
                sum += pieces[next].size();
            }
        }
        return Run.NONE;
    }

    /** Lists the usable lengths of a node's runs, in the order of addresses; returns the number of entries after them. */
    int listRuns(int node, Run[] into, int at) {
        int count = at;
        for (MemoryPiece piece : ofNode[node]) {
            for (int run = 0; run < piece.runs(); run++) {
                if (piece.usable(run) > 0) {
                    into[count++] = new Run(piece, piece.from(run), piece.usable(run));
                }
            }
        }
        return count;
    }

    /** Lists the usable lengths alone; returns the number of entries after them. */
    int listLengths(int node, long[] into, int at) {
        int count = at;
        for (MemoryPiece piece : ofNode[node]) {
            for (int run = 0; run < piece.runs(); run++) {
                long usable = piece.usable(run);
                if (usable > 0) {
                    into[count++] = usable;
                }
            }
        }
        return count;
    }

    /** Returns how many runs a node has that can be counted on. */
    int runsOn(int node) {
        return runsOn[node];
    }

    /** Returns the bytes of a node that can be counted on. */
    long freeOn(int node) {
        return freeOn[node];
    }

    /** Returns the largest region that fits on a node. */
    long largestOn(int node) {
        return largestOn[node];
    }

    /** Returns the free runs of all pieces, to compare two moments. */
    String snapshot() {
        return Arrays.toString(pieces) + Arrays.toString(freeOn) + Arrays.toString(largestOn);
    }
}
