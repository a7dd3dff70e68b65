// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.model.CpuSet;
import io.kerf.model.Extras;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A node while it is written: {@link NodeReader} the other way round. */
final class NodeDraft {
    private final String name;
    private final List<DtProperty> properties = new ArrayList<>();
    private final List<DtNode> children = new ArrayList<>();

    NodeDraft(String name) {
        this.name = name;
    }

    NodeDraft u32(String property, int... cells) {
        return value(property, PropertyValue.ofU32(cells));
    }

    NodeDraft u64(String property, long... numbers) {
        return value(property, PropertyValue.ofU64(numbers));
    }

    NodeDraft strings(String property, Collection<String> strings) {
        return value(property, PropertyValue.ofStrings(strings.toArray(String[]::new)));
    }

    NodeDraft string(String property, String string) {
        return value(property, PropertyValue.ofStrings(string));
    }

    NodeDraft flag(String property) {
        return value(property, PropertyValue.empty());
    }

    NodeDraft numbers(String property, Collection<Integer> numbers) {
        return u32(property, numbers.stream().mapToInt(Integer::intValue).toArray());
    }

    /** CPU ids in the width of the tree. */
    NodeDraft cpus(String property, IdWidth width, long... ids) {
        if (width.cells() == 2) {
            return u64(property, ids);
        }
        int[] cells = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            cells[i] = (int) ids[i];
        }
        return u32(property, cells);
    }

    /** A set of CPUs, if it is not empty. */
    NodeDraft someCpus(String property, IdWidth width, CpuSet cpus) {
        return cpus.isEmpty() ? this : cpus(property, width, cpus.toArray());
    }

    private NodeDraft value(String property, PropertyValue value) {
        properties.add(DtProperty.of(property, value));
        return this;
    }

    NodeDraft child(NodeDraft child) {
        children.add(child.build());
        return this;
    }

    /** A child, unless there is nothing in it. */
    NodeDraft filled(NodeDraft child) {
        return child.properties.isEmpty() && child.children.isEmpty() ? this : child(child);
    }

    /** What kerf does not know, behind everything that it does. */
    NodeDraft extras(Extras extras, String part) {
        properties.addAll(extras.properties(part));
        children.addAll(extras.nodes(part));
        return this;
    }

    DtNode build() {
        return DtNode.of(name, properties, children);
    }
}
