// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.diag.SourceSpan;
import io.kerf.diag.SourceText;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.NodeSource;
import io.kerf.tree.PropertySource;
import io.kerf.tree.PropertyValue;
import io.kerf.tree.ValueElement;
import java.util.ArrayList;
import java.util.List;

/** Trees for tests: as bytes only, and as if compiled from a text. */
final class Trees {
    private Trees() {}

    /** The seed's baseline as a blob would have it: 32 CPUs, 16 GB. */
    static DeviceTree baseline() {
        DeviceTreeBuilder tree = DeviceTree.builder();
        tree.property("compatible", PropertyValue.ofStrings("linux,multikernel-host"));
        tree.beginNode("resources").beginNode("cpus");
        tree.property("total", PropertyValue.ofU32(32));
        tree.property("host-reserved", PropertyValue.ofU32(0, 1, 2, 3));
        tree.property("available", PropertyValue.ofU32(range(4, 31)));
        tree.endNode().beginNode("memory");
        tree.property("total-bytes", PropertyValue.ofU64(0x4_0000_0000L));
        tree.property("host-reserved-bytes", PropertyValue.ofU64(0x8000_0000L));
        tree.property("memory-pool-base", PropertyValue.ofU32(0x8000_0000));
        tree.property("memory-pool-bytes", PropertyValue.ofU64(0x3_8000_0000L));
        tree.endNode().beginNode("devices").beginNode("eth0");
        tree.property("compatible", PropertyValue.ofStrings("intel,i40e"));
        tree.property("pci-id", PropertyValue.ofStrings("0000:01:00.0"));
        tree.property("vendor-id", PropertyValue.ofU32(0x8086));
        tree.property("device-id", PropertyValue.ofU32(0x1572));
        tree.property("sriov-vfs", PropertyValue.ofU32(8));
        tree.property("host-reserved-vf", PropertyValue.ofU32(0));
        tree.property("available-vfs", PropertyValue.ofU32(range(1, 7)));
        tree.endNode().beginNode("nvme0");
        tree.property("compatible", PropertyValue.ofStrings("nvme"));
        tree.property("pci-id", PropertyValue.ofStrings("0000:02:00.0"));
        tree.property("namespaces", PropertyValue.ofU32(4));
        tree.property("host-reserved-ns", PropertyValue.ofU32(1));
        tree.property("available-ns", PropertyValue.ofU32(2, 3, 4));
        return tree.endNode().endNode().endNode().build();
    }

    static int[] range(int first, int last) {
        int[] ids = new int[last - first + 1];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = first + i;
        }
        return ids;
    }

    /** The baseline with one property of {@code /resources/<node>} replaced. */
    static DeviceTree with(String node, String property, PropertyValue value) {
        return change(node, each -> each.withProperty(property, value));
    }

    static DeviceTree without(String node, String property) {
        return change(node, each -> each.withoutProperty(property));
    }

    static DeviceTree change(String node, java.util.function.UnaryOperator<DtNode> change) {
        DeviceTree tree = baseline();
        DtNode resources = tree.root().child("resources").orElseThrow();
        DtNode changed = change.apply(resources.child(node).orElse(DtNode.of(node)));
        return tree.withRoot(tree.root().withChild(resources.withChild(changed)));
    }

    /** A text of which spans are taken by what is written there. */
    record Written(SourceText source) {
        static Written of(String text) {
            return new Written(SourceText.of("test.dts", text));
        }

        SourceSpan span(String piece) {
            int at = source.text().indexOf(piece);
            if (at < 0) {
                throw new IllegalArgumentException("'" + piece + "' is not in the text");
            }
            return source.span(at, at + piece.length());
        }

        NodeSource node(String definition, String... labels) {
            return new NodeSource(span(definition), span(definition), List.of(labels), List.of());
        }

        /** {@code name = <4 5 6>} as one element a number, in 32-bit cells. */
        DtProperty cells(String definition, long... values) {
            String name = definition.substring(0, definition.indexOf(' '));
            int[] cells = new int[values.length];
            List<ValueElement> elements = new ArrayList<>();
            int from = span(definition).start() + definition.indexOf('<') + 1;
            for (int i = 0; i < values.length; i++) {
                cells[i] = (int) values[i];
                int end = from;
                while (" >".indexOf(source.text().charAt(end)) < 0) {
                    end++;
                }
                elements.add(new ValueElement.Cell(4 * i, 32, values[i], source.span(from, end)));
                from = end + 1;
            }
            return property(name, definition, PropertyValue.ofU32(cells), elements);
        }

        /** {@code devices = <&a>, <&b>}. */
        DtProperty references(String definition, String... targets) {
            String name = definition.substring(0, definition.indexOf(' '));
            List<ValueElement> elements = new ArrayList<>();
            int[] phandles = new int[targets.length];
            for (int i = 0; i < targets.length; i++) {
                phandles[i] = 100 + i;
                elements.add(new ValueElement.PhandleReference(4 * i, targets[i], span("&" + targets[i])));
            }
            return property(name, definition, PropertyValue.ofU32(phandles), elements);
        }

        DtProperty path(String definition, String target, String path) {
            String name = definition.substring(0, definition.indexOf(' '));
            ValueElement element = new ValueElement.PathReference(0, path.length() + 1, target, span("&" + target));
            return property(name, definition, PropertyValue.ofStrings(path), List.of(element));
        }

        private DtProperty property(String name, String definition, PropertyValue value, List<ValueElement> elements) {
            SourceSpan extent = span(definition);
            SourceSpan nameSpan = source.span(extent.start(), extent.start() + name.length());
            return DtProperty.of(name, value, PropertySource.of(nameSpan, extent, List.of(), elements));
        }
    }
}
