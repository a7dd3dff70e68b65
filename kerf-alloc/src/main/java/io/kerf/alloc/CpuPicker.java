// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.CpuSet;
import java.util.Arrays;

/**
 * Picks the CPUs once it is known how many each node gives. Inside a node: the last-level cache that fits most tightly, else the
 * largest first; whole cores, lowest first; an odd rest from a core of its own, of which the other threads stay unassigned; cores
 * that somebody is on last and as few as possible, those beside the host after those beside instances. Under
 * {@link SmtPolicy#SHARE} cores that somebody is on come first.
 */
final class CpuPicker {
    private final CpuLayout layout;
    private final FreeCpus cpus;
    private int[] picked = new int[8];
    private int count;
    private int[] leftOver = new int[0];
    private int leftOverCount;
    private int[] pickedOnCluster = new int[0];

    CpuPicker(CpuLayout layout, FreeCpus cpus) {
        this.layout = layout;
        this.cpus = cpus;
    }

    /** Picks what every node gives. */
    void pick(int[] counts, SmtPolicy smt, boolean isOverCaches) {
        for (int node = 0; node < counts.length; node++) {
            if (counts[node] == 0) {
                continue;
            }
            if (smt == SmtPolicy.SHARE) {
                pickAnywhere(node, counts[node]);
                continue;
            }
            int unshared = Math.min(counts[node], cpus.unsharedOnNode(node));
            if (isOverCaches) {
                pickOverCaches(node, unshared);
            } else {
                pickUnshared(node, unshared);
            }
            if (unshared < counts[node]) {
                pickShared(node, counts[node] - unshared);
            }
        }
    }

    /** Picks certain CPUs, which must be free. */
    void pickExactly(long[] ids) {
        boolean[] isSeen = new boolean[layout.cpus()];
        for (long id : ids) {
            int cpu = layout.cpu(id);
            isSeen[cpu] = true;
            add(cpu);
        }
        for (int i = 0; i < count; i++) {
            int core = layout.coreOf(picked[i]);
            for (int sibling = layout.firstCpu(core); sibling < layout.firstCpu(core + 1); sibling++) {
                if (cpus.isFree(sibling) && !isSeen[sibling]) {
                    isSeen[sibling] = true;
                    addLeftOver(sibling);
                }
            }
        }
    }

    /** Returns the picked CPUs by dense number, followed by others; not to be changed. */
    int[] picked() {
        return picked;
    }

    int count() {
        return count;
    }

    CpuSet pickedSet() {
        return set(picked, count);
    }

    /** Returns the threads of cores that were not filled. */
    CpuSet leftOverSet() {
        return set(leftOver, leftOverCount);
    }

    private CpuSet set(int[] dense, int size) {
        if (size == 0) {
            return CpuSet.empty();
        }
        long[] ids = new long[size];
        for (int i = 0; i < size; i++) {
            ids[i] = layout.id(dense[i]);
        }
        return CpuSet.of(ids);
    }

    private void add(int cpu) {
        picked = count == picked.length ? Arrays.copyOf(picked, count * 2) : picked;
        picked[count++] = cpu;
    }

    private void addLeftOver(int cpu) {
        leftOver = leftOverCount == leftOver.length ? Arrays.copyOf(leftOver, leftOverCount + 8) : leftOver;
        leftOver[leftOverCount++] = cpu;
    }

    /** Cores that somebody is on first, those with fewest free CPUs before others; then the rest, lowest first. */
    private void pickAnywhere(int node, int most) {
        int left = most;
        int end = layout.firstCoreOfNode(node + 1);
        for (int free = 1; free <= layout.maxThreads() && left > 0; free++) {
            for (int core = layout.firstCoreOfNode(node); core < end && left > 0; core++) {
                if (cpus.freeOnCore(core) == free && !cpus.isUnshared(core)) {
                    left -= pickFrom(core, left);
                }
            }
        }
        int core = cpus.nextUnshared(layout.firstCoreOfNode(node), end);
        while (core < end && left > 0) {
            left -= pickFrom(core, left);
            core = cpus.nextUnshared(core + 1, end);
        }
    }

    private void pickUnshared(int node, int most) {
        int first = layout.firstClusterOfNode(node);
        int end = layout.firstClusterOfNode(node + 1);
        boolean[] isUsed = new boolean[end - first];
        int left = most;
        while (left > 0) {
            int best = -1;
            for (int cluster = first; cluster < end; cluster++) {
                int size = cpus.unsharedOnCluster(cluster);
                if (isUsed[cluster - first] || size == 0) {
                    continue;
                }
                int bestSize = best < 0 ? 0 : cpus.unsharedOnCluster(best);
                boolean isBetter = bestSize >= left ? size >= left && size < bestSize : size > bestSize;
                best = isBetter ? cluster : best;
            }
            isUsed[best - first] = true;
            left -= pickWholeCores(best, left);
        }
    }

