// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

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

/** The hardest choice by memory policy: 64 nodes, with as much memory on each or little memory and more on some. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class MemoryChoiceBenchmark {
    @Param({"120", "640", "2000"})
    int asked;

    @Param({"COMPACT", "SPREAD"})
    CpuAffinity affinity;

    @Param({"NONE", "LOCAL", "LOCAL_REGIONS", "LOCAL_MANY", "BIND", "INTERLEAVE", "INTERLEAVE_MANY"})
    String memory;

    @Param({"false", "true"})
    boolean isUneven;

    private TopologyIndex index;
    private PlacementRequest request;

    @Setup
    public void fill() {
        index = TopologyIndex.of(isUneven ? BusyHost.unevenMemory() : BusyHost.evenlyHeld());
        PlacementRequest.Builder builder =
                PlacementRequest.builder().cpuCount(asked).affinity(affinity);
        request = MemoryChoice.valueOf(memory).ask(builder).build();
    }

    @Benchmark
    public PlacementOutcome decide() {
        return index.decide(request);
    }
}
