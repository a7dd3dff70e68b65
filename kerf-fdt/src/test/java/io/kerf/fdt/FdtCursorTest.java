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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FdtCursorTest {
    private static final DeviceTree BOARD = DeviceTree.builder()
            .reserve(0x1000, 0x2000)
            .bootCpuId(7)
            .property("model", PropertyValue.ofStrings("board"))
            .beginNode("aliases")
            .property("eth0", PropertyValue.ofStrings("/soc/ethernet@20"))
            .property("open", PropertyValue.of((byte) '/', (byte) 's'))
            .property("two", PropertyValue.ofStrings("/soc", "/cpus"))
            .property("relative", PropertyValue.ofStrings("soc"))
            .property("none", PropertyValue.empty())
            .endNode()
            .beginNode("soc")
            .property("ranges", PropertyValue.empty())
            .beginNode("ethernet@10")
            .property("reg", PropertyValue.ofU32(0x10, 4))
            .endNode()
            .beginNode("ethernet@20")
            .property("reg", PropertyValue.ofU32(0x20, 8))
            .property("id", PropertyValue.ofU64(0x123456789abcdefL))
            .property("speed", PropertyValue.ofU32(1000))
            .beginNode("phy")
            .property("reg", PropertyValue.ofU32(3))
            .endNode()
            .endNode()
            .endNode()
            .beginNode("cpus")
            .endNode()
            .build();

    private static FdtCursor board() {
        return Fdt.cursor(ByteBuffer.wrap(Fdt.encode(BOARD)));
    }

    private static FdtCursor onProperty(String path, String property) {
        FdtCursor cursor = board();
        assertThat(cursor.find(path)).isTrue();
        assertThat(cursor.findProperty(property)).isTrue();
        return cursor;
    }

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
        FdtCursor cursor = board();
        assertThat(cursor.bootCpuId()).isEqualTo(7);
        assertThat(cursor.reservations()).containsExactly(new ReservedRange(0x1000, 0x2000));
    }

    @Test
    void offsetsCountFromTheStartOfTheBlob() {
        byte[] blob = Fdt.encode(BOARD);
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
        FdtCursor cursor = onProperty("/soc/ethernet@20", "reg");
        assertThat(cursor.valueLength()).isEqualTo(8);
        assertThat(cursor.cell(0)).isEqualTo(0x20);
        assertThat(cursor.cell(1)).isEqualTo(8);
        assertThat(cursor.byteAt(7)).isEqualTo((byte) 8);
        assertThat(cursor.u64()).isEqualTo(0x20_0000_0008L);
        assertThat(cursor.property().u32List()).containsExactly(0x20, 8);
        assertThat(cursor.value().isReadOnly()).isTrue();
        assertThat(cursor.value().order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(cursor.value().getInt(4)).isEqualTo(8);
        assertThat(onProperty("/soc/ethernet@20", "id").u64()).isEqualTo(0x123456789abcdefL);
        assertThat(onProperty("/soc/ethernet@20", "speed").u32()).isEqualTo(1000);
    }

    @Test
    void readingAValueAsWhatItIsNotNamesTheProperty() {
        FdtCursor cursor = onProperty("/soc/ethernet@20", "reg");
        PropertyTypeException wrong = catchThrowableOfType(PropertyTypeException.class, cursor::u32);
        assertThat(wrong.property()).isEqualTo("reg");
        assertThat(wrong.found()).isEqualTo("it has 8 bytes, <0x20 0x8>");
        assertThatThrownBy(() -> onProperty("/soc/ethernet@20", "speed").u64())
                .isInstanceOf(PropertyTypeException.class);
        assertThatThrownBy(() -> cursor.cell(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> cursor.cell(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> cursor.byteAt(8)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void namesAreComparedWhole() {
        FdtCursor cursor = onProperty("/soc/ethernet@20", "speed");
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
        FdtCursor cursor = board();
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

    @Test
    void anActionSeesAllThatIsLeftButTheEnd() {
        FdtCursor cursor = board();
        assertThat(cursor.find("/soc/ethernet@20/phy")).isTrue();
        List<String> seen = new ArrayList<>();
        cursor.forEachRemaining(at -> seen.add(at.event() + " " + at.depth()));
        assertThat(seen)
                .containsExactly(
                        "PROPERTY 4",
                        "END_NODE 3",
                        "END_NODE 2",
                        "END_NODE 1",
                        "BEGIN_NODE 2",
                        "END_NODE 1",
                        "END_NODE 0");
        assertThat(cursor.event()).isEqualTo(Event.END);
        cursor.forEachRemaining(at -> seen.add("more"));
        assertThat(seen).doesNotContain("more");
    }

    @Test
    void anActionMayMoveTheCursor() {
        FdtCursor cursor = board();
        List<String> seen = new ArrayList<>();
        cursor.forEachRemaining(at -> {
            if (at.event() == Event.BEGIN_NODE && at.nameEquals("ethernet@20")) {
                assertThat(at.findProperty("id")).isTrue();
                assertThat(at.findProperty("none")).isFalse();
            } else if (at.event() == Event.BEGIN_NODE && at.depth() > 1 && !at.nameEquals("soc")) {
                seen.add("over " + at.name());
                at.skipNode();
            } else if (at.event() == Event.PROPERTY) {
                seen.add(at.name());
            }
        });
        assertThat(seen)
                .containsExactly(
                        "model",
                        "over aliases",
                        "ranges",
                        "over ethernet@10",
                        "reg",
                        "id",
                        "speed",
                        "over phy",
                        "over cpus");
    }

    @Test
    void aWalkEndsWhereTheActionLeavesTheCursorAtTheEnd() {
        FdtCursor cursor = board();
        List<Event> seen = new ArrayList<>();
        cursor.forEachRemaining(at -> {
            seen.add(at.event());
            while (at.next() != Event.END) {
                assertThat(at.depth()).isNotNegative();
            }
        });
        assertThat(seen).containsExactly(Event.BEGIN_NODE);
    }

    @Test
    void aFailedActionLeavesTheCursorWhereItFailed() {
        FdtCursor cursor = board();
        IllegalStateException failure = new IllegalStateException("enough");
        assertThatThrownBy(() -> cursor.forEachRemaining(at -> {
                    if (at.event() == Event.PROPERTY && at.nameEquals("id")) {
                        throw failure;
                    }
                }))
                .isSameAs(failure);
        assertThat(cursor.u64()).isEqualTo(0x123456789abcdefL);
        assertThat(cursor.next()).isEqualTo(Event.PROPERTY);
        assertThat(cursor.nameEquals("speed")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/, ''",
        "//soc//ethernet@20/, ethernet@20",
        "/soc/ethernet, ethernet@10",
        "/soc/ethernet@20/phy, phy",
        "eth0, ethernet@20",
        "eth0/phy, phy",
        "two/ethernet, ethernet@10"
    })
    void pathsAreReadAsLibfdtReadsThem(String path, String name) {
        FdtCursor cursor = board();
        assertThat(cursor.find(path)).isTrue();
        assertThat(cursor.event()).isEqualTo(Event.BEGIN_NODE);
        assertThat(cursor.name()).isEqualTo(name);
        assertThat(BOARD.find(path).orElseThrow().name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/so",
                "/soc/ethernet@2",
                "/soc/ethernet@",
                "/soc/ethernet@20/phy/x",
                "/soc/phy",
                "eth1",
                "open",
                "relative",
                "none",
                "eth0/none"
            })
    void whatIsNotThereIsNotFound(String path) {
        FdtCursor cursor = board();
        cursor.next();
        assertThat(cursor.find(path)).isFalse();
        assertThat(cursor.event()).isEqualTo(Event.START);
        assertThat(BOARD.find(path)).isEmpty();
    }

    @Test
    void propertiesAreFoundInAnyOrderAndMoreThanOnce() {
        FdtCursor cursor = onProperty("/soc/ethernet@20", "speed");
        assertThat(cursor.findProperty("reg")).isTrue();
        assertThat(cursor.findProperty("reg")).isTrue();
        assertThat(cursor.cell(0)).isEqualTo(0x20);
        assertThat(cursor.findProperty("ranges")).isFalse();
        assertThat(cursor.event()).isEqualTo(Event.BEGIN_NODE);
        assertThat(cursor.nameEquals("ethernet@20")).isTrue();
        assertThat(cursor.findProperty("id")).isTrue();
    }

    @Test
    void aPropertyBehindAChildNodeIsFound() {
        byte[] blob = Fdt.encode(DeviceTree.builder()
                .property("a", PropertyValue.ofU32(1))
                .property("b", PropertyValue.ofU32(2))
                .beginNode("nnn")
                .endNode()
                .build());
        // Puts the 12 bytes of the child before the 16 of the second property.
        int second = blob.length - 4 - 4 - 4 - 12 - 16;
        byte[] property = java.util.Arrays.copyOfRange(blob, second, second + 16);
        System.arraycopy(blob, second + 16, blob, second, 12);
        System.arraycopy(property, 0, blob, second + 12, 16);

        FdtCursor cursor = Fdt.cursor(ByteBuffer.wrap(blob));
        cursor.next();
        assertThat(cursor.findProperty("b")).isTrue();
        assertThat(cursor.u32()).isEqualTo(2);
        assertThat(cursor.findProperty("a")).isTrue();
        assertThat(cursor.findProperty("c")).isFalse();
        assertThat(cursor.depth()).isEqualTo(1);
        assertThat(cursor.next()).isEqualTo(Event.PROPERTY);
        assertThat(cursor.nameEquals("a")).isTrue();
        cursor.next();
        cursor.skipNode();
        assertThat(cursor.next()).isEqualTo(Event.PROPERTY);
        assertThatIllegalStateException()
                .isThrownBy(() -> cursor.findProperty("a"))
                .withMessageContaining("PROPERTY behind a child node");
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
        FdtCursor cursor = board();
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
        byte[] old = Fdt.encode(BOARD, FdtOptions.defaults().withVersion(FdtVersion.V3));
        FdtFormatException refusal =
                catchThrowableOfType(FdtFormatException.class, () -> Fdt.cursor(ByteBuffer.wrap(old)));
        assertThat(refusal.reason()).isEqualTo(FdtFormatException.Reason.BAD_VERSION);
        assertThat(refusal.offset()).isEqualTo(20);
        assertThat(refusal.expected()).isEqualTo("version 16 or later (Fdt.decode also reads older ones)");
    }

    @Test
    void aCursorThatFailedFailsAgainUntilItIsRewound() {
        byte[] blob = Fdt.encode(BOARD);
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
                "nest", ByteBuffer.wrap(Fdt.encode(BOARD)), FdtLimits.defaults().withMaxDepth(2));
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
