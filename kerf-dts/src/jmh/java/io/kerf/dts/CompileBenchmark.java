// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.fdt.Fdt;
import io.kerf.tree.DeviceTree;
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

/** What it costs to compile a source. The peer is the {@code dtc} program: see run.sh. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms3g", "-Xmx3g", "-XX:+AlwaysPreTouch", "-XX:+UseParallelGC"})
public class CompileBenchmark {
    @Param({"baseline", "board", "large-tenth", "large", "labels"})
    String input;

    private String source;
    private DeviceTree tree;

    /** Makes the source. */
    @Setup
    public void write() {
        source = SyntheticSources.named(input);
        tree = Dts.compile(source, input);
    }

    /** From text to the bytes of a blob, which is what {@code dtc} does. */
    @Benchmark
    public byte[] compile() {
        return Fdt.encode(Dts.compile(source, input));
    }

    /** From text to the tree. */
    @Benchmark
    public DeviceTree parse() {
        return Dts.compile(source, input);
    }

    /** From the tree to text. */
    @Benchmark
    public String print() {
        return Dts.print(tree);
    }
}
