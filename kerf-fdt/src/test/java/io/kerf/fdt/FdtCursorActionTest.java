// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kerf.fdt.FdtCursor.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FdtCursorActionTest {
    @Test
    void anActionSeesAllThatIsLeftButTheEnd() {
        FdtCursor cursor = CursorBoard.cursor();
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
        FdtCursor cursor = CursorBoard.cursor();
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
        FdtCursor cursor = CursorBoard.cursor();
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
        FdtCursor cursor = CursorBoard.cursor();
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
}
