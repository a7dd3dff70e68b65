// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.ChurnHost.Choice;
import io.kerf.model.CpuAffinity;
import io.kerf.model.MemoryPolicy;
import java.util.Arrays;
import java.util.stream.IntStream;

/** How good the CPUs of a placement are, beside the best that there could have been. */
final class CpuFigures {
    private final ChurnHost host;
    private final PlacementRequest request;
    private final ChurnRoom room;
    private final Choice choice;
    private final int[] counts;

    CpuFigures(ChurnHost host, PlacementRequest request, ChurnRoom room, Choice choice) {
        this.host = host;
        this.request = request;
        this.room = room;
        this.choice = choice;
        this.counts = ChurnJudge.counts(host, choice);
    }

    void addTo(ChurnMeasures measures) {
        int shared = (int) IntStream.of(choice.cpus())
                .map(cpu -> host.coreOf[cpu])
                .filter(core -> room.held[core])
                .distinct()
                .count();
        boolean isLeast = shared == room.fewestShared();
        measures.add(ChurnMeasure.LEAKY, shared > 0);
        measures.add(ChurnMeasure.LEAK_EXCESS, shared - (double) room.fewestShared());
        if (request.affinity() == CpuAffinity.COMPACT) {
            compact(shared, isLeast, measures);
        }
        if (request.affinity() == CpuAffinity.SPREAD) {
            measures.add(ChurnMeasure.SPREAD_GAP, spreadGap(room.free));
            boolean isFreeOfNeeds =
                    IntStream.of(room.unshared).sum() >= room.wanted && request.memoryPolicy() == MemoryPolicy.NONE;
            if (isFreeOfNeeds && isLeast) {
                measures.add(ChurnMeasure.SPREAD_GAP_ISOLATED, spreadGap(room.unshared));
            }
        }
    }

    private void compact(int shared, boolean isLeast, ChurnMeasures measures) {
        int nodes = (int) IntStream.of(counts).filter(count -> count > 0).count();
        measures.add(ChurnMeasure.NODES_EXCESS, nodes - (double) room.fewestNodes());
        measures.add(ChurnMeasure.SOCKETS_EXCESS, sockets() - (double) fewestSockets());
        measures.add(ChurnMeasure.PAIR_REGRET, pairRegret(nodes, room.free));
        if (isLeast) {
            measures.add(ChurnMeasure.NODES_EXCESS_ISOLATED, nodes - (double) room.fewestNodesIsolated());
        }
        if (shared == 0) {
            measures.add(ChurnMeasure.PAIR_REGRET_ISOLATED, pairRegret(nodes, room.unshared));
            measures.add(ChurnMeasure.CACHES_EXCESS, caches() - (double) fewestCaches());
        }
    }

    private double pairRegret(int nodes, int[] supply) {
        return nodes == 1 ? 0 : new PairRegret(host, supply, room.wanted).of(counts);
    }

    private int sockets() {
        return (int) IntStream.range(0, host.nodes)
                .filter(node -> counts[node] > 0)
                .map(node -> host.socketOfNode[node])
                .distinct()
                .count();
    }

    private int fewestSockets() {
        int[] perSocket = new int[host.nodes];
        for (int node = 0; node < host.nodes; node++) {
            perSocket[host.socketOfNode[node]] += room.free[node];
        }
        Arrays.sort(perSocket);
        int left = room.wanted;
        int sockets = 0;
        for (int i = perSocket.length - 1; i >= 0 && left > 0; i--) {
            left -= perSocket[i];
            sockets++;
        }
        return sockets;
    }

    private int caches() {
        return (int) IntStream.of(choice.cpus())
                .map(cpu -> host.cacheOf[cpu])
                .distinct()
                .count();
    }

    private int fewestCaches() {
        int sum = 0;
        for (int node = 0; node < host.nodes; node++) {
            int[] perCache = new int[host.cpus];
            for (int cpu = 0; cpu < host.cpus; cpu++) {
                boolean isOurs = host.nodeOf[cpu] == node && host.isFree(cpu) && !room.held[host.coreOf[cpu]];
                perCache[host.cacheOf[cpu] < 0 ? 0 : host.cacheOf[cpu]] += isOurs ? 1 : 0;
            }
            Arrays.sort(perCache);
            int left = counts[node];
            for (int i = perCache.length - 1; i >= 0 && left > 0; i--) {
                left -= perCache[i];
                sum++;
            }
        }
        return sum;
    }

    private double spreadGap(int[] supply) {
        double gap = gap(supply, 1);
        boolean isByCore = host.threads > 1 && room.wanted % host.threads == 0 && room.wanted / host.threads > 1;
        return isByCore ? Math.min(gap, gap(supply, host.threads)) : gap;
    }

    private double gap(int[] supply, int unit) {
        int[] fair = new int[host.nodes];
        int left = room.wanted / unit;
        while (left > 0) {
            int least = -1;
            for (int node = 0; node < host.nodes; node++) {
                boolean hasRoom = (fair[node] + 1) * unit <= supply[node];
                least = hasRoom && (least < 0 || fair[node] < fair[least]) ? node : least;
            }
            if (least < 0) {
                return 1;
            }
            fair[least]++;
            left--;
        }
        int[] sorted = counts.clone();
        Arrays.sort(sorted);
        Arrays.sort(fair);
        double sum = 0;
        for (int i = 0; i < sorted.length; i++) {
            sum += Math.abs(sorted[i] - fair[i] * unit);
        }
        return sum / (2.0 * room.wanted);
    }
}
