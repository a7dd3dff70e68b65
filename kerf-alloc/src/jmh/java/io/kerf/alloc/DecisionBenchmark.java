// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long one decision takes on a host of which 55 % is held, among mixed requests: sampled, so that there are percentiles. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class DecisionBenchmark {
    private static final int REQUESTS = 4096;

    @Param({"32", "512", "4096"})
    int cpus;

    private TopologyIndex index;
    private PlacementRequest[] requests;
    private int next;

    @Setup
    public void fill() {
        index = TopologyIndex.of(BusyHost.of(cpus));
        SplittableRandom random = new SplittableRandom(5);
        requests = new PlacementRequest[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            requests[i] = BusyHost.request(random);
        }
    }

    @Benchmark
    public PlacementOutcome decide() {
        return index.decide(requests[next++ & (REQUESTS - 1)]);
    }
}
