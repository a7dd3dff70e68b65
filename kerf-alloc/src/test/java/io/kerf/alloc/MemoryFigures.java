// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.ChurnHost.Choice;
import io.kerf.model.CpuAffinity;
import io.kerf.model.MemoryPolicy;
import java.util.Arrays;
import java.util.stream.IntStream;

/** How good the memory of a placement is, beside the best that there could have been. */
final class MemoryFigures {
    private final ChurnHost host;
    private final PlacementRequest request;
    private final ChurnRoom room;
    private final Choice choice;
    private final int[] counts;

    MemoryFigures(ChurnHost host, PlacementRequest request, ChurnRoom room, Choice choice) {
        this.host = host;
        this.request = request;
        this.room = room;
        this.choice = choice;
        this.counts = ChurnJudge.counts(host, choice);
    }

    void addTo(ChurnMeasures measures) {
        double other = 0;
        double far = 0;
        double mean = 0;
        for (long[] piece : choice.pieces()) {
            int node = (int) piece[0];
            other += host.isOrdinary[node] || request.numaNodes().contains(node) ? 0 : piece[2];
            far += counts[node] == 0 ? piece[2] : 0;
            mean += distance(counts, node) * piece[2] / room.bytes;
        }
        boolean isOrdinaryEnough =
                IntStream.range(0, host.nodes).anyMatch(node -> room.fits[node] && host.isOrdinary[node]);
        measures.add(ChurnMeasure.TIER, other / room.bytes, room.bytes);
        measures.add(ChurnMeasure.TIER_EXCESS, isOrdinaryEnough ? other / room.bytes : 0, room.bytes);
        if (request.memoryPolicy() == MemoryPolicy.INTERLEAVE) {
            measures.add(ChurnMeasure.INTERLEAVE_GAP, interleaveGap());
            return;
        }
        boolean isSpread = request.affinity() == CpuAffinity.SPREAD;
        double least = isSpread ? nearestTo(counts) : nearestPossible();
        measures.add(ChurnMeasure.MEMORY_REGRET, mean / least - 1, room.bytes);
        int nodes = (int) IntStream.of(counts).filter(count -> count > 0).count();
        boolean isIsolated = IntStream.of(choice.cpus()).noneMatch(cpu -> room.held[host.coreOf[cpu]]);
        if (!isSpread && isIsolated && nodes == room.fewestNodesIsolated()) {
            measures.add(ChurnMeasure.MEMORY_REGRET_ISOLATED, mean / nearestOn(nodes) - 1, room.bytes);
        }
        double remote = far / room.bytes;
        measures.add(ChurnMeasure.REMOTE, remote, room.bytes);
        measures.add(ChurnMeasure.REMOTE_EXCESS, room.mayHaveMemoryOnSomeNode() ? remote : 0, room.bytes);
        boolean mayBeHere = request.affinity() == CpuAffinity.LOCAL || room.mayHaveMemoryOnItsNodes(!isSpread);
        measures.add(ChurnMeasure.REMOTE_EXCESS_ISOLATED, mayBeHere ? remote : 0, room.bytes);
    }

    private double interleaveGap() {
        long targets = IntStream.of(counts).filter(count -> count > 0).count();
        double[] here = new double[host.nodes];
        for (long[] piece : choice.pieces()) {
            here[(int) piece[0]] += piece[2];
        }
        double sum = 0;
        for (int node = 0; node < host.nodes; node++) {
            sum += Math.abs(here[node] - (counts[node] > 0 ? (double) room.bytes / targets : 0));
        }
        return sum / (2.0 * room.bytes);
    }

    private double distance(int[] cpus, int to) {
        double sum = 0;
        for (int from = 0; from < host.nodes; from++) {
            sum += (double) cpus[from] * host.distance[from][to];
        }
        return sum / room.wanted;
    }

    /** The least mean distance from some CPUs to a node with room: a spread request wants its CPUs far from each other. */
    private double nearestTo(int[] cpus) {
        return IntStream.range(0, host.nodes)
                .filter(node -> room.fits[node])
                .mapToDouble(node -> distance(cpus, node))
                .min()
                .orElseThrow();
    }

    /** The least mean distance that any free CPUs have to any node with room. */
    private double nearestPossible() {
        return IntStream.range(0, host.nodes)
                .filter(node -> room.fits[node])
                .mapToDouble(node -> distance(nearest(node), node))
                .min()
                .orElseThrow();
    }

    /** The free CPUs that are nearest to a node. */
    private int[] nearest(int to) {
        int[] order = IntStream.range(0, host.nodes)
                .boxed()
                .sorted((a, b) -> Integer.compare(host.distance[a][to], host.distance[b][to]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] taken = new int[host.nodes];
        int left = room.wanted;
        for (int from : order) {
            taken[from] = Math.min(left, room.free[from]);
            left -= taken[from];
        }
        return taken;
    }

    /** The least mean distance that CPUs of so many nodes, all on cores that nobody is on, have to any node with room. */
    private double nearestOn(int nodes) {
        double best = Double.MAX_VALUE;
        for (int to = 0; to < host.nodes; to++) {
            if (room.fits[to] && (!room.isMemoryLocal || nodes > 1 || room.unshared[to] > 0)) {
                best = Math.min(best, nearestOn(nodes, to));
            }
        }
        return best;
    }

    /** Fills the CPUs up node by node: what so many of them cost at least on so many nodes. */
    private double nearestOn(int nodes, int to) {
        double[][] least = new double[nodes + 1][room.wanted + 1];
        for (double[] row : least) {
            Arrays.fill(row, Double.MAX_VALUE);
        }
        least[0][0] = 0;
        for (int from = 0; from < host.nodes; from++) {
            for (int used = nodes; used > 0; used--) {
                for (int cpus = room.wanted; cpus > 0; cpus--) {
                    for (int given = 1; given <= Math.min(cpus, room.unshared[from]); given++) {
                        double with = least[used - 1][cpus - given] + (double) given * host.distance[from][to];
                        least[used][cpus] = Math.min(least[used][cpus], with);
                    }
                }
            }
        }
        return least[nodes][room.wanted] / room.wanted;
    }
}
