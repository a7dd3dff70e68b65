// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.dts.Dts;
import io.kerf.fdt.Fdt;
import io.kerf.model.Dialect;
import io.kerf.model.SystemState;
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

/** What it costs to read a large host out of its tree, and to write it into one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms1500m", "-Xmx1500m", "-XX:+AlwaysPreTouch", "-XX:+UseParallelGC"})
public class ReadBenchmark {
    @Param({"INVENTORY", "FLAT", "POOL"})
    Dialect dialect;

    private SystemState state;
    private DeviceTree fromBlob;
    private DeviceTree fromText;

    /** Writes the host once, as a blob and as text. */
    @Setup
    public void writeOnce() {
        state = LargeHost.make();
        DeviceTree tree = Bindings.write(state, dialect);
        fromBlob = Fdt.decode(Fdt.encode(tree));
        fromText = Dts.compile(Dts.print(tree), "large.dts");
        if (!Bindings.read(fromBlob).equals(dialect.held(state))
                || !Bindings.read(fromText).findings().isEmpty()) {
            throw new IllegalStateException("the host is not read as it was written");
        }
    }

    /** A tree that was decoded from a blob. */
    @Benchmark
    public SystemState read() {
        return Bindings.read(fromBlob);
    }

    /** A tree that was compiled from text, with its places. */
    @Benchmark
    public SystemState readCompiled() {
        return Bindings.read(fromText);
    }

    /** The tree of the state. */
    @Benchmark
    public DeviceTree write() {
        return Bindings.write(state, dialect);
    }
}
