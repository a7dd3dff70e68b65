// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.ChurnHost.Choice;
import io.kerf.model.CpuAffinity;
import io.kerf.model.MemoryPolicy;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Judges one answer in the state of the host just before it, knowing nothing of how it was found. */
final class ChurnJudge {
    private final ChurnHost host;
    private final PlacementRequest request;
    private final ChurnMeasures measures;
    private final int wanted;
    private final long bytes;
    private final boolean[] eligible;
    private final int[] free;
    private final int[] unshared;
    private final boolean[] held;

    ChurnJudge(ChurnHost host, PlacementRequest request, ChurnMeasures measures) {
        this.host = host;
        this.request = request;
        this.measures = measures;
        this.wanted = request.cpuCount();
        this.bytes = FreeMemory.roundUp(request.memory().bytes());
        this.eligible = new boolean[host.nodes];
        for (int node = 0; node < host.nodes; node++) {
            eligible[node] =
                    request.numaNodes().isEmpty() || request.numaNodes().contains(node);
        }
        this.free = host.free(false);
        this.unshared = host.free(true);
        this.held = host.heldCores();
        for (int node = 0; node < host.nodes; node++) {
            free[node] = eligible[node] ? free[node] : 0;
            unshared[node] = eligible[node] ? unshared[node] : 0;
        }
    }

    /** Judges; returns whether the answer may be carried out. */
    boolean judge(Optional<Choice> answer) {
        measures.requests++;
        if (answer.isEmpty()) {
            measures.falseRefusals += isFeasible() ? 1 : 0;
            return false;
        }
        measures.accepted++;
        if (isWrong(answer.get())) {
            measures.wrong++;
            return false;
        }
        measure(answer.get());
        return true;
    }

    private boolean isStrict() {
        return request.smt() == SmtPolicy.REQUIRE;
    }

    private boolean isInterleaved() {
        return request.memoryPolicy() == MemoryPolicy.INTERLEAVE;
    }

    private boolean isFeasible() {
        int[] supply = isStrict() ? unshared : free;
        if (IntStream.of(supply).sum() < wanted) {
            return false;
        }
        for (int node = 0; node < host.nodes; node++) {
            boolean isRoom = host.largest(node) >= bytes;
            boolean isLocalRoom = isRoom && supply[node] > 0;
            boolean isOk = request.affinity() == CpuAffinity.LOCAL
                    ? isRoom && supply[node] >= wanted
                    : request.memoryPolicy() == MemoryPolicy.LOCAL ? isLocalRoom : isRoom;
            if (isOk) {
                return true;
            }
        }
        return false;
    }

    private boolean isWrong(Choice choice) {
        Set<Integer> nodes = new HashSet<>();
        Set<Integer> cpus = new HashSet<>();
        boolean isShared = false;
        boolean isHeld = false;
        for (int cpu : choice.cpus()) {
            nodes.add(host.nodeOf[cpu]);
            isHeld |= !host.isFree(cpu) || !eligible[host.nodeOf[cpu]] || !cpus.add(cpu);
            isShared |= held[host.coreOf[cpu]];
        }
        long sum = 0;
        boolean isFar = false;
        for (long[] piece : choice.pieces()) {
            sum += piece[2];
            isHeld |= !host.isFree(piece);
            isFar |= !nodes.contains((int) piece[0]);
        }
        boolean isLocal = request.affinity() == CpuAffinity.LOCAL || request.memoryPolicy() == MemoryPolicy.LOCAL;
        return isHeld
                || cpus.size() != wanted
                || sum != bytes
                || isStrict() && isShared
                || request.affinity() == CpuAffinity.LOCAL && nodes.size() > 1
                || isLocal && isFar;
    }

    private void measure(Choice choice) {
        int[] counts = new int[host.nodes];
        Set<Integer> shared = new HashSet<>();
        for (int cpu : choice.cpus()) {
            counts[host.nodeOf[cpu]]++;
            if (held[host.coreOf[cpu]]) {
                shared.add(host.coreOf[cpu]);
            }
        }
        measures.leaky().add(shared.isEmpty() ? 0 : 1);
        measures.leakExcess().add(shared.size() - (double) fewestShared());
        if (request.affinity() == CpuAffinity.COMPACT) {
            int nodes = (int) IntStream.of(counts).filter(count -> count > 0).count();
            measures.nodesExcess().add(nodes - (double) fewestNodes(free));
            if (shared.size() == fewestShared()) {
                measures.nodesExcessIsolated().add(nodes - (double) fewestNodesIsolated());
            }
            measures.pairRegret().add(nodes == 1 ? 0 : new PairRegret(host, free, wanted).of(counts));
            if (shared.isEmpty()) {
                measures.cachesExcess().add(caches(choice) - (double) fewestCaches(counts));
            }
        }
        if (request.affinity() == CpuAffinity.SPREAD) {
            measures.spreadGap().add(spreadGap(counts));
        }
        if (isInterleaved()) {
            measures.interleaveGap().add(interleaveGap(choice, counts));
        } else {
            memory(choice, counts);
        }
    }

