// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.PropertyValue;
import java.nio.ByteBuffer;

/** A small board for tests of cursors: nodes with and without unit addresses, and aliases that lead somewhere or nowhere. */
final class CursorBoard {
    static final DeviceTree TREE = DeviceTree.builder()
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

    /** Stands before the root. */
    static FdtCursor cursor() {
        return Fdt.cursor(ByteBuffer.wrap(Fdt.encode(TREE)));
    }

    static FdtCursor onProperty(String path, String property) {
        FdtCursor cursor = cursor();
        assertThat(cursor.find(path)).isTrue();
        assertThat(cursor.findProperty(property)).isTrue();
        return cursor;
    }

    private CursorBoard() {}
}
