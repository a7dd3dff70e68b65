// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.SystemState;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * The requests of {@link EvenlyHeldBenchmark} by the processor time of the thread, which other programs on the machine do not add to.
 * Prints a table of medians and 99th percentiles in microseconds.
 */
public final class HardestChoice {
    private static final int ROUNDS = 400;
    private static final long WARM_NANOS = 500_000_000L;
    private static final long MOST_NANOS = 1_500_000_000L;

    private HardestChoice() {}

    /**
     * Measures all policies.
     *
     * @param arguments {@code memory} for those of memory alone
     */
    public static void main(String[] arguments) {
        if (arguments.length == 0) {
            cores();
        }
        memory("as much on each node", BusyHost.evenlyHeld());
        memory("little memory, more on some nodes", BusyHost.unevenMemory());
        gaps();
    }

    /** Local memory from many gaps. */
    private static void gaps() {
        System.out.println("\n| asked | memory of small gaps | compact, us | spread, us |\n|---|---|---|---|");
        TopologyIndex index = TopologyIndex.of(BusyHost.manyGaps());
        for (int asked : new int[] {120, 640, 2000}) {
            for (int gib : new int[] {6, 12}) {
                StringBuilder row = new StringBuilder("| " + asked + " | " + gib + " GB in up to 200 regions |");
                for (CpuAffinity affinity : new CpuAffinity[] {CpuAffinity.COMPACT, CpuAffinity.SPREAD}) {
                    row.append(cell(
                            index,
                            PlacementRequest.builder()
                                    .cpuCount(asked)
                                    .affinity(affinity)
                                    .memory(ByteSize.ofGiB(gib))
                                    .memoryPolicy(MemoryPolicy.LOCAL)
                                    .maxRegions(200)
                                    .build()));
                }
                System.out.println(row);
            }
        }
    }

    private static void cores() {
        System.out.println("| asked | cores | compact, us | spread, us | local, us |\n|---|---|---|---|---|");
        TopologyIndex index = TopologyIndex.of(BusyHost.evenlyHeld());
        for (int asked : new int[] {120, 640, 2000}) {
            for (SmtPolicy smt : SmtPolicy.values()) {
                StringBuilder row = new StringBuilder("| " + asked + " | " + smt + " |");
                for (CpuAffinity affinity :
                        new CpuAffinity[] {CpuAffinity.COMPACT, CpuAffinity.SPREAD, CpuAffinity.LOCAL}) {
                    row.append(cell(
                            index,
                            PlacementRequest.builder()
                                    .cpuCount(asked)
                                    .affinity(affinity)
                                    .smt(smt)
                                    .memory(ByteSize.ofGiB(8))
                                    .build()));
                }
                System.out.println(row);
            }
        }
    }

    private static void memory(String title, SystemState host) {
        System.out.println("\n| asked | memory (" + title + ") | compact, us | spread, us |\n|---|---|---|---|");
        TopologyIndex index = TopologyIndex.of(host);
        for (int asked : new int[] {2, 120, 640, 2000}) {
            for (MemoryChoice choice : MemoryChoice.values()) {
                StringBuilder row = new StringBuilder("| " + asked + " | " + choice + " |");
                for (CpuAffinity affinity : new CpuAffinity[] {CpuAffinity.COMPACT, CpuAffinity.SPREAD}) {
                    PlacementRequest.Builder request =
                            PlacementRequest.builder().cpuCount(asked).affinity(affinity);
                    row.append(cell(index, choice.ask(request).build()));
                }
                System.out.println(row);
            }
        }
    }

    private static String cell(TopologyIndex index, PlacementRequest request) {
        boolean isPlaced = index.decide(request) instanceof PlacementOutcome.Placed;
        long[] nanos = measure(index, request);
        return " " + nanos[nanos.length / 2] / 1000 + ", p99 " + nanos[nanos.length * 99 / 100] / 1000
                + (isPlaced ? " |" : " (refused) |");
    }

    private static long[] measure(TopologyIndex index, PlacementRequest request) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long seen = 0;
        for (long start = System.nanoTime(); System.nanoTime() - start < WARM_NANOS; ) {
            seen += index.decide(request).hashCode();
        }
        long[] nanos = new long[ROUNDS];
        int rounds = 0;
        for (long start = System.nanoTime(); rounds < ROUNDS && System.nanoTime() - start < MOST_NANOS; rounds++) {
            long cpuStart = threads.getCurrentThreadCpuTime();
            seen += index.decide(request).hashCode();
            nanos[rounds] = threads.getCurrentThreadCpuTime() - cpuStart;
        }
        nanos = Arrays.copyOf(nanos, rounds);
        Arrays.sort(nanos);
        if (seen == 42) {
            System.out.println("the answers are looked at, so that none is left out");
        }
        return nanos;
    }
}
