// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.Cache;
import io.kerf.model.Core;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import io.kerf.model.NumaNode;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** A host in arrays, and who holds what on it: what the simulator judges placements by, apart from the engine. */
final class ChurnHost {
    /** The last mebibyte of a chunk is the kernel's. */
    private static final long MARGIN = 1L << 20;

    final int cpus;
    final int nodes;
    final int threads;
    final int[] nodeOf;
    final int[] coreOf;
    final int[] cacheOf;
    final int[] socketOfNode;
    final int[][] distance;
    final boolean[] isOrdinary;
    /** 0 free, -1 the host's, else the instance. */
    final int[] owner;
    /** The free runs of each node: base to end. */
    final List<TreeMap<Long, Long>> runs = new ArrayList<>();

    ChurnHost(SystemState state) {
        cpus = (int) state.cpus().total();
        List<NumaNode> all = state.topology().nodes();
        nodes = all.size();
        threads = state.topology().threadsPerCore();
        nodeOf = new int[cpus];
        coreOf = new int[cpus];
        cacheOf = new int[cpus];
        socketOfNode = new int[nodes];
        distance = new int[nodes][nodes];
        isOrdinary = new boolean[nodes];
        owner = new int[cpus];
        for (int node = 0; node < nodes; node++) {
            int here = node;
            all.get(node).cpus().stream().forEach(cpu -> {
                nodeOf[(int) cpu] = here;
                cacheOf[(int) cpu] = -1 - here;
            });
            isOrdinary[node] = all.get(node).memoryType() == MemoryType.DRAM;
            for (int other = 0; other < nodes; other++) {
                distance[node][other] = state.topology().distances().between(node, other);
            }
            TreeMap<Long, Long> free = new TreeMap<>();
            for (MemoryRange range : all.get(node).memory()) {
                free.put(range.base(), range.base() + range.size() - MARGIN);
            }
            runs.add(free);
        }
        for (Core core : state.topology().cores()) {
            core.cpus().stream().forEach(cpu -> coreOf[(int) cpu] = core.id());
            socketOfNode[nodeOf[(int) core.cpus().first()]] = core.socket().orElse(0);
        }
        List<Cache> caches = state.topology().caches();
        for (int cache = 0; cache < caches.size(); cache++) {
            int number = cache;
            caches.get(cache).cpus().stream().forEach(cpu -> cacheOf[(int) cpu] = number);
        }
        Arrays.fill(owner, -1);
        state.cpus().available().stream().forEach(cpu -> owner[(int) cpu] = 0);
    }

    /** CPUs and memory that somebody got: each piece is a node, an address and a size. */
    record Choice(int[] cpus, List<long[]> pieces) {}

    boolean isFree(int cpu) {
        return owner[cpu] == 0;
    }

    /** Tells for each core whether somebody, the host included, is on it. */
    boolean[] heldCores() {
        boolean[] held = new boolean[cpus];
        for (int cpu = 0; cpu < cpus; cpu++) {
            held[coreOf[cpu]] |= owner[cpu] != 0;
        }
        return held;
    }

    /** Counts the cores that two owners at least are on, the host and instances. */
    int sharedCores() {
        int[] first = new int[cpus];
        boolean[] isShared = new boolean[cpus];
        int shared = 0;
        for (int cpu = 0; cpu < cpus; cpu++) {
            int core = coreOf[cpu];
            if (owner[cpu] != 0 && first[core] != 0 && owner[cpu] != first[core] && !isShared[core]) {
                isShared[core] = true;
                shared++;
            }
            first[core] = first[core] == 0 ? owner[cpu] : first[core];
        }
        return shared;
    }

    /** Counts free CPUs by node; those of cores that nobody is on only, if asked so. */
    int[] free(boolean isUnshared) {
        boolean[] held = heldCores();
        int[] count = new int[nodes];
        for (int cpu = 0; cpu < cpus; cpu++) {
            count[nodeOf[cpu]] += owner[cpu] == 0 && (!isUnshared || !held[coreOf[cpu]]) ? 1 : 0;
        }
        return count;
    }

    long largest(int node) {
        long most = 0;
        for (var run : runs.get(node).entrySet()) {
            most = Math.max(most, run.getValue() - run.getKey());
        }
        return most;
    }

    long freeBytes(int node) {
        long sum = 0;
        for (var run : runs.get(node).entrySet()) {
            sum += run.getValue() - run.getKey();
        }
        return sum;
    }

    /** Returns the lowest address of a node where so many bytes are free; negative if there is none. */
    long firstFit(int node, long bytes) {
        for (var run : runs.get(node).entrySet()) {
            if (run.getValue() - run.getKey() >= bytes) {
                return run.getKey();
            }
        }
        return -1;
    }

    boolean isFree(long[] piece) {
        var run = runs.get((int) piece[0]).floorEntry(piece[1]);
        return run != null && run.getValue() >= piece[1] + piece[2];
    }

    void take(Choice choice, int instance) {
        for (int cpu : choice.cpus) {
            owner[cpu] = instance;
        }
        for (long[] piece : choice.pieces) {
            TreeMap<Long, Long> free = runs.get((int) piece[0]);
            var run = free.floorEntry(piece[1]);
            long end = run.getValue();
            free.remove(run.getKey());
            if (run.getKey() < piece[1]) {
                free.put(run.getKey(), piece[1]);
            }
            if (piece[1] + piece[2] < end) {
                free.put(piece[1] + piece[2], end);
            }
        }
    }

    void giveBack(Choice choice) {
        for (int cpu : choice.cpus) {
            owner[cpu] = 0;
        }
        for (long[] piece : choice.pieces) {
            TreeMap<Long, Long> free = runs.get((int) piece[0]);
            long from = piece[1];
            long to = piece[1] + piece[2];
            var before = free.floorEntry(from);
            if (before != null && before.getValue() == from) {
                from = before.getKey();
            }
            Long behind = free.remove(to);
            free.put(from, behind == null ? to : behind);
        }
    }
}
