// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.SourceSpan;
import io.kerf.model.CpuSet;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertySource;
import io.kerf.tree.PropertyTypeException;
import io.kerf.tree.ValueElement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lists of ids. A list that was written as text has one id an element, whatever bytes they became: {@code cpus = <4 5 6 7>} is four
 * CPUs. A list that is only bytes is read in the width of its dialect.
 */
final class CpuIdCells {
    /** How wide an id is in the bytes. */
    enum Width {
        U32,
        U64
    }

    /** The ids in the order of the list, and as a set. */
    record Ids(CpuSet set, List<Long> inOrder) {
        static final Ids NONE = new Ids(CpuSet.empty(), List.of());
    }

    private CpuIdCells() {}

    /** Reads a list of CPU ids; an id listed twice, and the number that is no id, are findings. */
    static Ids cpus(NodeReader node, String name, Width width) {
        Optional<DtProperty> property = node.property(name);
        if (property.isEmpty()) {
            return Ids.NONE;
        }
        List<Long> values = read(node, property.get(), width);
        Set<Long> seen = new HashSet<>();
        List<Long> ids = new ArrayList<>();
        CpuSet.Builder set = CpuSet.builder();
        for (int i = 0; i < values.size(); i++) {
            long id = values.get(i);
            if (id == -1L) {
                report(
                        node,
                        property.get(),
                        i,
                        values.size(),
                        Codes.OUT_OF_RANGE,
                        "0xffffffffffffffff is not a CPU id");
            } else if (!seen.add(id)) {
                String twice =
                        "CPU " + Long.toUnsignedString(id) + " is listed twice in '" + name + "' of " + node.path();
                report(node, property.get(), i, values.size(), Codes.TWICE, twice);
            } else {
                ids.add(id);
                set.add(id);
            }
        }
        return new Ids(set.build(), ids);
    }

    /** Reads a list of numbers; what is no such list is a finding and reads as empty. */
    static List<Long> read(NodeReader node, DtProperty property, Width width) {
        List<ValueElement> elements =
                property.source().map(PropertySource::elements).orElse(List.of());
        if (!elements.isEmpty()) {
            return fromElements(node, property, elements);
        }
        List<Long> values = new ArrayList<>();
        try {
            if (width == Width.U32) {
                for (int cell : property.u32List()) {
                    values.add(Integer.toUnsignedLong(cell));
                }
            } else {
                for (long number : property.u64List()) {
                    values.add(number);
                }
            }
        } catch (PropertyTypeException wrong) {
            node.error(Codes.MALFORMED, property.name(), "expected " + wrong.expected() + ", but " + wrong.found());
        }
        return values;
    }

    private static List<Long> fromElements(NodeReader node, DtProperty property, List<ValueElement> elements) {
        List<Long> values = new ArrayList<>();
        for (ValueElement element : elements) {
            if (element instanceof ValueElement.Cell cell) {
                values.add(cell.value());
            } else {
                node.reading()
                        .add(Diagnostic.error(
                                        Codes.MALFORMED,
                                        NodeReader.quoted(property.name()) + " in " + node.path()
                                                + " holds something that is not a number")
                                .withSubject(node.path())
                                .withLocation(element.span())
                                .withSuggestion("write a list of numbers, such as <4 5 6 7>"));
            }
        }
        return values;
    }

    /** Points at the very element where the list was written with one element an id. */
    private static void report(
            NodeReader node, DtProperty property, int index, int count, String code, String message) {
        List<ValueElement> elements =
                property.source().map(PropertySource::elements).orElse(List.of());
        Diagnostic finding = Diagnostic.error(code, message);
        if (elements.size() == count) {
            SourceSpan span = elements.get(index).span();
            node.reading().add(finding.withSubject(node.path()).withLocation(span));
        } else {
            node.report(finding, property.name());
        }
    }
}
