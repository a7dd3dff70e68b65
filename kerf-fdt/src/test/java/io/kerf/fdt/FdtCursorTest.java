// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import io.kerf.fdt.FdtCursor.Event;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.PropertyTypeException;
import io.kerf.tree.PropertyValue;
import io.kerf.tree.ReservedRange;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FdtCursorTest {
    @Test
    void eventsComeInTheOrderOfTheBlob() {
        FdtCursor cursor = Fdt.cursor(ByteBuffer.wrap(Fdt.encode(DeviceTree.builder()
                .property("a", PropertyValue.ofU32(1))
                .beginNode("n@1")
                .property("b", PropertyValue.empty())
                .endNode()
                .build())));
        List<String> seen = new ArrayList<>();
        assertThat(cursor.event()).isEqualTo(Event.START);
        for (Event event = cursor.next(); event != Event.END; event = cursor.next()) {
            assertThat(cursor.event()).isEqualTo(event);
            seen.add(event + " " + cursor.depth() + (event == Event.END_NODE ? "" : " '" + cursor.name() + "'"));
        }
        assertThat(seen)
                .containsExactly(
                        "BEGIN_NODE 1 ''",
                        "PROPERTY 1 'a'",
                        "BEGIN_NODE 2 'n@1'",
                        "PROPERTY 2 'b'",
                        "END_NODE 1",
                        "END_NODE 0");
        assertThat(cursor.next()).isEqualTo(Event.END);
        assertThat(cursor.depth()).isZero();
    }

    @Test
    void headerAndReservationsAreThereFromTheStart() {
        FdtCursor cursor = CursorBoard.cursor();
        assertThat(cursor.bootCpuId()).isEqualTo(7);
        assertThat(cursor.reservations()).containsExactly(new ReservedRange(0x1000, 0x2000));
    }

    @Test
    void offsetsCountFromTheStartOfTheBlob() {
        byte[] blob = Fdt.encode(CursorBoard.TREE);
        ByteBuffer framed = ByteBuffer.allocate(blob.length + 100).position(60).put(blob);
        FdtCursor cursor = Fdt.cursor(framed.position(60));
        assertThat(cursor.find("/soc/ethernet@20")).isTrue();
        assertThat(new String(blob, cursor.nameOffset(), cursor.nameLength())).isEqualTo("ethernet@20");
        assertThat(cursor.findProperty("speed")).isTrue();
        assertThat(new String(blob, cursor.nameOffset(), cursor.nameLength())).isEqualTo("speed");
        assertThat(ByteBuffer.wrap(blob).getInt(cursor.valueOffset())).isEqualTo(1000);
        assertThat(framed.position()).isEqualTo(60);
    }

    @Test
    void valuesAreReadInPlace() {
        FdtCursor cursor = CursorBoard.onProperty("/soc/ethernet@20", "reg");
        assertThat(cursor.valueLength()).isEqualTo(8);
        assertThat(cursor.cell(0)).isEqualTo(0x20);
        assertThat(cursor.cell(1)).isEqualTo(8);
        assertThat(cursor.byteAt(7)).isEqualTo((byte) 8);
        assertThat(cursor.u64()).isEqualTo(0x20_0000_0008L);
        assertThat(cursor.property().u32List()).containsExactly(0x20, 8);
        assertThat(cursor.value().isReadOnly()).isTrue();
        assertThat(cursor.value().order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(cursor.value().getInt(4)).isEqualTo(8);
        assertThat(CursorBoard.onProperty("/soc/ethernet@20", "id").u64()).isEqualTo(0x123456789abcdefL);
        assertThat(CursorBoard.onProperty("/soc/ethernet@20", "speed").u32()).isEqualTo(1000);
    }

    @Test
    void readingAValueAsWhatItIsNotNamesTheProperty() {
        FdtCursor cursor = CursorBoard.onProperty("/soc/ethernet@20", "reg");
        PropertyTypeException wrong = catchThrowableOfType(PropertyTypeException.class, cursor::u32);
        assertThat(wrong.property()).isEqualTo("reg");
        assertThat(wrong.found()).isEqualTo("it has 8 bytes, <0x20 0x8>");
        assertThatThrownBy(() ->
                        CursorBoard.onProperty("/soc/ethernet@20", "speed").u64())
                .isInstanceOf(PropertyTypeException.class);
        assertThatThrownBy(() -> cursor.cell(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> cursor.cell(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> cursor.byteAt(8)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void namesAreComparedWhole() {
        FdtCursor cursor = CursorBoard.onProperty("/soc/ethernet@20", "speed");
        assertThat(cursor.nameEquals("speed")).isTrue();
        assertThat(cursor.nameEquals("spee")).isFalse();
        assertThat(cursor.nameEquals("speed\0")).isFalse();
        assertThat(cursor.nameEquals("speeds")).isFalse();
        assertThat(cursor.nameEquals("a name that is longer than the rest of the strings block"))
                .isFalse();
        assertThat(cursor.find("/soc/ethernet@20")).isTrue();
        assertThat(cursor.nameEquals("ethernet@20")).isTrue();
        assertThat(cursor.nameEquals("ethernet")).isFalse();
        assertThat(cursor.nameEquals("ethernet@2Ġ")).isFalse();
    }

    @Test
    void aNodeIsSkippedToItsEnd() {
        FdtCursor cursor = CursorBoard.cursor();
        assertThat(cursor.find("/soc/ethernet@20")).isTrue();
        cursor.skipNode();
        assertThat(cursor.event()).isEqualTo(Event.END_NODE);
        assertThat(cursor.depth()).isEqualTo(2);
        assertThat(cursor.next()).isEqualTo(Event.END_NODE);
        assertThat(cursor.next()).isEqualTo(Event.BEGIN_NODE);
        assertThat(cursor.nameEquals("cpus")).isTrue();
        cursor.skipNode();
        cursor.skipNode();
        assertThat(cursor.depth()).isZero();
        assertThatIllegalStateException().isThrownBy(cursor::skipNode);
        assertThat(cursor.next()).isEqualTo(Event.END);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCursorThatFailedStandsOnNothing(boolean isDirect) {
        // Off the heap, the token that fails is the first one of the next window, and the property lies before it.
        int length = 8192 - 8 - 12 - 16 - 8;
        byte[] blob = Fdt.encode(DeviceTree.builder()
                .property("long", PropertyValue.of(new byte[length]))
                .property("id", PropertyValue.ofU32(7))
                .beginNode("behind")
                .endNode()
                .build());
        int behind = ByteBuffer.wrap(blob).getInt(8) + 8192 - 8;
        ByteBuffer buffer = isDirect ? ByteBuffer.allocateDirect(blob.length) : ByteBuffer.allocate(blob.length);
        FdtCursor cursor = Fdt.cursor(buffer.put(blob).flip().putInt(behind, 77));
        for (int i = 0; i < 3; i++) {
            cursor.next();
        }
        assertThat(cursor.u32()).isEqualTo(7);
        assertThat(cursor.valueOffset()).isEqualTo(behind - 4);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(cursor::next).isInstanceOf(FdtFormatException.class);
            assertThat(cursor.event()).isEqualTo(Event.START);
            assertThatIllegalStateException().isThrownBy(cursor::u32);
            assertThatIllegalStateException().isThrownBy(cursor::value);
            assertThatIllegalStateException().isThrownBy(cursor::valueOffset);
            assertThatIllegalStateException().isThrownBy(cursor::name);
        }
        cursor.rewind();
        assertThat(cursor.next()).isEqualTo(Event.BEGIN_NODE);
    }

    @Test
    void aBadNameOffsetLeavesACursorOnNothingToo() {
        byte[] blob = Fdt.encode(DeviceTree.builder()
                .property("a", PropertyValue.ofU32(1))
                .property("b", PropertyValue.ofU32(2))
                .build());
        int second = ByteBuffer.wrap(blob).getInt(8) + 8 + 16;
        FdtCursor cursor = Fdt.cursor(ByteBuffer.wrap(blob).putInt(second + 8, 1000));
        cursor.next();
        cursor.next();
        assertThatThrownBy(cursor::next).isInstanceOf(FdtFormatException.class);
        assertThatIllegalStateException().isThrownBy(cursor::u32);
        assertThatThrownBy(cursor::next).isInstanceOf(FdtFormatException.class);
    }

    @Test
    void whatACursorDoesNotStandOnCannotBeRead() {
        FdtCursor cursor = CursorBoard.cursor();
        assertThatIllegalStateException().isThrownBy(cursor::name);
        assertThatIllegalStateException().isThrownBy(() -> cursor.findProperty("model"));
        cursor.next();
        assertThatIllegalStateException().isThrownBy(cursor::value);
        assertThatIllegalStateException()
                .isThrownBy(cursor::u32)
                .withMessage("only properties have a value: the cursor stands on BEGIN_NODE");
        cursor.skipNode();
        assertThatIllegalStateException().isThrownBy(() -> cursor.nameEquals(""));
        assertThatIllegalStateException().isThrownBy(() -> cursor.findProperty("model"));
    }

    @Test
    void fullPathVersionsAreRefusedAndSayWhoReadsThem() {
        byte[] old = Fdt.encode(CursorBoard.TREE, FdtOptions.defaults().withVersion(FdtVersion.V3));
        FdtFormatException refusal =
                catchThrowableOfType(FdtFormatException.class, () -> Fdt.cursor(ByteBuffer.wrap(old)));
        assertThat(refusal.reason()).isEqualTo(FdtFormatException.Reason.BAD_VERSION);
        assertThat(refusal.offset()).isEqualTo(20);
        assertThat(refusal.expected()).isEqualTo("version 16 or later (Fdt.decode also reads older ones)");
    }

    @Test
    void aCursorThatFailedFailsAgainUntilItIsRewound() {
        byte[] blob = Fdt.encode(CursorBoard.TREE);
        ByteBuffer.wrap(blob).putInt(blob.length - 8 * 16, 77);
        FdtCursor cursor = Fdt.cursor(ByteBuffer.wrap(blob));
        assertThatThrownBy(() -> CursorLaws.walk(cursor)).isInstanceOf(FdtFormatException.class);
        assertThatThrownBy(cursor::next).isInstanceOf(FdtFormatException.class);
        cursor.rewind();
        assertThat(cursor.next()).isEqualTo(Event.BEGIN_NODE);
    }

    @Test
    void nestingIsLimited() {
        FdtCursor cursor = Fdt.cursor(
                "nest",
                ByteBuffer.wrap(Fdt.encode(CursorBoard.TREE)),
                FdtLimits.defaults().withMaxDepth(2));
        FdtFormatException refusal = catchThrowableOfType(FdtFormatException.class, () -> CursorLaws.walk(cursor));
        assertThat(refusal.reason()).isEqualTo(FdtFormatException.Reason.LIMIT_EXCEEDED);
        assertThat(refusal.expected()).isEqualTo("at most 2 nodes inside one another");
    }

    @Test
    void aWindowThatMovesSeesWhatAnArrayHolds() {
        byte[] blob = Fdt.encode(wide(3_000));
        assertThat(blob.length).isGreaterThan(100_000);
        assertThat(CursorLaws.agreesWithDecode(blob)).isTrue();
        FdtCursor direct =
                Fdt.cursor(ByteBuffer.allocateDirect(blob.length).put(blob).flip());
        for (String path : List.of("/n2999@2999", "/n1@1", "/n1500@1500")) {
            assertThat(direct.find(path)).isTrue();
            assertThat(direct.findProperty("id")).isTrue();
            assertThat("/n" + direct.u32() + "@" + direct.u32()).isEqualTo(path);
        }
    }

    @Test
    void walkingAllocatesNothing() {
        byte[] blob = Fdt.encode(wide(20_000));
        FdtCursor heap = Fdt.cursor(ByteBuffer.wrap(blob));
        FdtCursor direct =
                Fdt.cursor(ByteBuffer.allocateDirect(blob.length).put(blob).flip());
        for (int i = 0; i < 5; i++) {
            touch(heap);
            touch(direct);
            touchAll(heap);
            touchAll(direct);
        }
        assertThat(allocatedBy(() -> touch(heap))).isLessThan(1024);
        assertThat(allocatedBy(() -> touch(direct))).isLessThan(1024);
        assertThat(allocatedBy(() -> touchAll(heap))).isLessThan(1024);
        assertThat(allocatedBy(() -> touchAll(direct))).isLessThan(1024);
    }

    private static long allocatedBy(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static void touchAll(FdtCursor cursor) {
        int[] ids = {0};
        cursor.rewind();
        cursor.forEachRemaining(at -> {
            if (at.event() == Event.PROPERTY && at.nameEquals("id")) {
                ids[0] += at.u32() == at.cell(0) ? 1 : 0;
            }
        });
        assertThat(ids[0]).isEqualTo(20_000);
    }

    private static void touch(FdtCursor cursor) {
        cursor.rewind();
        int ids = 0;
        for (Event event = cursor.next(); event != Event.END; event = cursor.next()) {
            if (event == Event.PROPERTY && cursor.nameEquals("id") && cursor.nameLength() == 2) {
                ids += cursor.u32() == cursor.cell(0) && cursor.byteAt(0) == 0 ? 1 : 0;
            }
        }
        assertThat(ids).isEqualTo(20_000);
    }

    /** Nodes whose names and values have every length that matters for words and windows. */
    private static DeviceTree wide(int nodes) {
        DeviceTreeBuilder builder = DeviceTree.builder();
        for (int i = 0; i < nodes; i++) {
            builder.beginNode("n" + i + "@" + i)
                    .property("id", PropertyValue.ofU32(i))
                    .property("data", PropertyValue.of(new byte[i % 61]))
                    .property("x".repeat(1 + i % 9), PropertyValue.empty())
                    .endNode();
        }
        return builder.build();
    }
}