    private int fewestShared() {
        if (request.affinity() == CpuAffinity.LOCAL) {
            int least = Integer.MAX_VALUE;
            for (int node = 0; node < host.nodes; node++) {
                if (free[node] >= wanted && host.largest(node) >= bytes) {
                    least = Math.min(least, Math.max(0, wanted - unshared[node]));
                }
            }
            return least;
        }
        // Hosts in the simulator have two threads per core at most: each shared core has one free CPU.
        return Math.max(0, wanted - IntStream.of(unshared).sum());
    }

    private int fewestNodes(int[] supply) {
        int[] sorted = supply.clone();
        Arrays.sort(sorted);
        int left = wanted;
        int nodes = 0;
        for (int i = sorted.length - 1; i >= 0 && left > 0; i--) {
            left -= sorted[i];
            nodes++;
        }
        return nodes;
    }

    private int fewestNodesIsolated() {
        int missing = wanted - IntStream.of(unshared).sum();
        if (missing <= 0) {
            return fewestNodes(unshared);
        }
        int nodes = 0;
        int[] others = new int[host.nodes];
        for (int node = 0; node < host.nodes; node++) {
            if (unshared[node] > 0) {
                nodes++;
                missing -= free[node] - unshared[node];
            } else {
                others[node] = free[node];
            }
        }
        Arrays.sort(others);
        for (int i = others.length - 1; i >= 0 && missing > 0; i--) {
            missing -= others[i];
            nodes++;
        }
        return nodes;
    }

    private int caches(Choice choice) {
        return (int) IntStream.of(choice.cpus())
                .map(cpu -> host.cacheOf[cpu])
                .distinct()
                .count();
    }

    private int fewestCaches(int[] counts) {
        int sum = 0;
        for (int node = 0; node < host.nodes; node++) {
            int[] perCache = new int[host.cpus];
            for (int cpu = 0; cpu < host.cpus; cpu++) {
                boolean isOurs = host.nodeOf[cpu] == node && host.isFree(cpu) && !held[host.coreOf[cpu]];
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

    private double spreadGap(int[] counts) {
        double gap = gap(counts, 1);
        boolean isByCore = host.threads > 1 && wanted % host.threads == 0 && wanted / host.threads > 1;
        return isByCore ? Math.min(gap, gap(counts, host.threads)) : gap;
    }

    private double gap(int[] counts, int unit) {
        int[] fair = new int[host.nodes];
        int left = wanted / unit;
        while (left > 0) {
            int least = -1;
            for (int node = 0; node < host.nodes; node++) {
                boolean hasRoom = (fair[node] + 1) * unit <= free[node];
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
        return sum / (2.0 * wanted);
    }

    private double interleaveGap(Choice choice, int[] counts) {
        long targets = IntStream.of(counts).filter(count -> count > 0).count();
        double[] here = new double[host.nodes];
        for (long[] piece : choice.pieces()) {
            here[(int) piece[0]] += piece[2];
        }
        double sum = 0;
        for (int node = 0; node < host.nodes; node++) {
            sum += Math.abs(here[node] - (counts[node] > 0 ? (double) bytes / targets : 0));
        }
        return sum / (2.0 * bytes);
    }

    private void memory(Choice choice, int[] counts) {
        double mean = 0;
        double far = 0;
        for (long[] piece : choice.pieces()) {
            double sum = 0;
            for (int node = 0; node < host.nodes; node++) {
                sum += (double) counts[node] * host.distance[node][(int) piece[0]];
            }
            mean += sum / wanted * piece[2] / bytes;
            far += counts[(int) piece[0]] == 0 ? piece[2] : 0;
        }
        measures.memoryRegret()
                .add(
                        mean / (request.affinity() == CpuAffinity.SPREAD ? nearestTo(counts) : nearestPossible()) - 1,
                        bytes);
        measures.remote().add(far / bytes, bytes);
    }

    /** The least mean distance from these CPUs to a node with room: a spread request wants its CPUs far from each other. */
    private double nearestTo(int[] counts) {
        double best = Double.MAX_VALUE;
        for (int to = 0; to < host.nodes; to++) {
            double sum = 0;
            for (int from = 0; from < host.nodes; from++) {
                sum += (double) counts[from] * host.distance[from][to];
            }
            best = host.largest(to) >= bytes ? Math.min(best, sum / wanted) : best;
        }
        return best;
    }

    /** The least mean distance that any free CPUs have to any node with room. */
    private double nearestPossible() {
        double best = Double.MAX_VALUE;
        for (int node = 0; node < host.nodes; node++) {
            if (host.largest(node) < bytes) {
                continue;
            }
            int to = node;
            Integer[] order = IntStream.range(0, host.nodes).boxed().toArray(Integer[]::new);
            Arrays.sort(order, (a, b) -> Integer.compare(host.distance[a][to], host.distance[b][to]));
            int left = wanted;
            double sum = 0;
            for (int from : order) {
                int taken = Math.min(left, free[from]);
                sum += (double) taken * host.distance[from][to];
                left -= taken;
            }
            best = Math.min(best, sum / wanted);
        }
        return best;
    }
}
