// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;

/** A tree builder for tests, which closes what is open at the end. */
final class TreeDraft {
    private final DeviceTreeBuilder builder = DeviceTree.builder();
    private int open;

    TreeDraft reserve(long address, long size) {
        builder.reserve(address, size);
        return this;
    }

    TreeDraft bootCpuId(int id) {
        builder.bootCpuId(id);
        return this;
    }

    TreeDraft node(String name) {
        builder.beginNode(name);
        open++;
        return this;
    }

    TreeDraft end() {
        builder.endNode();
        open--;
        return this;
    }

    TreeDraft flag(String name) {
        builder.property(name, PropertyValue.empty());
        return this;
    }

    TreeDraft cells(String name, int... cells) {
        builder.property(name, PropertyValue.ofU32(cells));
        return this;
    }

    TreeDraft text(String name, String... strings) {
        builder.property(name, PropertyValue.ofStrings(strings));
        return this;
    }

    TreeDraft bytes(String name, int... bytes) {
        byte[] value = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            value[i] = (byte) bytes[i];
        }
        builder.property(name, PropertyValue.of(value));
        return this;
    }

    TreeDraft property(DtProperty property) {
        builder.property(property);
        return this;
    }

    DeviceTree tree() {
        while (open > 0) {
            end();
        }
        return builder.build();
    }

    byte[] blob() {
        return Fdt.encode(tree());
    }
}
