// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.Arrays;

/**
 * Shares a request out evenly over nodes: the smallest share is as large as it can be, then the next smallest. Shares no more
 * cores than any other answer must. Shares are whole cores if the number of CPUs is a multiple of the threads of a core and
 * makes at least two cores, or if whole cores are asked for; else CPUs. Nodes that run dry drop out; what is left over goes to the
 * nodes with most left.
 */
final class SpreadSearch {
    private final CpuLayout layout;
    private final NodeSupply supply;
    private final SmtPolicy smt;
    private final Work work;
    private final int[] nodes;
    private final int size;
    private final int[] counts;
    private int leastShared = NodeSupply.IMPOSSIBLE;
    private int[] mostEven = new int[0];

    SpreadSearch(CpuLayout layout, NodeSupply supply, SmtPolicy smt, Work work) {
        this.layout = layout;
        this.supply = supply;
        this.smt = smt;
        this.work = work;
        this.nodes = supply.nodes();
        this.size = supply.count();
        this.counts = new int[layout.nodes()];
    }

    /** Returns the CPUs of every node. */
    int[] counts() {
        return counts;
    }

    /** Shares the request out; returns false if there are not enough CPUs. */
    boolean find() {
        work.add(size);
        if (supply.leastShared(nodes, size) == NodeSupply.IMPOSSIBLE) {
            return false;
        }
        int wanted = supply.wanted();
        int sum = supply.sumUnshared(nodes, size);
        if (sum < wanted || mustShareForNeed()) {
            shareCores(wanted - sum);
            return true;
        }
        int unit = unitFor(wanted);
        int rounded = (wanted + unit - 1) / unit * unit;
        shareOut(rounded / unit, unit);
        leaveCoreUnfilled(rounded - wanted);
        if (isNeedMissing() && smt != SmtPolicy.WHOLE && ExactSearch.isSmall(supply)) {
            new ExactSearch(layout, supply, this::offer).run();
        }
        while (isNeedMissing()) {
            moveToNeeded(unit);
        }
        return true;
    }

    /** Of few ways the best is taken; else all CPUs of the cores that are shared, and from the largest shares back what is too much. */
    private void shareCores(int missing) {
        if (ExactSearch.isSmall(supply)) {
            new ExactSearch(layout, supply, this::offer).run();
            return;
        }
        takeAll();
        SharedCoreDraw draw = new SharedCoreDraw(supply, counts);
        int drawn = draw.takeNeeded(nodes, size);
        drawn += draw.takeMissing(nodes, size, missing - drawn, (node, other) -> counts[node] < counts[other]);
        takeBack(drawn - missing);
    }

    private void offer(int[] set, int count, int[] given, int shared) {
        work.add(count);
        int[] sorted = given.clone();
        Arrays.sort(sorted);
        if (shared < leastShared || shared == leastShared && Arrays.compare(sorted, mostEven) > 0) {
            leastShared = shared;
            mostEven = sorted;
            System.arraycopy(given, 0, counts, 0, counts.length);
        }
    }

    /** Tells whether an answer is as even as another and shares no more cores. */
    boolean isAsGoodAs(SpreadSearch other) {
        int[] mine = counts.clone();
        int[] others = other.counts.clone();
        Arrays.sort(mine);
        Arrays.sort(others);
        return Arrays.equals(mine, others) && shared() <= other.shared();
    }

    /** Returns how many cores are shared. */
    int shared() {
        int sum = 0;
        for (int i = 0; i < size; i++) {
            sum += supply.sharedFor(nodes[i], counts[nodes[i]]);
        }
        return sum;
    }

    private boolean mustShareForNeed() {
        int missing = supply.need().count();
        for (int i = 0; i < size && missing > 0; i++) {
            missing -= supply.need().accepts(nodes[i]) && supply.unshared(nodes[i]) > 0 ? 1 : 0;
        }
        return missing > 0;
    }

    private void takeAll() {
        for (int i = 0; i < size; i++) {
            counts[nodes[i]] = supply.unshared(nodes[i]);
        }
    }

