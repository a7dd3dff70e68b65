// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.Arrays;

/**
 * The most bytes that so many of some nodes have in so many runs, for every number of nodes and runs: exact, by adding one node
 * after the other. A row for one more node costs O(runs of all nodes * regions) time and O(nodes * regions) memory, and is made when
 * it is asked for.
 */
final class RunTable {
    /** Cells of a table that is made; thousands of regions on a thousand nodes would fill the memory. */
    private static final long MOST_CELLS = 1 << 19;

    /** What no choice can reach is less than nothing. */
    private static final long NONE = Long.MIN_VALUE / 2;

    private final int[] nodes;
    private final int regions;
    /** For every node, the bytes of its longest run, its two longest and so on. */
    private final long[][] longest;

    private final int mostRuns;

    /** By the number of nodes chosen, how many of the first nodes may be among them, and the number of regions at most. */
    private final long[][][] most;

    private final Work work;
    private int rows = 1;

    /**
     * Starts a table.
     *
     * @param longest for every node of the host, the bytes of its longest runs: of none, of one, of two and so on
     * @param regions the most regions
     */
    RunTable(int[] nodes, long[][] longest, int regions, Work work) {
        this.nodes = nodes;
        this.longest = longest;
        this.regions = regions;
        this.work = work;
        this.most = new long[nodes.length + 1][][];
        this.most[0] = isTooLarge(0) ? new long[0][] : new long[nodes.length + 1][regions + 1];
        this.mostRuns =
                Arrays.stream(nodes).map(node -> longest[node].length - 1).max().orElse(0);
    }

    /** Tells whether the table would have too many cells with a row for so many nodes. */
    boolean isTooLarge(int chosen) {
        return (long) (nodes.length + 1) * (regions + 1) * (chosen + 1) > MOST_CELLS;
    }

    /** Returns the most regions that a number of nodes can make use of. */
    int mostRegions(int chosen) {
        return Math.min(regions, chosen * mostRuns);
    }

    /** Returns the most bytes of a number of nodes, each of which has one region at least; negative if that cannot be. */
    long most(int chosen, int inRegions) {
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
            long[] own = longest[nodes[i]];
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

    /** Returns the nodes that have the most bytes; of equal choices those that stand first. */
    int[] nodes(int chosen, int inRegions) {
        int[] found = new int[chosen];
        int left = inRegions;
        int row = chosen;
        for (int i = nodes.length; row > 0; i--) {
            if (most[row][i][left] != most[row][i - 1][left]) {
                found[row - 1] = nodes[i - 1];
                long[] own = longest[nodes[i - 1]];
                int runs = 1;
                while (most[row - 1][i - 1][left - runs] + own[runs] != most[row][i][left]) {
                    runs++;
                }
                left -= runs;
                row--;
            }
        }
        return found;
    }
}
