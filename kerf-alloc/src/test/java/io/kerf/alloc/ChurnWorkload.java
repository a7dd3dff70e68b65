// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryPolicy;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What instances ask for, how long they stay, and how full they would make the host. */
enum ChurnWorkload {
    MIXED(0.75),
    COMPACT(0.75),
    SPREAD(0.7),
    LOCAL(0.75),
    ODD(0.75),
    MEMORY(0.75),
    OVERLOAD(1.4),
    ADVERSARIAL(0.9),
    /** All else that can be asked for; judged by its demands alone, so it is not part of the table. */
    DEMANDING(0.8);

    /** Those whose figures are compared. */
    static final List<ChurnWorkload> COMPARED =
            List.of(MIXED, COMPACT, SPREAD, LOCAL, ODD, MEMORY, OVERLOAD, ADVERSARIAL);

    private static final int[] SIZES = {1, 2, 2, 4, 4, 4, 6, 8, 8, 16};
    private static final int[] ODD_SIZES = {1, 3, 3, 5, 7, 9, 11, 13};

    private final double load;

    ChurnWorkload(double load) {
        this.load = load;
    }

    /** A request, and how many steps it stays if it is accepted. */
    record Arrival(PlacementRequest request, int stay) {}

    Arrival next(ChurnHost host, int poolCpus, long poolBytes, int step, SplittableRandom random) {
        int largest = Math.max(2, poolCpus / 4);
        int count = Math.min(largest, count(step, poolCpus, random));
        double share = this == MEMORY ? 1 + 2 * random.nextDouble() : 0.3 + 0.6 * random.nextDouble();
        long bytes = (long) (poolBytes * share * count / poolCpus / 2) >>> 21 << 21;
        PlacementRequest.Builder request = PlacementRequest.builder()
                .cpuCount(count)
                .memory(ByteSize.ofBytes(Math.max(1L << 21, bytes)))
                .affinity(affinity(random));
        if (random.nextInt(100) < 8) {
            request.smt(SmtPolicy.REQUIRE);
        }
        int with = random.nextInt(host.nodes);
        if (random.nextInt(100) < 10 && host.free(false).length > with && hasCpus(host, with)) {
            request.numaNodes(List.of(with));
        }
        int policy = random.nextInt(100);
        if (policy < 10) {
            request.memoryPolicy(MemoryPolicy.LOCAL);
        } else if (policy < 20 && this != LOCAL && count > 1) {
            request.affinity(CpuAffinity.SPREAD)
                    .numaNodes(List.of())
                    .preferredMemoryPolicy(MemoryPolicy.INTERLEAVE)
                    .maxRegions(host.nodes);
        }
        if (this == DEMANDING) {
            demand(request, host, count, with, random);
        }
        double meanStay = load * poolCpus / meanCount(poolCpus);
        int stay = 1 + (int) (-Math.log(1 - random.nextDouble()) * meanStay);
        return new Arrival(request.build(), stay);
    }

    /** One demand that leaves little choice, of each kind in turn. */
    private static void demand(
            PlacementRequest.Builder request, ChurnHost host, int count, int node, SplittableRandom random) {
        request.memoryPolicy(MemoryPolicy.NONE)
                .numaNodes(List.of())
                .maxRegions(1)
                .smt(SmtPolicy.AVOID);
        switch (random.nextInt(7)) {
            case 0 -> request.smt(SmtPolicy.WHOLE);
            case 1 -> request.smt(SmtPolicy.SHARE);
            case 2 ->
                request.affinity(CpuAffinity.COMPACT)
                        .memoryPolicy(MemoryPolicy.BIND)
                        .numaNodes(List.of(node));
            case 3 ->
                request.affinity(CpuAffinity.COMPACT)
                        .memoryPolicy(MemoryPolicy.LOCAL)
                        .maxRegions(1 + random.nextInt(3));
            case 4 -> request.affinity(CpuAffinity.LOCAL).maxRegions(2);
            case 5 ->
                request.affinity(CpuAffinity.COMPACT)
                        .memoryBase(
                                host.runs.get(node).isEmpty()
                                        ? 0
                                        : host.runs.get(node).firstKey());
            default -> {
                CpuSet.Builder cpus = CpuSet.builder();
                int[] pool = IntStream.range(0, host.cpus).filter(host::isFree).toArray();
                int first = random.nextInt(pool.length);
                for (int i = 0; i < count; i++) {
                    cpus.add(pool[(first + i) % pool.length]);
                }
                request.affinity(CpuAffinity.COMPACT).cpus(cpus.build());
            }
        }
    }

    private static boolean hasCpus(ChurnHost host, int node) {
        for (int each : host.nodeOf) {
            if (each == node) {
                return true;
            }
        }
        return false;
    }

    private int count(int step, int poolCpus, SplittableRandom random) {
        return switch (this) {
            case ODD, DEMANDING -> ODD_SIZES[random.nextInt(ODD_SIZES.length)];
            case ADVERSARIAL -> step % 3 == 0 ? Math.max(2, poolCpus / 6) : 1 + random.nextInt(3);
            default -> {
                int size = SIZES[random.nextInt(SIZES.length)];
                yield random.nextInt(12) == 0 ? Math.max(size, poolCpus / 5) : size;
            }
        };
    }

    private double meanCount(int poolCpus) {
        return switch (this) {
            case ODD, DEMANDING -> 6.5;
            case ADVERSARIAL -> (Math.max(2, poolCpus / 6) + 4) / 3.0;
            default -> 5.5 * 11 / 12 + Math.max(5.5, poolCpus / 5.0) / 12;
        };
    }

    private CpuAffinity affinity(SplittableRandom random) {
        int die = random.nextInt(100);
        return switch (this) {
            case COMPACT, ADVERSARIAL -> CpuAffinity.COMPACT;
            case SPREAD -> die < 80 ? CpuAffinity.SPREAD : CpuAffinity.COMPACT;
            case LOCAL -> die < 80 ? CpuAffinity.LOCAL : CpuAffinity.COMPACT;
            default -> die < 60 ? CpuAffinity.COMPACT : die < 80 ? CpuAffinity.SPREAD : CpuAffinity.LOCAL;
        };
    }
}
