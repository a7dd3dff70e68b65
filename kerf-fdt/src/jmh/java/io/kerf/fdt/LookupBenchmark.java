// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DeviceTree;
import java.nio.ByteBuffer;
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

/** What it costs to find one node of 100,000 by path and to read its {@code reg}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms1500m", "-Xmx1500m", "-XX:+AlwaysPreTouch", "-XX:+UseParallelGC"})
public class LookupBenchmark extends PeerTurns {
    /** Where the node lies. */
    public enum Place {
        /** Forty levels down. */
        DEEP,
        /** In the middle of 49,000 siblings. */
        WIDE,
        /** On one of 500 buses of 100 devices. */
        BUS;

        String path() {
            return switch (this) {
                case DEEP -> SyntheticTrees.deepPath();
                case WIDE -> SyntheticTrees.widePath();
                case BUS -> SyntheticTrees.busPath();
            };
        }
    }

    @Param
    Place place;

    private DeviceTree tree;
    private FdtCursor cursor;
    private String path;

    /** Decodes the tree; the first lookup indexes what it passes. */
    @Setup
    public void decodeOnce() {
        byte[] blob = Fdt.encode(SyntheticTrees.named("large"));
        tree = Fdt.decode(blob);
        cursor = Fdt.cursor(ByteBuffer.wrap(blob));
        path = place.path();
    }

    /** In the tree. */
    @Benchmark
    public int lookup() {
        return tree.find(path).orElseThrow().property("reg").orElseThrow().u32List()[0];
    }

    /** In the blob, without a tree. */
    @Benchmark
    public int lookupInBlob() {
        if (!cursor.find(path) || !cursor.findProperty("reg")) {
            throw new IllegalStateException(path);
        }
        return cursor.cell(0);
    }
}
