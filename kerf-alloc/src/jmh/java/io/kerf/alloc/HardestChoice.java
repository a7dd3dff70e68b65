// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * The requests of {@link EvenlyHeldBenchmark} by the processor time of the thread, which other programs on the machine do not add to.
 * Prints a table of medians and 99th percentiles in microseconds.
 */
public final class HardestChoice {
    private static final int ROUNDS = 400;
    private static final long WARM_NANOS = 1_500_000_000L;

    private HardestChoice() {}

    /**
     * Measures all policies.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        System.out.println("| asked | cores | compact, us | spread, us | local, us |\n|---|---|---|---|---|");
        TopologyIndex index = TopologyIndex.of(BusyHost.evenlyHeld());
        for (int asked : new int[] {120, 640, 2000}) {
            for (SmtPolicy smt : SmtPolicy.values()) {
                StringBuilder row = new StringBuilder("| " + asked + " | " + smt + " |");
                for (CpuAffinity affinity :
                        new CpuAffinity[] {CpuAffinity.COMPACT, CpuAffinity.SPREAD, CpuAffinity.LOCAL}) {
                    long[] nanos = measure(
                            index,
                            PlacementRequest.builder()
                                    .cpuCount(asked)
                                    .affinity(affinity)
                                    .smt(smt)
                                    .memory(ByteSize.ofGiB(8))
                                    .build());
                    row.append(' ')
                            .append(nanos[ROUNDS / 2] / 1000)
                            .append(", p99 ")
                            .append(nanos[ROUNDS * 99 / 100] / 1000)
                            .append(" |");
                }
                System.out.println(row);
            }
        }
    }

    private static long[] measure(TopologyIndex index, PlacementRequest request) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long seen = 0;
        for (long start = System.nanoTime(); System.nanoTime() - start < WARM_NANOS; ) {
            seen += index.decide(request).hashCode();
        }
        long[] nanos = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = threads.getCurrentThreadCpuTime();
            seen += index.decide(request).hashCode();
            nanos[round] = threads.getCurrentThreadCpuTime() - start;
        }
        Arrays.sort(nanos);
        if (seen == 42) {
            System.out.println("the answers are looked at, so that none is left out");
        }
        return nanos;
    }
}
