// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DeviceTree;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to apply an overlay of 2 KB to the board. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms1500m", "-Xmx1500m", "-XX:+AlwaysPreTouch", "-XX:+UseParallelGC"})
public class OverlayBenchmark extends PeerTurns {
    private DeviceTree base;
    private DeviceTree overlay;
    private byte[] baseBlob;
    private byte[] overlayBlob;

    /** Makes trees and blobs. */
    @Setup
    public void encodeOnce() {
        baseBlob = Fdt.encode(SyntheticTrees.board());
        overlayBlob = Fdt.encode(SyntheticTrees.overlay());
        base = Fdt.decode(baseBlob);
        overlay = Fdt.decode(overlayBlob);
    }

    /** From trees to a tree. */
    @Benchmark
    public DeviceTree overlay() {
        return Overlays.apply(base, overlay);
    }

    /** From the bytes that libfdt works on to such bytes. */
    @Benchmark
    public byte[] overlayBlobs() {
        return Fdt.encode(Overlays.apply(Fdt.decode(baseBlob), Fdt.decode(overlayBlob)));
    }
}
