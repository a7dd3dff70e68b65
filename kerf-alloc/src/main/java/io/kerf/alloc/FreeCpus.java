// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which CPU, and the figures that decisions are made from.
 *
 * <p>A core is <em>unshared</em> if nobody holds a CPU of it and all of its CPUs are in the pool: a CPU outside the pool is the
 * host's. Taking a CPU and giving it back costs O(1). Not thread-safe.
 */
final class FreeCpus {
    private final CpuLayout layout;
    /** How many hold each CPU; more than one only in a state that is not legal. */
    private final int[] holders;

    /** The first that took a CPU, as long as somebody holds it. */
    private final @Nullable Object[] owners;

    private final long[] free;
    private final long[] unshared;
    private final int[] freeOnCore;
    private final int[] freeOnNode;
    private final int[] unsharedOnNode;
    private final int[] unsharedOnCluster;
    /** For node n and f free CPUs, at {@code n * (maxThreads + 1) + f}: cores that somebody is on already. */
    private final int[] sharedCores;

    private final int stride;

    FreeCpus(CpuLayout layout) {
        this.layout = layout;
        holders = new int[layout.cpus()];
        owners = new @Nullable Object[layout.cpus()];
        free = new long[(layout.cpus() + 63) >>> 6];
        unshared = new long[(layout.cores() + 63) >>> 6];
        freeOnCore = new int[layout.cores()];
        freeOnNode = new int[layout.nodes()];
        unsharedOnNode = new int[layout.nodes()];
        unsharedOnCluster = new int[layout.clusters()];
        stride = layout.maxThreads() + 1;
        sharedCores = new int[layout.nodes() * stride];
        for (int cpu = 0; cpu < layout.cpus(); cpu++) {
            free[cpu >>> 6] |= 1L << cpu;
        }
        for (int core = 0; core < layout.cores(); core++) {
            freeOnCore[core] = layout.threads(core);
            count(core, 1);
        }
    }

    /** Marks a CPU as held by one more. */
    void take(int cpu, Object owner) {
        if (holders[cpu]++ == 0) {
            owners[cpu] = owner;
            change(cpu, -1);
        }
    }

    /** Undoes one {@link #take}. */
    void giveBack(int cpu) {
        if (--holders[cpu] == 0) {
            owners[cpu] = null;
            change(cpu, 1);
        }
    }

    private void change(int cpu, int by) {
        int core = layout.coreOf(cpu);
        count(core, -1);
        free[cpu >>> 6] ^= 1L << cpu;
        freeOnCore[core] += by;
        count(core, 1);
    }

    /** Adds a core to the figures of its node and cluster, or takes it out of them. */
    private void count(int core, int by) {
        int node = layout.nodeOfCore(core);
        int cpus = by * freeOnCore[core];
        freeOnNode[node] += cpus;
        if (freeOnCore[core] == layout.threads(core) && !layout.isHostOn(core)) {
            unsharedOnNode[node] += cpus;
            unsharedOnCluster[layout.clusterOfCore(core)] += cpus;
            unshared[core >>> 6] ^= 1L << core;
        } else {
            sharedCores[node * stride + freeOnCore[core]] += by;
        }
    }

    boolean isFree(int cpu) {
        return (free[cpu >>> 6] >>> cpu & 1) != 0;
    }

    /** Returns how many hold a CPU. */
    int holders(int cpu) {
        return holders[cpu];
    }

    /** Returns the first holder of a CPU, or null if nobody holds it. */
    @Nullable
    Object owner(int cpu) {
        return owners[cpu];
    }

    boolean isUnshared(int core) {
        return (unshared[core >>> 6] >>> core & 1) != 0;
    }

    /** Returns the first unshared core from one on, or a number that is not below the end. */
    int nextUnshared(int core, int end) {
        if (core >= end) {
            return end;
        }
        int word = core >>> 6;
        long bits = unshared[word] >>> core << core;
        while (bits == 0) {
            if (++word << 6 >= end) {
                return end;
            }
            bits = unshared[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(bits);
    }

    int freeOnCore(int core) {
        return freeOnCore[core];
    }

    int freeOnNode(int node) {
        return freeOnNode[node];
    }

    /** Returns the CPUs of a node that are on unshared cores. */
    int unsharedOnNode(int node) {
        return unsharedOnNode[node];
    }

    /** Returns the CPUs of a cluster that are on unshared cores. */
    int unsharedOnCluster(int cluster) {
        return unsharedOnCluster[cluster];
    }

    /** Returns how many cores of a node have this many free CPUs and somebody on them. */
    int sharedCores(int node, int freeCpus) {
        return sharedCores[node * stride + freeCpus];
    }

    /** Returns everything that {@link #take} and {@link #giveBack} change, to compare two moments. */
    String snapshot() {
        return Arrays.toString(holders)
                + Arrays.toString(free)
                + Arrays.toString(unshared)
                + Arrays.toString(freeOnCore)
                + Arrays.toString(freeOnNode)
                + Arrays.toString(unsharedOnNode)
                + Arrays.toString(unsharedOnCluster)
                + Arrays.toString(sharedCores);
    }
}
