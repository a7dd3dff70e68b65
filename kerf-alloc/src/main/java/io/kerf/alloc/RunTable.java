// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The most bytes that so many of some nodes have in so many runs, for every number of nodes and runs: exact, by adding one node
 * after the other. A row for one more node costs O(runs of all nodes * regions) time and O(nodes * regions) memory, and is made when
 * it is asked for; where there are as many regions as nodes can have runs, the nodes with most bytes are the answer. Where the table
 * would outgrow a limit, those nodes with their longest runs are taken for it: then some choice may be overlooked.
 */
final class RunTable {
    /** Cells of a table that is made; thousands of regions on a thousand nodes would fill the memory. */
    private static final long MOST_CELLS = 1 << 19;

    /** More than any sum of runs that is asked for; what no choice can reach is less than nothing. */
    private static final long NONE = Long.MIN_VALUE / 2;

    private final int[] nodes;
    private final int regions;
    /** For each node, the bytes of its longest run, its two longest and so on. */
    private final long[][] longest;
    /** The positions of the nodes, those with most bytes first, and the most runs that one of them has. */
    private final int[] largestFirst;

    private final int mostRuns;

    /** By the number of nodes chosen, how many of the first nodes may be among them, and the number of regions at most. */
    private final long[][][] most;

    private final Work work;

    private int rows = 1;

    /**
     * Starts a table.
     *
     * @param longest for each of the nodes, the bytes of its longest runs: of none, of one, of two and so on
     * @param regions the most regions
     */
    RunTable(int[] nodes, long[][] longest, int regions, Work work) {
        this.work = work;
        this.nodes = nodes;
        this.longest = longest;
        this.regions = regions;
        this.most = new long[nodes.length + 1][][];
        this.most[0] = isTooLarge(0) ? new long[0][] : new long[nodes.length + 1][regions + 1];
        this.mostRuns =
                Arrays.stream(longest).mapToInt(each -> each.length - 1).max().orElse(0);
        this.largestFirst = IntStream.range(0, nodes.length)
                .boxed()
                .sorted(Comparator.comparingLong(i -> -all(i)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private long all(int i) {
        return longest[i][longest[i].length - 1];
    }

    /** Tells whether the number of regions does not matter, so that the nodes with most bytes have most. */
    private boolean isFree(int chosen, int inRegions) {
        return (long) chosen * mostRuns <= inRegions;
    }

    private boolean isTooLarge(int chosen) {
        return (long) (nodes.length + 1) * (regions + 1) * (chosen + 1) > MOST_CELLS;
    }

    /** The bytes that the nodes with most have in so many of their longest runs, one of each at least; negative if that cannot be. */
    private long ofLargest(int chosen, int inRegions) {
        if (inRegions < chosen) {
            return NONE;
        }
        long sum = 0;
        List<Long> further = new ArrayList<>();
        for (int i = 0; i < chosen; i++) {
            long[] own = longest[largestFirst[i]];
            work.add(own.length);
            sum += own[1];
            for (int runs = 2; runs < own.length; runs++) {
                further.add(own[runs] - own[runs - 1]);
            }
        }
        further.sort(Comparator.reverseOrder());
        for (int i = 0; i < Math.min(inRegions - chosen, further.size()); i++) {
            sum += further.get(i);
        }
        return sum;
    }

    /** Returns how many nodes there are. */
    int count() {
        return nodes.length;
    }

    /** Returns the most regions that a number of nodes can make use of. */
    int mostRegions(int chosen) {
        return Math.min(regions, chosen * mostRuns);
    }

    /** Returns the most bytes of a number of nodes, each of which has one region at least; negative if that cannot be. */
    long most(int chosen, int inRegions) {
        if (isFree(chosen, inRegions)) {
            long sum = 0;
            for (int i = 0; i < chosen; i++) {
                sum += all(largestFirst[i]);
            }
            return sum;
        }
        if (isTooLarge(chosen)) {
            return ofLargest(chosen, inRegions);
        }
        while (rows <= chosen) {
            addRow();
        }
        return most[chosen][nodes.length][inRegions];
    }

    private void addRow() {
        long[][] fewer = most[rows - 1];
        long[][] row = new long[nodes.length + 1][regions + 1];
        Arrays.fill(row[0], NONE);
        for (int i = 0; i < nodes.length; i++) {
            long[] own = longest[i];
            work.add((long) (regions + 1) * own.length);
            for (int all = 0; all <= regions; all++) {
                long best = row[i][all];
                for (int runs = 1; runs < own.length && runs <= all; runs++) {
                    best = Math.max(best, fewer[i][all - runs] + own[runs]);
                }
                row[i + 1][all] = best;
            }
        }
        most[rows++] = row;
    }

    /** Marks the nodes that have the most bytes; of equal choices those that stand first. */
    void mark(int chosen, int inRegions, boolean[] marks) {
        if (isFree(chosen, inRegions) || isTooLarge(chosen)) {
            for (int i = 0; i < chosen; i++) {
                marks[nodes[largestFirst[i]]] = true;
            }
            return;
        }
        int left = inRegions;
        int row = chosen;
        for (int i = nodes.length; row > 0; i--) {
            if (most[row][i][left] != most[row][i - 1][left]) {
                marks[nodes[i - 1]] = true;
                int runs = 1;
                while (most[row - 1][i - 1][left - runs] + longest[i - 1][runs] != most[row][i][left]) {
                    runs++;
                }
                left -= runs;
                row--;
            }
        }
    }
}
