// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Prints the trees of the golden blobs as {@code dtc} 1.7.2 prints them, which knows no types and guesses them by the bytes. */
final class DtcText {
    private DtcText() {}

    static String of(DeviceTree tree) {
        StringBuilder out = new StringBuilder("/dts-v1/;\n\n");
        node(out, tree.root(), "/", "");
        return out.toString();
    }

    private static void node(StringBuilder out, DtNode node, String name, String indent) {
        out.append(indent).append(name).append(" {\n");
        for (DtProperty property : node.properties()) {
            out.append(indent).append('\t').append(property.name());
            if (property.size() > 0) {
                out.append(" = ").append(value(property.value()));
            }
            out.append(";\n");
        }
        for (DtNode child : node.children()) {
            out.append('\n');
            node(out, child, child.name(), indent + "\t");
        }
        out.append(indent).append("};\n");
    }

    private static String value(PropertyValue value) {
        if (value.looksLikeStrings()) {
            return value.stringList().stream().map(each -> '"' + each + '"').collect(Collectors.joining(", "));
        }
        if (value.size() % Integer.BYTES == 0) {
            return Arrays.stream(value.u32List())
                    .mapToObj(cell -> String.format("0x%02x", cell))
                    .collect(Collectors.joining(" ", "<", ">"));
        }
        return "[" + HexFormat.ofDelimiter(" ").formatHex(value.toBytes()) + "]";
    }
}