    /** Large cores before small ones as long as they fit whole; the rest from the smallest core that has it. */
    private int pickWholeCores(int cluster, int most) {
        int first = layout.firstCoreOfCluster(cluster);
        int end = layout.firstCoreOfCluster(cluster + 1);
        int left = Math.min(most, cpus.unsharedOnCluster(cluster));
        int taken = left;
        int smallest = -1;
        for (int threads = layout.maxThreads(); threads > 0 && left > 0; threads--) {
            int core = cpus.nextUnshared(first, end);
            while (core < end && left > 0) {
                if (cpus.freeOnCore(core) == threads) {
                    if (threads <= left) {
                        left -= pickFrom(core, threads);
                    } else {
                        boolean isSmaller = smallest < 0 || threads < cpus.freeOnCore(smallest);
                        smallest = isSmaller ? core : smallest;
                        break;
                    }
                }
                core = cpus.nextUnshared(core + 1, end);
            }
        }
        if (left > 0) {
            pickFrom(smallest, left);
        }
        return taken;
    }

    /** Core after core from the cache with the fewest CPUs picked; of equal ones that with most left. */
    private void pickOverCaches(int node, int most) {
        int first = layout.firstClusterOfNode(node);
        int caches = layout.firstClusterOfNode(node + 1) - first;
        int[] given = new int[caches];
        int[] next = new int[caches];
        for (int i = 0; i < caches; i++) {
            next[i] = cpus.nextUnshared(layout.firstCoreOfCluster(first + i), layout.firstCoreOfCluster(first + i + 1));
        }
        int left = most;
        while (left > 0) {
            int best = -1;
            for (int i = 0; i < caches; i++) {
                if (next[i] < layout.firstCoreOfCluster(first + i + 1)) {
                    boolean isBetter = best < 0
                            || given[i] < given[best]
                            || given[i] == given[best] && rest(first, i, given) > rest(first, best, given);
                    best = isBetter ? i : best;
                }
            }
            int taken = pickFrom(next[best], left);
            given[best] += taken;
            left -= taken;
            next[best] = cpus.nextUnshared(next[best] + 1, layout.firstCoreOfCluster(first + best + 1));
        }
    }

    private int rest(int first, int cache, int[] given) {
        return cpus.unsharedOnCluster(first + cache) - given[cache];
    }

    private void pickShared(int node, int most) {
        pickedOnCluster = pickedOnCluster.length == 0 ? new int[layout.clusters()] : pickedOnCluster;
        for (int i = 0; i < count; i++) {
            pickedOnCluster[layout.clusterOfCore(layout.coreOf(picked[i]))]++;
        }
        boolean[] isTaken = new boolean[layout.firstCoreOfNode(node + 1) - layout.firstCoreOfNode(node)];
        int left = most;
        int free = layout.maxThreads();
        while (left > 0) {
            int core = bestShared(node, free, isTaken);
            if (core < 0) {
                free--;
                continue;
            }
            for (int less = left; less < free; less++) {
                int smaller = bestShared(node, less, isTaken);
                if (smaller >= 0) {
                    core = smaller;
                    break;
                }
            }
            isTaken[core - layout.firstCoreOfNode(node)] = true;
            int taken = pickFrom(core, left);
            pickedOnCluster[layout.clusterOfCore(core)] += taken;
            left -= taken;
        }
        Arrays.fill(pickedOnCluster, 0);
    }

    /** A core that somebody is on with so many free CPUs: beside an instance, under a cache that is used already, the lowest. */
    private int bestShared(int node, int free, boolean[] isTaken) {
        int first = layout.firstCoreOfNode(node);
        int best = -1;
        int bestRank = Integer.MAX_VALUE;
        for (int core = first; core < layout.firstCoreOfNode(node + 1); core++) {
            if (cpus.freeOnCore(core) != free || cpus.isUnshared(core) || isTaken[core - first]) {
                continue;
            }
            int rank = (layout.isHostOn(core) ? 2 : 0) + (pickedOnCluster[layout.clusterOfCore(core)] > 0 ? 0 : 1);
            if (rank < bestRank) {
                best = core;
                bestRank = rank;
            }
        }
        return best;
    }

    /** Takes the lowest free CPUs of a core; returns how many. */
    private int pickFrom(int core, int most) {
        int taken = 0;
        for (int cpu = layout.firstCpu(core); cpu < layout.firstCpu(core + 1); cpu++) {
            if (!cpus.isFree(cpu)) {
                continue;
            }
            if (taken < most) {
                add(cpu);
                taken++;
            } else {
                addLeftOver(cpu);
            }
        }
        return taken;
    }
}
