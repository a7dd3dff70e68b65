// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.ChurnHost.Choice;
import io.kerf.alloc.ChurnWorkload.Arrival;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

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

    private static void cuts(ChurnHost host, ChurnMeasures measures) {
        double bytes = 0;
        double largest = 0;
        for (int node = 0; node < host.nodes; node++) {
            bytes += host.freeBytes(node);
            largest += host.largest(node);
        }
        measures.memoryCut().add(bytes == 0 ? 0 : 1 - largest / bytes);
        int all = 0;
        int unshared = 0;
        int most = 0;
        int[] size = new int[host.nodes];
        int largestNode = 0;
        for (int cpu = 0; cpu < host.cpus; cpu++) {
            size[host.nodeOf[cpu]] += host.owner[cpu] >= 0 ? 1 : 0;
        }
        int[] free = host.free(false);
        int[] whole = host.free(true);
        for (int node = 0; node < host.nodes; node++) {
            all += free[node];
            unshared += whole[node];
            most = Math.max(most, free[node]);
            largestNode = Math.max(largestNode, size[node]);
        }
        measures.cpusCut().add(all == 0 ? 0 : 1 - (double) most / Math.min(all, largestNode));
        measures.stranded().add(all == 0 ? 0 : (double) (all - unshared) / all);
    }
}
