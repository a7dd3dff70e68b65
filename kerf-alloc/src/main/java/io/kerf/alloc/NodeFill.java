// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

/**
 * Says how many CPUs each node of a set gives to a compact request. Unshared cores come first; if they are too many, the node whose
 * CPUs shorten the distances most when they are left out gives less, the others all they have. That is the least mean distance
 * whenever the set has no node too many: between two nodes the sum of distances is concave, so it is least at an end.
 */
final class NodeFill {
    private final CpuLayout layout;
    private final NodeSupply supply;
    private final int[] counts;
    private int reduced = -1;
    private int firstReduced = -1;
    private int surplus;
    private long most;
    private int tried;

    NodeFill(CpuLayout layout, NodeSupply supply) {
        this.layout = layout;
        this.supply = supply;
        this.counts = new int[layout.nodes()];
    }

    /** Returns the CPUs of every node of the set filled last; others are not cleared. */
    int[] counts() {
        return counts;
    }

    /** Fills a set that has enough CPUs; returns false if one of its nodes is not needed for that. */
    boolean fill(int[] set, int size) {
        int wanted = supply.wanted();
        reduced = -1;
        if (wanted < size) {
            return false;
        }
        if (size == 1) {
            counts[set[0]] = wanted;
            return true;
        }
        int sum = 0;
        for (int i = 0; i < size; i++) {
            counts[set[i]] = supply.unshared(set[i]);
            sum += counts[set[i]];
        }
        boolean isShort = sum < wanted;
        if (isShort || SharedCoreDraw.missingNeeds(supply, set, size, counts) > 0) {
            SharedCoreDraw draw = new SharedCoreDraw(supply, counts);
            sum += draw.takeNeeded(set, size);
            sum += draw.takeMissing(set, size, wanted - sum, (node, other) -> isNearer(node, other, set, size));
        }
        if (sum > wanted) {
            leaveOut(set, size, sum - wanted);
        }
        for (int i = 0; i < size; i++) {
            if (counts[set[i]] == 0) {
                return false;
            }
        }
        return true;
    }

    /** A node that gives nothing yet comes first: it must give something, or the set has a node too many. */
    private boolean isNearer(int node, int other, int[] set, int size) {
        if (counts[node] == 0 || counts[other] == 0) {
            return counts[node] == 0 && counts[other] != 0;
        }
        long difference = 0;
        for (int i = 0; i < size; i++) {
            difference += (long) counts[set[i]]
                    * (layout.distanceBothWays(node, set[i]) - layout.distanceBothWays(other, set[i]));
        }
        return difference < 0;
    }

    /**
     * Fills the set filled last another way: another of its nodes gives less. Returns false once there is no other.
     *
     * @param isAny whether the way may be worse by distance
     */
    boolean nextWay(int[] set, int size, boolean isAny) {
        while (reduced >= 0 && tried < size) {
            int node = set[tried++];
            if (node != firstReduced) {
                counts[reduced] += surplus;
                boolean isWay = spare(node) >= surplus && (isAny || gain(set, size, node, surplus) == most);
                reduced = isWay ? node : reduced;
                counts[reduced] -= surplus;
                if (isWay) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Takes CPUs back, all from one node if that is possible; of equal nodes from the last. */
    private void leaveOut(int[] set, int size, int all) {
        int left = all;
        while (left > 0) {
            int chosen = -1;
            long best = Long.MIN_VALUE;
            for (int i = 0; i < size; i++) {
                long gain = spare(set[i]) > 0 ? gain(set, size, set[i], left) : Long.MIN_VALUE;
                if (gain >= best) {
                    best = gain;
                    chosen = set[i];
                }
            }
            int less = lower(chosen, left);
            boolean isOnly = less == all;
            reduced = isOnly ? chosen : -1;
            firstReduced = reduced;
            surplus = all;
            most = best;
            tried = 0;
            left -= less;
        }
    }

    /** How many CPUs a node may give less, if it is to give one at least. */
    private int spare(int node) {
        return counts[node] - 1;
    }

    private int lower(int node, int limit) {
        int less = Math.min(limit, spare(node));
        counts[node] -= less;
        return less;
    }

    /** By how much the sum of distances falls if a node, and if need be another, gives less. */
    private long gain(int[] set, int size, int node, int all) {
        long less = Math.min(all, spare(node));
        long own = counts[node];
        long gain = layout.distance(node, node) * less * (2 * own - less - 1);
        long second = 0;
        for (int i = 0; i < size; i++) {
            if (set[i] != node) {
                gain += less * counts[set[i]] * layout.distanceBothWays(node, set[i]);
            }
        }
        if (less < all) {
            counts[node] -= (int) less;
            for (int i = 0; i < size; i++) {
                if (set[i] != node && spare(set[i]) >= all - less) {
                    second = Math.max(second, gain(set, size, set[i], all - (int) less));
                }
            }
            counts[node] += (int) less;
        }
        return gain + second;
    }
}
