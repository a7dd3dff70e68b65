// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kerf.fdt.FdtCursor.Event;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.PropertyValue;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FdtCursorSearchTest {
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
        FdtCursor cursor = CursorBoard.cursor();
        assertThat(cursor.find(path)).isTrue();
        assertThat(cursor.event()).isEqualTo(Event.BEGIN_NODE);
        assertThat(cursor.name()).isEqualTo(name);
        assertThat(CursorBoard.TREE.find(path).orElseThrow().name()).isEqualTo(name);
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
        FdtCursor cursor = CursorBoard.cursor();
        cursor.next();
        assertThat(cursor.find(path)).isFalse();
        assertThat(cursor.event()).isEqualTo(Event.START);
        assertThat(CursorBoard.TREE.find(path)).isEmpty();
    }

    @Test
    void propertiesAreFoundInAnyOrderAndMoreThanOnce() {
        FdtCursor cursor = CursorBoard.onProperty("/soc/ethernet@20", "speed");
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
}
