// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.diag.Diagnostic;
import io.kerf.model.CpuSet;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertySource;
import io.kerf.tree.PropertyTypeException;
import io.kerf.tree.ValueElement;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Lists of ids. A list that was written as text has one id an element, whatever bytes they became: {@code cpus = <4 5 6 7>} is four
 * CPUs. A list that is only bytes, or whose tree states a width, is read in the width of the tree.
 */
final class CpuIdCells {
    private static final long NO_ID = -1L;

    /** Of one list, so many bad ids are reported one by one. */
    private static final int MOST_REPORTED = 100;

    private static final long[] NONE = {};

    /** The ids as a set, and the first of the list. */
    record Ids(CpuSet set, OptionalLong first) {
        static final Ids NONE = new Ids(CpuSet.empty(), OptionalLong.empty());
    }

    private CpuIdCells() {}

    /** Reads a list of CPU ids; an id listed twice, and the number that is no id, are findings. */
    static Ids cpus(NodeReader node, String name) {
        Optional<DtProperty> property = node.property(name);
        if (property.isEmpty()) {
            return Ids.NONE;
        }
        long[] values = read(node, property.get(), node.reading().width());
        CpuSet.Builder set = CpuSet.builder();
        OptionalLong first = OptionalLong.empty();
        for (long id : values) {
            if (id != NO_ID) {
                set.add(id);
                first = first.isPresent() ? first : OptionalLong.of(id);
            }
        }
        CpuSet ids = set.build();
        if (ids.size() != values.length) {
            reportBad(node, property.get(), values);
        }
        return new Ids(ids, first);
    }

    /** Says so where the width of ids that are only bytes was guessed. */
    static void reportGuess(NodeReader node, String name) {
        boolean written = node.property(name).flatMap(DtProperty::source).isPresent();
        if (node.reading().width().guessed() && node.has(name) && !written) {
            boolean isWide = node.reading().width().cells() == 2;
            String message = NodeReader.quoted(name) + " in " + node.shownPath()
                    + (isWide
                            ? " is read as ids of 8 bytes, as a pool has, and some have bits in the higher half: they may be of 4"
                            : " is read as ids of 4 bytes, and could be ids of 8");
            Diagnostic finding =
                    isWide ? Diagnostic.warning(Codes.GUESSED, message) : Diagnostic.info(Codes.GUESSED, message);
            node.report(
                    finding.withSuggestion("state the width in /resources: " + Names.CPU_CELLS + " = <1>; or <2>"),
                    name);
        }
    }

    private static void reportBad(NodeReader node, DtProperty property, long[] values) {
        List<ValueElement> elements =
                property.source().map(PropertySource::elements).orElse(List.of());
        List<ValueElement> places = elements.size() == values.length ? elements : List.of();
        Set<Long> seen = new HashSet<>();
        int bad = 0;
        for (int i = 0; i < values.length; i++) {
            boolean first = values[i] != NO_ID && seen.add(values[i]);
            if (!first && ++bad > MOST_REPORTED) {
                continue;
            }
            if (values[i] == NO_ID) {
                String no = "0xffffffffffffffff is not a CPU id";
                report(
                        node,
                        property,
                        i,
                        places,
                        Diagnostic.error(Codes.OUT_OF_RANGE, no).withSuggestion("remove it from the list"));
            } else if (!first) {
                String twice = "CPU " + Long.toUnsignedString(values[i]) + " is listed twice in '" + property.name()
                        + "' of " + node.shownPath();
                Diagnostic finding = Diagnostic.error(Codes.TWICE, twice);
                boolean pairs = values[i] == 0 && node.reading().width().cells() == 2;
                report(
                        node,
                        property,
                        i,
                        places,
                        pairs
                                ? finding.withSuggestion(
                                        "if each id was written as two cells, write /bits/ 64 in front of"
                                                + " the list, or " + Names.CPU_CELLS + " = <2> in /resources")
                                : finding.withSuggestion("list each CPU once"));
            }
        }
        if (bad > MOST_REPORTED) {
            String more = (bad - MOST_REPORTED) + " more ids are listed twice or are no ids";
            node.error(Codes.TWICE, property.name(), more, "list each CPU once");
        }
    }

    /** Reads a list of numbers; what is no such list is a finding and reads as empty. */
    static long[] read(NodeReader node, DtProperty property, IdWidth width) {
        if (!(width.declared() && width.cells() == 2)) {
            List<ValueElement> elements =
                    property.source().map(PropertySource::elements).orElse(List.of());
            if (!elements.isEmpty()) {
                return fromElements(node, property, elements);
            }
        }
        try {
            return width.cells() == 2 ? property.u64List() : widened(property.u32List());
        } catch (PropertyTypeException wrong) {
            node.malformed(property.name(), wrong);
            return NONE;
        }
    }

    private static long[] widened(int[] cells) {
        long[] numbers = new long[cells.length];
        for (int i = 0; i < cells.length; i++) {
            numbers[i] = Integer.toUnsignedLong(cells[i]);
        }
        return numbers;
    }

    private static long[] fromElements(NodeReader node, DtProperty property, List<ValueElement> elements) {
        long[] values = new long[elements.size()];
        int count = 0;
        for (ValueElement element : elements) {
            if (element instanceof ValueElement.Cell cell) {
                values[count++] = cell.value();
            } else {
                node.report(
                        Diagnostic.error(
                                        Codes.MALFORMED,
                                        NodeReader.quoted(property.name()) + " in " + node.shownPath()
                                                + " holds something that is not a number")
                                .withSuggestion("write a list of numbers, such as <4 5 6 7>"),
                        element.span());
            }
        }
        return count == values.length ? values : Arrays.copyOf(values, count);
    }

    /** Points at the very element where the list was written with one element an id. */
    private static void report(
            NodeReader node, DtProperty property, int index, List<ValueElement> places, Diagnostic finding) {
        if (places.isEmpty()) {
            node.report(finding, property.name());
        } else {
            node.report(finding, places.get(index).span());
        }
    }
}
