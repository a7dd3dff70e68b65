// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

/**
 * How much farther the CPUs of a choice are from each other than they had to be. On few nodes all sets of nodes are tried, else sets
 * that grow from each node by the nearest; of each set all nodes are whole but one.
 */
final class PairRegret {
    private static final int FEW = 8;

    private final ChurnHost host;
    private final int[] free;
    private final int wanted;

    PairRegret(ChurnHost host, int[] free, int wanted) {
        this.host = host;
        this.free = free;
        this.wanted = wanted;
    }

    double of(int[] counts) {
        double actual = pairs(counts);
        double best = actual;
        if (host.nodes <= FEW) {
            for (int set = 1; set < 1 << host.nodes; set++) {
                best = Math.min(best, best(set));
            }
        } else {
            for (int seed = 0; seed < host.nodes; seed++) {
                best = Math.min(best, grown(seed));
            }
        }
        return actual / best - 1;
    }

    private double best(int set) {
        int[] counts = new int[host.nodes];
        int sum = 0;
        for (int node = 0; node < host.nodes; node++) {
            counts[node] = (set >>> node & 1) != 0 ? free[node] : 0;
            sum += counts[node];
        }
        int surplus = sum - wanted;
        double best = Double.MAX_VALUE;
        for (int node = 0; node < host.nodes && surplus >= 0; node++) {
            if (counts[node] > surplus) {
                counts[node] -= surplus;
                best = Math.min(best, pairs(counts));
                counts[node] += surplus;
            }
        }
        return best;
    }

    private double grown(int seed) {
        int[] counts = new int[host.nodes];
        int left = wanted;
        int next = seed;
        while (left > 0 && next >= 0) {
            counts[next] = Math.min(left, free[next]);
            left -= counts[next];
            double least = Double.MAX_VALUE;
            next = -1;
            for (int node = 0; node < host.nodes; node++) {
                double sum = 0;
                for (int other = 0; other < host.nodes; other++) {
                    sum += (double) counts[other] * host.distance[node][other];
                }
                if (counts[node] == 0 && free[node] > 0 && sum < least) {
                    least = sum;
                    next = node;
                }
            }
        }
        return left > 0 ? Double.MAX_VALUE : pairs(counts);
    }

    private double pairs(int[] counts) {
        double sum = 0;
        for (int from = 0; from < host.nodes; from++) {
            for (int to = 0; to < host.nodes && counts[from] > 0; to++) {
                sum += (double) counts[from] * (counts[to] - (from == to ? 1 : 0)) * host.distance[from][to];
            }
        }
        return sum;
    }
}
