// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.CpuSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Picks the CPUs once it is known how many each node gives. Inside a node: the socket that fits most tightly, else the largest
 * first; whole cores, lowest first; an odd rest from a core of its own, of which the other threads stay unassigned; cores that
 * somebody is on as counted. Under {@link SmtPolicy#SHARE} cores that somebody is on come first.
 */
final class CpuPicker {
    private final TopologyIndex index;
    private final SmtPolicy smt;
    private final CpuSet.Builder picked = CpuSet.builder();
    private final CpuSet.Builder leftOver = CpuSet.builder();

    CpuPicker(TopologyIndex index, SmtPolicy smt) {
        this.index = index;
        this.smt = smt;
    }

    /** Picks what every node gives. */
    void pick(CpuShares shares) {
        for (int node : shares.nodes()) {
            if (smt == SmtPolicy.SHARE) {
                pickAnywhere(node, shares.unshared(node));
                continue;
            }
            pickUnshared(unsharedClusters(node), shares.unshared(node));
            for (int free = 1; free <= index.maxThreads(); free++) {
                pickShared(node, free, shares);
            }
        }
    }

    /** Picks certain CPUs, which must be free. */
    void pickExactly(CpuSet cpus) {
        picked.addAll(cpus);
        for (long id : cpus.toArray()) {
            for (int sibling : index.cpusOfCore(index.coreOfCpu(index.cpuIndex(id)))) {
                if (index.isFree(sibling) && !cpus.contains(index.cpuId(sibling))) {
                    leftOver.add(index.cpuId(sibling));
                }
            }
        }
    }

    CpuSet picked() {
        return picked.build();
    }

    /** Returns the threads of cores that were not filled. */
    CpuSet leftOver() {
        return leftOver.build();
    }

    /** Cores that somebody is on first, those with fewest free CPUs before others; then the rest, lowest first. */
    private void pickAnywhere(int node, int count) {
        List<Integer> cores = new ArrayList<>();
        for (int core : index.coresOfNode(node)) {
            cores.add(core);
        }
        cores.sort(Comparator.comparing((Integer core) -> index.isUnshared(core))
                .thenComparingInt(core -> index.isUnshared(core) ? 0 : index.freeOnCore(core))
                .thenComparingInt(Integer::intValue));
        int left = count;
        for (int core : cores) {
            left -= pickFrom(core, left);
        }
    }

    /** The unshared cores of a node by socket. */
    private List<List<Integer>> unsharedClusters(int node) {
        TreeMap<Integer, List<Integer>> clusters = new TreeMap<>();
        for (int core : index.coresOfNode(node)) {
            if (index.isUnshared(core)) {
                clusters.computeIfAbsent(index.socketOfCore(core), socket -> new ArrayList<>())
                        .add(core);
            }
        }
        return new ArrayList<>(clusters.values());
    }

    private void pickUnshared(List<List<Integer>> clusters, int count) {
        int left = count;
        while (left > 0) {
            List<Integer> chosen = choose(clusters, left);
            clusters.remove(chosen);
            left -= pickWholeCores(chosen, left);
        }
    }

    /** The smallest cluster that fits, else the largest; of equal ones the first. */
    private List<Integer> choose(List<List<Integer>> clusters, int count) {
        List<Integer> best = clusters.get(0);
        for (List<Integer> cluster : clusters) {
            int size = size(cluster);
            int bestSize = size(best);
            boolean isBetter = bestSize >= count ? size >= count && size < bestSize : size > bestSize;
            best = isBetter ? cluster : best;
        }
        return best;
    }

    private int size(List<Integer> cluster) {
        return cluster.stream().mapToInt(index::freeOnCore).sum();
    }

    /** Large cores before small ones as long as they fit whole; the rest from the smallest core that has it. */
    private int pickWholeCores(List<Integer> cores, int count) {
        int left = count;
        List<Integer> untouched = new ArrayList<>();
        for (int threads = index.maxThreads(); threads > 0; threads--) {
            for (int core : cores) {
                if (index.freeOnCore(core) != threads) {
                    continue;
                }
                if (threads <= left) {
                    left -= pickFrom(core, left);
                } else {
                    untouched.add(core);
                }
            }
        }
        int rest = left;
        untouched.stream()
                .filter(core -> rest > 0)
                .min(Comparator.comparingInt(index::freeOnCore).thenComparingInt(Integer::intValue))
                .ifPresent(core -> pickFrom(core, rest));
        return untouched.isEmpty() ? count - left : count;
    }

    private void pickShared(int node, int free, CpuShares shares) {
        int whole = shares.shared(node, free);
        boolean isPartHere = shares.partNode() == node && shares.partFree() == free;
        for (int core : index.coresOfNode(node)) {
            if (index.isUnshared(core) || index.freeOnCore(core) != free) {
                continue;
            }
            if (whole > 0) {
                pickFrom(core, free);
                whole--;
            } else if (isPartHere) {
                pickFrom(core, shares.partTaken());
                return;
            }
        }
    }

    /** Takes the lowest free CPUs of a core; returns how many. */
    private int pickFrom(int core, int most) {
        int taken = 0;
        for (int cpu : index.cpusOfCore(core)) {
            if (!index.isFree(cpu)) {
                continue;
            }
            if (taken < most) {
                picked.add(index.cpuId(cpu));
                taken++;
            } else if (taken > 0) {
                leftOver.add(index.cpuId(cpu));
            }
        }
        return taken;
    }
}