    /** Gives CPUs back, one by one from the node with most; as long as that goes round some nodes, whole rounds at once. */
    private void takeBack(int surplus) {
        int left = surplus;
        while (left > 0) {
            work.add(size);
            int most = 0;
            int next = 1;
            int atMost = 0;
            for (int i = 0; i < size; i++) {
                int share = counts[nodes[i]];
                next = share > most ? Math.max(next, most) : share < most ? Math.max(next, share) : next;
                atMost = share > most ? 1 : atMost + (share == most ? 1 : 0);
                most = Math.max(most, share);
            }
            int rounds = Math.min(most - next, left / atMost);
            if (rounds > 0) {
                lower(most, rounds);
                left -= rounds * atMost;
            } else {
                counts[giver()]--;
                left--;
            }
        }
    }

    private void lower(int share, int less) {
        for (int i = 0; i < size; i++) {
            counts[nodes[i]] -= counts[nodes[i]] == share ? less : 0;
        }
    }

    /** Takes a few CPUs back from the last node that has more. */
    private void leaveCoreUnfilled(int surplus) {
        int last = -1;
        for (int i = 0; i < size; i++) {
            last = counts[nodes[i]] > surplus ? nodes[i] : last;
        }
        if (surplus > 0) {
            counts[last] -= surplus;
        }
    }

    private int unitFor(int wanted) {
        int threads = layout.threadsPerCore();
        int cores = (wanted + threads - 1) / threads;
        if (threads == 1 || smt != SmtPolicy.WHOLE && (wanted % threads != 0 || cores < 2)) {
            return 1;
        }
        int room = 0;
        for (int i = 0; i < size; i++) {
            room += supply.unshared(nodes[i]) / threads;
        }
        return room >= cores ? threads : 1;
    }

    /** Raises all shares by the same number of units while that is possible, then hands out single units. */
    private void shareOut(int wantedUnits, int unit) {
        int units = wantedUnits;
        while (units > 0) {
            work.add(size);
            int open = 0;
            for (int i = 0; i < size; i++) {
                open += room(nodes[i], unit) > 0 ? 1 : 0;
            }
            int step = units / open;
            for (int i = 0; i < size; i++) {
                int given = Math.min(step, room(nodes[i], unit));
                counts[nodes[i]] += given * unit;
                units -= given;
            }
            if (step == 0) {
                giveOneEach(units, unit);
                return;
            }
        }
    }

    /** Hands out fewer units than there are nodes with room: most room first, needed nodes before others, then lowest id. */
    private void giveOneEach(int units, int unit) {
        boolean[] hasOne = new boolean[layout.nodes()];
        work.add((long) units * size);
        for (int given = 0; given < units; given++) {
            int chosen = -1;
            for (int i = 0; i < size; i++) {
                int node = nodes[i];
                boolean isOpen = !hasOne[node] && room(node, unit) > 0;
                chosen = isOpen && (chosen < 0 || isBefore(node, chosen, unit)) ? node : chosen;
            }
            hasOne[chosen] = true;
            counts[chosen] += unit;
        }
    }

    private boolean isBefore(int node, int other, int unit) {
        boolean isNeeded = supply.need().accepts(node);
        if (counts[node] == 0 && counts[other] == 0 && isNeeded != supply.need().accepts(other)) {
            return isNeeded;
        }
        return room(node, unit) > room(other, unit);
    }

    private int room(int node, int unit) {
        return (supply.unshared(node) - counts[node]) / unit;
    }

    private boolean isNeedMissing() {
        return SharedCoreDraw.missingNeeds(supply, nodes, size, counts) > 0;
    }

    /** The largest needed node that gives nothing takes from the node with most. */
    private void moveToNeeded(int unit) {
        int to = -1;
        for (int i = 0; i < size; i++) {
            boolean isCandidate = supply.need().accepts(nodes[i]) && counts[nodes[i]] == 0;
            to = isCandidate && (to < 0 || supply.unshared(nodes[i]) > supply.unshared(to)) ? nodes[i] : to;
        }
        int from = giver();
        int moved = supply.unshared(to) >= unit ? Math.min(unit, counts[from]) : 1;
        moved = supply.need().accepts(from) ? Math.min(moved, counts[from] - 1) : moved;
        counts[from] -= moved;
        counts[to] += moved;
    }

    /** The node with the largest share, of equal ones the last; a needed one keeps a CPU. */
    private int giver() {
        int from = -1;
        for (int i = 0; i < size; i++) {
            int node = nodes[i];
            boolean mayGive = counts[node] > (supply.need().accepts(node) ? 1 : 0);
            from = mayGive && (from < 0 || counts[node] >= counts[from]) ? node : from;
        }
        return from;
    }
}
