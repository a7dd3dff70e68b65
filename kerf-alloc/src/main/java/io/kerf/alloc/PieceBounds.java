// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.Arrays;

/**
 * Tells whether so many nodes have the memory of a request in as many regions as are allowed, in nearly all cases without going
 * through choices. A price is put on each region: then every node is worth what its longer runs exceed the price by, the nodes worth
 * most are the best choice, and what they are worth with the price of all regions is more than any choice has. If that is too
 * little at some price, no choice will do; if the nodes that are best at some price have the memory, they are one. Prices are halved
 * down on; if neither is so at any, it stays open.
 */
final class PieceBounds {
    private final int[] unshared;
    private final int[] shared;
    private final long[][] longest;
    private final int regions;
    private final long bytes;
    private final Work work;
    private final long longestRun;
    private int[] set = new int[0];

    /** What is known of the choices of a size. */
    enum Verdict {
        /** None has the memory. */
        NONE,
        /** One has it. */
        FOUND,
        /** Unknown. */
        OPEN
    }

    /**
     * Starts with the nodes of two kinds, of each of which a number is chosen.
     *
     * @param longest for every node, the bytes of its longest runs: of none, of one, of two and so on
     */
    PieceBounds(int[] unshared, int[] shared, long[][] longest, int regions, long bytes, Work work) {
        this.unshared = unshared;
        this.shared = shared;
        this.longest = longest;
        this.regions = regions;
        this.bytes = bytes;
        this.work = work;
        long most = 0;
        for (int[] some : new int[][] {unshared, shared}) {
            for (int node : some) {
                most = Math.max(most, longest[node].length > 1 ? longest[node][1] : 0);
            }
        }
        this.longestRun = most;
    }

    /** Returns the nodes that were found last. */
    int[] set() {
        return set;
    }

    /** Judges the choices of a number of nodes, so many of the second kind. */
    Verdict judge(int ofShared, int size) {
        if (ofShared > shared.length || size - ofShared > unshared.length) {
            return Verdict.NONE;
        }
        int[] best = new int[size];
        int[] last = new int[size];
        long low = 0;
        long high = longestRun;
        long price = 0;
        while (true) {
            long worth = choose(unshared, size - ofShared, price, best, 0)
                    + choose(shared, ofShared, price, best, size - ofShared);
            if (worth + saturated(price) < bytes) {
                return Verdict.NONE;
            }
            if (price == 0 || !Arrays.equals(best, last)) {
                if (most(best) >= bytes) {
                    set = best;
                    return Verdict.FOUND;
                }
                System.arraycopy(best, 0, last, 0, size);
            }
            if (high - low < 2) {
                return Verdict.OPEN;
            }
            if (used(best, price) > regions) {
                low = price;
            } else {
                high = price;
            }
            high = price == 0 ? longestRun : high;
            price = low + (high - low) / 2;
        }
    }

    private long saturated(long price) {
        return price > Long.MAX_VALUE / 4 / regions ? Long.MAX_VALUE / 4 : price * regions;
    }

    /** Puts the nodes worth most at a price into a set, lower ones of equal worth first; returns what they are worth. */
    private long choose(int[] nodes, int count, long price, int[] into, int at) {
        if (count == 0) {
            return 0;
        }
        work.add(nodes.length);
        long[] worths = new long[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            int runs = longerThan(nodes[i], price);
            worths[i] = longest[nodes[i]][runs] - runs * price;
        }
        long[] sorted = worths.clone();
        Arrays.sort(sorted);
        long least = sorted[nodes.length - count];
        int ofLeast = 0;
        for (int i = nodes.length - count; i < nodes.length && sorted[i] == least; i++) {
            ofLeast++;
        }
        long sum = 0;
        int next = at;
        for (int i = 0; i < nodes.length; i++) {
            if (worths[i] > least || worths[i] == least && ofLeast-- > 0) {
                into[next++] = nodes[i];
                sum += worths[i];
            }
        }
        return sum;
    }

    /** Returns how many runs of a node are longer than so many bytes. */
    private int longerThan(int node, long length) {
        long[] own = longest[node];
        int few = 0;
        int many = own.length;
        while (many - few > 1) {
            int middle = (few + many) >>> 1;
            if (own[middle] - own[middle - 1] > length) {
                few = middle;
            } else {
                many = middle;
            }
        }
        return few;
    }

    private long used(int[] nodes, long price) {
        long used = 0;
        for (int node : nodes) {
            used += longerThan(node, price);
        }
        return used;
    }

    /** Returns the most bytes that some nodes have in all regions. */
    private long most(int[] nodes) {
        long tooShort = -1;
        long enough = longestRun;
        while (enough - tooShort > 1) {
            work.add(nodes.length);
            long middle = tooShort + (enough - tooShort) / 2;
            long used = used(nodes, middle);
            if (used > regions) {
                tooShort = middle;
            } else {
                enough = middle;
            }
            if (used == regions) {
                break;
            }
        }
        long sum = 0;
        int count = 0;
        for (int node : nodes) {
            int runs = longerThan(node, enough);
            sum += longest[node][runs];
            count += runs;
        }
        // There are more runs of just that length than are left, or it is nothing.
        return sum + (regions - count) * enough;
    }
}
