// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
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

/** The hardest choice: 64 nodes that all look alike, and requests for several of them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class EvenlyHeldBenchmark {
    @Param({"120", "640", "2000"})
    int asked;

    @Param({"COMPACT", "SPREAD", "LOCAL"})
    CpuAffinity affinity;

    @Param({"AVOID", "WHOLE", "SHARE", "REQUIRE"})
    SmtPolicy smt;

    private TopologyIndex index;
    private PlacementRequest request;

    @Setup
    public void fill() {
        index = TopologyIndex.of(BusyHost.evenlyHeld());
        request = PlacementRequest.builder()
                .cpuCount(asked)
                .affinity(affinity)
                .smt(smt)
                .memory(ByteSize.ofGiB(8))
                .build();
    }

    @Benchmark
    public PlacementOutcome decide() {
        return index.decide(request);
    }
}
