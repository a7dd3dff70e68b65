// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import org.jspecify.annotations.Nullable;

/**
 * Shares a request out evenly over nodes: the smallest share is as large as it can be, then the next smallest. Shares no more
 * cores than any other answer must. Shares are whole cores if the number of CPUs is a multiple of the threads of a core and
 * makes at least two cores, or if whole cores are asked for; else CPUs. Nodes that run dry drop out; what is left over goes to the nodes with most left.
 */
final class SpreadSearch {
    private final TopologyIndex index;
    private final NodeSupply supply;
    private final int cpus;
    private final NodeFilter needed;
    private final SmtPolicy smt;

    SpreadSearch(TopologyIndex index, NodeSupply supply, int cpus, NodeFilter needed, SmtPolicy smt) {
        this.index = index;
        this.supply = supply;
        this.cpus = cpus;
        this.needed = needed;
        this.smt = smt;
    }

    /** Returns the shares, or null if there are not enough CPUs. */
    @Nullable
    CpuShares find() {
        int[] nodes = supply.nodes();
        if (supply.leastShared(nodes, cpus, needed) == NodeSupply.IMPOSSIBLE) {
            return null;
        }
        CpuShares shares = new CpuShares(supply, nodes, index.nodeCount());
        int left = cpus - shares.takeNeeded(needed, cpus);
        int sum = 0;
        for (int node : nodes) {
            sum += supply.unshared(node);
        }
        if (left >= sum) {
            for (int node : nodes) {
                shares.setUnshared(node, supply.unshared(node));
            }
            shares.takeMissing(left - sum, (node, other, soFar) -> soFar.of(node) < soFar.of(other));
            return shares;
        }
        int unit = unitFor(left, nodes);
        int rounded = (left + unit - 1) / unit * unit;
        shareOut(rounded, unit, shares);
        takeBack(rounded - left, shares);
        moveToNeeded(unit, shares);
        return shares;
    }

    /** Leaves a core unfilled on the last node that has one. */
    private static void takeBack(int surplus, CpuShares shares) {
        int last = -1;
        for (int node : shares.nodes()) {
            last = shares.unshared(node) > surplus ? node : last;
        }
        if (surplus > 0) {
            shares.setUnshared(last, shares.unshared(last) - surplus);
        }
    }

    private int unitFor(int count, int[] nodes) {
        int threads = index.threadsPerCore();
        int wanted = (count + threads - 1) / threads;
        if (threads == 1 || smt != SmtPolicy.WHOLE && (count % threads != 0 || wanted < 2)) {
            return 1;
        }
        int cores = 0;
        for (int node : nodes) {
            cores += supply.unshared(node) / threads;
        }
        return cores >= wanted ? threads : 1;
    }

    /** Raises all shares by the same number of units while that is possible, then hands out single units. */
    private void shareOut(int count, int unit, CpuShares shares) {
        int units = count / unit;
        while (units > 0) {
            int open = 0;
            for (int node : shares.nodes()) {
                open += room(node, unit, shares) > 0 ? 1 : 0;
            }
            int step = units / open;
            for (int node : shares.nodes()) {
                int given = Math.min(step, room(node, unit, shares));
                shares.setUnshared(node, shares.unshared(node) + given * unit);
                units -= given;
            }
            if (step == 0) {
                giveOneEach(units, unit, shares);
                return;
            }
        }
    }

    /** Hands out fewer units than there are nodes with room: most room first, then lowest id. */
    private void giveOneEach(int units, int unit, CpuShares shares) {
        boolean[] hasOne = new boolean[index.nodeCount()];
        for (int i = 0; i < units; i++) {
            int chosen = -1;
            for (int node : shares.nodes()) {
                boolean isMore = chosen < 0 || room(node, unit, shares) > room(chosen, unit, shares);
                if (!hasOne[node] && room(node, unit, shares) > 0 && isMore) {
                    chosen = node;
                }
            }
            hasOne[chosen] = true;
            shares.setUnshared(chosen, shares.unshared(chosen) + unit);
        }
    }

    private int room(int node, int unit, CpuShares shares) {
        return (supply.unshared(node) - shares.unshared(node)) / unit;
    }

    /** If no needed node got a CPU, the largest of them takes one from the node with most. */
    private void moveToNeeded(int unit, CpuShares shares) {
        int to = -1;
        int from = -1;
        for (int node : shares.nodes()) {
            if (needed.accepts(node) && shares.of(node) > 0) {
                return;
            }
            if (needed.accepts(node) && (to < 0 || supply.unshared(node) > supply.unshared(to))) {
                to = node;
            }
            if (from < 0 || shares.of(node) > shares.of(from)) {
                from = node;
            }
        }
        int moved = supply.unshared(to) >= unit ? Math.min(unit, shares.unshared(from)) : 1;
        shares.setUnshared(from, shares.unshared(from) - moved);
        shares.setUnshared(to, shares.unshared(to) + moved);
    }
}
