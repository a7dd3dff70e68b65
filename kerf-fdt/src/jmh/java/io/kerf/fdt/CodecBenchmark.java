// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.fdt.FdtCursor.Event;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.PropertyValue;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

/** What a whole blob costs to walk over, to decode and to write. The peers are in peers.c. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms1500m", "-Xmx1500m", "-XX:+AlwaysPreTouch", "-XX:+UseParallelGC"})
public class CodecBenchmark extends PeerTurns {
    @Param({"baseline", "board", "megabyte", "large"})
    String input;

    private DeviceTree tree;
    private byte[] blob;
    private FdtCursor cursor;
    private FdtCursor direct;
    private int turn;

    /** Makes the blob. */
    @Setup
    public void encodeOnce() {
        tree = SyntheticTrees.named(input);
        blob = Fdt.encode(tree);
        tree = Fdt.decode(blob);
        cursor = Fdt.cursor(ByteBuffer.wrap(blob));
        direct = Fdt.cursor(ByteBuffer.allocateDirect(blob.length).put(blob).flip());
    }

    /** Every property touched: length, place of its name, first byte of its value. */
    @Benchmark
    public long walk() {
        return touchAll(cursor);
    }

    /** As {@link #walk}, off the heap. */
    @Benchmark
    public long walkDirect() {
        return touchAll(direct);
    }

    /** As {@link #walk}, with one of three classes of actions each time: too many for the compiler to put them in place of the call. */
    @Benchmark
    public long walkByThree() {
        cursor.rewind();
        Toucher toucher = switch (turn++ % 3) {
            case 0 -> new Toucher();
            case 1 -> new SecondToucher();
            default -> new ThirdToucher();
        };
        cursor.forEachRemaining(toucher);
        return toucher.sum;
    }

    /** As {@link #walk}, by a call for each event. */
    @Benchmark
    public long walkByNext() {
        long sum = 0;
        cursor.rewind();
        for (Event event = cursor.next(); event != Event.END; event = cursor.next()) {
            if (event == Event.PROPERTY) {
                sum += touch(cursor);
            }
        }
        return sum;
    }

    /** Every byte proved, the full tree built. */
    @Benchmark
    public DeviceTree decode() {
        return Fdt.decode(blob);
    }

    /** The tree as a blob in dtc's layout. */
    @Benchmark
    public byte[] encode() {
        return Fdt.encode(tree);
    }

    /** The same blob, token by token through the writer that checks each call. */
    @Benchmark
    public byte[] write() {
        FdtWriter writer = Fdt.writer();
        cursor.rewind();
        for (Event event = cursor.next(); event != Event.END; event = cursor.next()) {
            switch (event) {
                case BEGIN_NODE -> writer.beginNode(cursor.name());
                case PROPERTY -> writer.property(cursor.name(), PropertyValue.copyOf(cursor.value()));
                default -> writer.endNode();
            }
        }
        return writer.finish();
    }

    private static long touchAll(FdtCursor cursor) {
        cursor.rewind();
        Toucher toucher = new Toucher();
        cursor.forEachRemaining(toucher);
        return toucher.sum;
    }

    private static int touch(FdtCursor property) {
        int length = property.valueLength();
        return length + property.nameOffset() + (length > 0 ? property.byteAt(0) : 0);
    }

    /** Touches what it sees. */
    private static class Toucher implements Consumer<FdtCursor> {
        long sum;

        @Override
        public void accept(FdtCursor at) {
            if (at.event() == Event.PROPERTY) {
                sum += touch(at);
            }
        }
    }

    private static final class SecondToucher extends Toucher {
        @Override
        public void accept(FdtCursor at) {
            super.accept(at);
        }
    }

    private static final class ThirdToucher extends Toucher {
        @Override
        public void accept(FdtCursor at) {
            super.accept(at);
        }
    }
}
