// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.ChurnHost.Choice;
import io.kerf.alloc.ChurnWorkload.Arrival;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Lets instances come and go on a host; every contender sees the same arrivals. */
final class ChurnSimulator {
    private final SystemState state;
    private final ChurnWorkload workload;
    private final long seed;
    private final int steps;

    ChurnSimulator(SystemState state, ChurnWorkload workload, long seed, int steps) {
        this.state = state;
        this.workload = workload;
        this.seed = seed;
        this.steps = steps;
    }

    private record Live(int instance, Choice choice, int until) {}

    /** Lists the arrivals. */
    List<Arrival> arrivals() {
        SplittableRandom random = new SplittableRandom(seed);
        ChurnHost host = new ChurnHost(state);
        int cpus = state.cpus().available().size();
        long bytes = state.memory().pool().size().bytes();
        List<Arrival> all = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            all.add(workload.next(host, cpus, bytes, step, random));
        }
        return all;
    }

    ChurnMeasures run(Contender contender) {
        ChurnMeasures measures = new ChurnMeasures();
        List<Live> live = new ArrayList<>();
        int step = 0;
        for (Arrival arrival : arrivals()) {
            step++;
            for (int i = live.size() - 1; i >= 0; i--) {
                if (live.get(i).until <= step) {
                    Live gone = live.remove(i);
                    contender.release(gone.choice, gone.instance);
                }
            }
            Optional<Choice> answer = contender.place(arrival.request());
            if (new ChurnJudge(contender.host, arrival.request(), measures).judge(answer)) {
                contender.accept(answer.get(), step);
                live.add(new Live(step, answer.get(), step + arrival.stay()));
            }
            cuts(contender.host, measures);
        }
        return measures;
    }

    /** What a host is like after a step. */
    static void cuts(ChurnHost host, ChurnMeasures measures) {
        double bytes = 0;
        double largest = 0;
        double largestOfAll = 0;
        for (int node = 0; node < host.nodes; node++) {
            bytes += host.freeBytes(node);
            largest += host.largest(node);
            largestOfAll = Math.max(largestOfAll, host.largest(node));
        }
        measures.add(ChurnMeasure.MEMORY_CUT, missing(largestOfAll, bytes));
        measures.add(ChurnMeasure.NODE_MEMORY_CUT, missing(largest, bytes));
        int[] size = new int[host.nodes];
        for (int cpu = 0; cpu < host.cpus; cpu++) {
            size[host.nodeOf[cpu]] += host.owner[cpu] >= 0 ? 1 : 0;
        }
        int largestNode = IntStream.of(size).max().orElseThrow();
        int[] free = host.free(false);
        int[] whole = host.free(true);
        int all = IntStream.of(free).sum();
        int unshared = IntStream.of(whole).sum();
        measures.add(
                ChurnMeasure.CPUS_CUT, missing(IntStream.of(free).max().orElseThrow(), Math.min(all, largestNode)));
        measures.add(
                ChurnMeasure.CPUS_CUT_ISOLATED,
                missing(IntStream.of(whole).max().orElseThrow(), Math.min(unshared, largestNode)));
        measures.add(ChurnMeasure.STRANDED, missing(unshared, all));
        measures.add(ChurnMeasure.BALANCE, balance(size, free));
        measures.add(ChurnMeasure.SHARED, host.sharedCores());
    }

    private static double missing(double part, double whole) {
        return whole == 0 ? 0 : 1 - part / whole;
    }

    private static double balance(int[] size, int[] free) {
        return ChurnMeasures.evenness(IntStream.range(0, size.length)
                .filter(node -> size[node] > 0)
                .mapToDouble(node -> 1 - (double) free[node] / size[node])
                .toArray());
    }
}
