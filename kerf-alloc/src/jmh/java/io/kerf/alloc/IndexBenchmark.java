// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.SystemState;
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

/** How long it takes to make the index of a host of which 55 % is held. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class IndexBenchmark {
    @Param({"32", "512", "4096"})
    int cpus;

    private SystemState state;

    @Setup
    public void fill() {
        state = BusyHost.of(cpus);
    }

    @Benchmark
    public TopologyIndex build() {
        return TopologyIndex.of(state);
    }
}
