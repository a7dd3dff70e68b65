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
    /** By how much a CPU of each node of the set adds to the sum of distances, but for those to the node's own. */
    private final long[] pull;

    private int reduced = -1;
    private int firstReduced = -1;
    private int surplus;
    private long most;
    private int tried;

    NodeFill(CpuLayout layout, NodeSupply supply) {
        this.layout = layout;
        this.supply = supply;
        this.counts = new int[layout.nodes()];
        this.pull = new long[layout.nodes()];
    }

    /** Returns what the nodes can give. */
    NodeSupply supply() {
        return supply;
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
            sum += draw.takeMissing(set, size, wanted - sum, new NearestFirst(set, size));
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
    private final class NearestFirst implements SharedCoreDraw.NodeOrder {
        private final int[] set;
        private final int size;

        NearestFirst(int[] set, int size) {
            this.set = set;
            this.size = size;
            pullAll(set, size);
        }

        @Override
        public boolean isBefore(int node, int other) {
            if (counts[node] == 0 || counts[other] == 0) {
                return counts[node] == 0 && counts[other] != 0;
            }
            // Here those to the node's own CPUs count too.
            long own = (long) counts[node] * layout.distanceBothWays(node, node);
            long others = (long) counts[other] * layout.distanceBothWays(other, other);
            return pull[node] + own < pull[other] + others;
        }

        @Override
        public void taken(int node, int more) {
            for (int i = 0; i < size; i++) {
                pull[set[i]] += more * between(node, set[i]);
            }
        }
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
                boolean isWay =
                        spare(node) >= surplus && (isAny || gain(node, surplus, pullOf(set, size, node)) == most);
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
        pullAll(set, size);
        int left = all;
        while (left > 0) {
            int chosen = mostGain(set, size, left);
            int less = Math.min(left, spare(chosen));
            counts[chosen] -= less;
            boolean isOnly = less == all;
            reduced = isOnly ? chosen : -1;
            firstReduced = reduced;
            surplus = all;
            tried = 0;
            left -= less;
            for (int i = 0; i < size && left > 0; i++) {
                pull[set[i]] -= less * between(chosen, set[i]);
            }
        }
    }

    /** Returns the node whose CPUs shorten the distances most if it, and if need be another, gives less. */
    private int mostGain(int[] set, int size, int all) {
        int mostSpare = 0;
        for (int i = 0; i < size; i++) {
            mostSpare = Math.max(mostSpare, spare(set[i]));
        }
        int chosen = -1;
        most = Long.MIN_VALUE;
        for (int i = 0; i < size; i++) {
            int node = set[i];
            int less = Math.min(all, spare(node));
            if (less > 0) {
                long gain = gain(node, less, pull[node]);
                gain += less < all && all - less <= mostSpare ? secondGain(set, size, node, less, all - less) : 0;
                if (gain >= most) {
                    most = gain;
                    chosen = node;
                }
            }
        }
        return chosen;
    }

    /** The most that another node can add that gives less by the rest. */
    private long secondGain(int[] set, int size, int node, int less, int rest) {
        long best = 0;
        for (int i = 0; i < size; i++) {
            int other = set[i];
            if (other != node && spare(other) >= rest) {
                best = Math.max(best, gain(other, rest, pull[other] - less * between(node, other)));
            }
        }
        return best;
    }

    /** How many CPUs a node may give less, if it is to give one at least. */
    private int spare(int node) {
        return counts[node] - 1;
    }

    /** By how much the sum of distances falls if a node gives less. */
    private long gain(int node, int less, long pull) {
        return less * (layout.distance(node, node) * (2L * counts[node] - less - 1) + pull);
    }

    private void pullAll(int[] set, int size) {
        for (int i = 0; i < size; i++) {
            pull[set[i]] = pullOf(set, size, set[i]);
        }
    }

    private long pullOf(int[] set, int size, int node) {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += counts[set[i]] * between(node, set[i]);
        }
        return sum;
    }

    /** The distance both ways between two nodes, none of a node to itself. */
    private long between(int node, int other) {
        return node == other ? 0 : layout.distanceBothWays(node, other);
    }
}
