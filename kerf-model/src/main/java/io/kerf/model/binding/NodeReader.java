// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Location;
import io.kerf.diag.SourceSpan;
import io.kerf.diag.SubjectKind;
import io.kerf.model.ByteSize;
import io.kerf.model.Extras;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyTypeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one node. Absent is empty without a word; malformed is empty with a finding; what nobody asked for is named by
 * {@link #finish}.
 */
final class NodeReader {
    /** Properties that any node may have, and that say nothing about a host. */
    private static final Set<String> ORDINARY =
            Set.of(Names.PHANDLE, Names.LINUX_PHANDLE, Names.ADDRESS_CELLS, Names.SIZE_CELLS, "name");

    private static final int SHOWN_PATH = 200;

    private final Reading reading;
    private final @Nullable NodeReader outer;
    private final DtNode node;
    private final KnownNames known;
    private final Extras.Builder kept;
    private @Nullable String path;
    private @Nullable String subject;
    private SubjectKind subjectKind = SubjectKind.OTHER;
    private @Nullable String part;

    private NodeReader(NodeReader outer, DtNode node) {
        this(outer.reading, outer, node, new KnownNames(), outer.kept);
        this.subject = outer.subject;
        this.subjectKind = outer.subjectKind;
    }

    private NodeReader(
            Reading reading, @Nullable NodeReader outer, DtNode node, KnownNames known, Extras.Builder kept) {
        this.reading = reading;
        this.outer = outer;
        this.node = node;
        this.known = known;
        this.kept = kept;
    }

    static NodeReader root(Reading reading) {
        return new NodeReader(reading, null, reading.tree().root(), new KnownNames(), reading.extras());
    }

    DtNode node() {
        return node;
    }

    Reading reading() {
        return reading;
    }

    /** The full path, which references and aliases use. Few nodes are ever asked for it. */
    String path() {
        String known = path;
        if (known == null) {
            known = outer == null ? "/" : below("", above -> above.outer == null ? "" : above.path);
            path = known;
        }
        return known;
    }

    /** The path as messages show it: a long one is cut. */
    String shownPath() {
        String whole = path();
        return whole.length() > SHOWN_PATH ? whole.substring(0, SHOWN_PATH) + "…" : whole;
    }

    /** What messages say this node is about: its path, unless users know it by another name. */
    private String subject() {
        return subject == null ? shownPath() : subject;
    }

    /** The part of the model that this node is, or its path from such a part. */
    private String part() {
        String known = part;
        if (known == null) {
            known = below("", above -> above.part);
            part = known;
        }
        return known;
    }

    /** The names from this node upwards to the first for which there is a start, behind that start. */
    private String below(String noStart, Function<NodeReader, @Nullable String> start) {
        Deque<String> names = new ArrayDeque<>();
        NodeReader at = this;
        String begin = null;
        while (at != null && begin == null) {
            begin = at == this ? null : start.apply(at);
            if (begin == null && at.outer != null) {
                names.push(at.node.name());
            }
            at = at.outer;
        }
        StringBuilder text = new StringBuilder(begin == null ? noStart : begin);
        names.forEach(name -> text.append('/').append(name));
        return text.toString();
    }

    /** The same node under a name that users know it by. */
    NodeReader about(SubjectKind kind, String name) {
        NodeReader same = new NodeReader(reading, outer, node, known, kept);
        same.subject = name;
        same.subjectKind = kind;
        same.part = part;
        return same;
    }

    /** The same node, of which unknown things are kept apart from those of the host. */
    NodeReader keeping(Extras.Builder extras) {
        NodeReader same = new NodeReader(reading, outer, node, known, extras);
        reading.phandles().alsoIn(extras);
        same.subject = subject;
        same.subjectKind = subjectKind;
        same.part = "";
        return same;
    }

    Optional<NodeReader> child(String name) {
        Optional<DtNode> child = node.child(name);
        child.ifPresent(found -> known.add(name));
        return child.map(this::at);
    }

    /** The children of a base name, with or without a unit address. */
    List<NodeReader> childrenOf(String base) {
        List<NodeReader> found = new ArrayList<>();
        for (DtNode each : node.children()) {
            String name = each.name();
            if (name.startsWith(base) && (name.length() == base.length() || name.charAt(base.length()) == '@')) {
                known.addChild(name);
                found.add(at(each));
            }
        }
        return found;
    }

    /** The children that have a property. */
    List<NodeReader> childrenWith(String property) {
        List<NodeReader> found = new ArrayList<>();
        for (DtNode each : node.children()) {
            if (each.property(property).isPresent()) {
                known.addChild(each.name());
                found.add(at(each));
            }
        }
        return found;
    }

    List<NodeReader> children() {
        known.addAllChildren();
        List<NodeReader> all = new ArrayList<>();
        node.children().forEach(each -> all.add(at(each)));
        return all;
    }

    /** Says that children of a base name may have one name: their places in the bus or list tell them apart, or a rule does. */
    void mayRepeat(String base) {
        known.repeatable(base);
    }

    /** Says that any children may have one name: a rule is about it. */
    void mayAllRepeat() {
        known.allRepeatable();
    }

    /** A child in a finding about it. */
    NodeReader child(DtNode child) {
        return at(child);
    }

    private NodeReader at(DtNode child) {
        return new NodeReader(this, child);
    }

    Optional<DtProperty> property(String name) {
        Optional<DtProperty> property = node.property(name);
        if (property.isPresent()) {
            known.add(name);
        }
        return property;
    }

    boolean has(String name) {
        return property(name).isPresent();
    }

    /** Marks names as understood although nothing is read from them. */
    void ignore(String... names) {
        for (String name : names) {
            known.add(name);
        }
    }

    /** A number of 4 or 8 bytes, unsigned. */
    OptionalLong number(String name) {
        Optional<DtProperty> property = property(name);
        if (property.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(property.get().value().number());
        } catch (PropertyTypeException wrong) {
            malformed(name, wrong);
            return OptionalLong.empty();
        }
    }

    void malformed(String name, PropertyTypeException wrong) {
        error(
                Codes.MALFORMED,
                name,
                "expected " + wrong.expected() + ", but " + wrong.found(),
                "write it as " + wrong.expected());
    }

    /** A number from 0 to 2^31-1. */
    OptionalInt count(String name) {
        OptionalLong number = number(name);
        if (number.isEmpty()) {
            return OptionalInt.empty();
        }
        long value = number.getAsLong();
        if (value < 0 || value > Integer.MAX_VALUE) {
            String message = Long.toUnsignedString(value) + " is not a number from 0 to 2147483647";
            error(Codes.OUT_OF_RANGE, name, message, "write " + name + " = <N>; with one in that range");
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) value);
    }

    /** An address; unprefixed numbers draw a warning. */
    OptionalLong address(String name) {
        OptionalLong number = number(name);
        warnOfHexadecimal(name);
        return number;
    }

    Optional<ByteSize> size(String name) {
        OptionalLong number = address(name);
        if (number.isEmpty()) {
            return Optional.empty();
        }
        if (number.getAsLong() < 0) {
            error(
                    Codes.OUT_OF_RANGE,
                    name,
                    Long.toUnsignedString(number.getAsLong()) + " bytes are more than any machine has",
                    "write the size in bytes, as one cell or as two, the higher first");
            return Optional.empty();
        }
        return Optional.of(new ByteSize(number.getAsLong()));
    }

    /** A PCI identifier; unprefixed numbers draw a warning. */
    OptionalInt identifier(String name) {
        OptionalInt number = count(name);
        warnOfHexadecimal(name);
        return number;
    }

    Optional<String> string(String name) {
        return typed(name, DtProperty::string);
    }

    List<String> strings(String name) {
        return typed(name, DtProperty::stringList).orElse(List.of());
    }

    /** The width that the tree states for its CPU ids, which counts already; here it is only checked. */
    void readCpuCells() {
        OptionalInt cells = count(Names.CPU_CELLS);
        if (cells.isPresent() && !IdWidth.isWidth(cells.getAsInt())) {
            error(
                    Codes.OUT_OF_RANGE,
                    Names.CPU_CELLS,
                    cells.getAsInt() + " is not a width of 1 or 2 cells",
                    "write 1 or 2, or leave it out");
        }
    }

    /** Small numbers, one an element of the source, else one a cell. */
    List<Integer> numbers(String name) {
        Optional<DtProperty> property = property(name);
        if (property.isEmpty()) {
            return List.of();
        }
        List<Integer> numbers = new ArrayList<>();
        for (long value : CpuIdCells.read(this, property.get(), IdWidth.ONE)) {
            if (value < 0 || value > Integer.MAX_VALUE) {
                String message = Long.toUnsignedString(value) + " is not a number from 0 to 2147483647";
                error(Codes.OUT_OF_RANGE, name, message, "correct or remove it");
            } else {
                numbers.add((int) value);
            }
        }
        return numbers;
    }

    /** As {@link #numbers}; one that is listed twice is a finding. */
    List<Integer> distinct(String name) {
        List<Integer> numbers = numbers(name);
        Set<Integer> seen = new HashSet<>();
        Set<Integer> twice = new TreeSet<>();
        for (int number : numbers) {
            if (!seen.add(number)) {
                twice.add(number);
            }
        }
        if (!twice.isEmpty()) {
            String message = quoted(name) + " in " + shownPath() + ": " + Shown.first(twice)
                    + (twice.size() == 1 ? " is" : " are") + " listed twice";
            report(Diagnostic.error(Codes.TWICE, message).withSuggestion("list each once"), name);
        }
        return numbers;
    }

    /** 64-bit numbers, whatever the elements of the source; unprefixed numbers draw a warning. */
    List<Long> pairs(String name) {
        warnOfHexadecimal(name);
        return typed(name, property -> Arrays.stream(property.u64List()).boxed().toList())
                .orElse(List.of());
    }

    private <T> Optional<T> typed(String name, Function<DtProperty, T> view) {
        Optional<DtProperty> property = property(name);
        if (property.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(view.apply(property.get()));
        } catch (PropertyTypeException wrong) {
            malformed(name, wrong);
            return Optional.empty();
        }
    }

    private void warnOfHexadecimal(String name) {
        if (reading.isForPython()) {
            node.property(name)
                    .flatMap(DtProperty::source)
                    .ifPresent(source -> source.elements()
                            .forEach(element -> PythonNumbers.warning(name, element)
                                    .ifPresent(finding -> report(finding, element.span()))));
        }
    }

    /** Reports a property that has to be there and is not. */
    void requireProperty(String name, String what) {
        if (!has(name)) {
            String message = shownPath() + " has no " + quoted(name) + ": " + what;
            reading.add(located(Diagnostic.error(Codes.MISSING, message)
                    .withSuggestion("write " + name + " = <...>; in " + shownPath())));
        }
    }

    void error(String code, String property, String message, String suggestion) {
        String whole = quoted(property) + " in " + shownPath() + ": " + message;
        report(Diagnostic.error(code, whole).withSuggestion(suggestion), property);
    }

    void warning(String code, String property, String message, String suggestion) {
        String whole = quoted(property) + " in " + shownPath() + ": " + message;
        report(Diagnostic.warning(code, whole).withSuggestion(suggestion), property);
    }

    void report(Diagnostic finding, String property) {
        Optional<? extends Location> place = placeOf(property);
        Diagnostic named = finding.withSubject(subjectKind, subject());
        reading.add(place.isPresent() ? named.withLocation(place.get()) : located(named));
    }

    /** Reports what stands at a place within a property. */
    void report(Diagnostic finding, SourceSpan place) {
        reading.add(finding.withSubject(subjectKind, subject()).withLocation(place));
    }

    /** Reports what is the case with the node as a whole. */
    void report(Diagnostic finding) {
        reading.add(located(finding.withSubject(subjectKind, subject())));
    }

    void nodeError(String code, String message, String suggestion) {
        report(Diagnostic.error(code, message).withSuggestion(suggestion));
    }

    private Diagnostic located(Diagnostic finding) {
        Diagnostic named = finding.subject().isPresent() ? finding : finding.withSubject(subjectKind, subject());
        return node.span().map(named::withLocation).orElse(named);
    }

    Optional<? extends Location> placeOf(String property) {
        return node.property(property).flatMap(DtProperty::span);
    }

    /** Says which part of the model this node is, and notes where it is written. */
    NodeReader placed(String part) {
        this.part = part;
        reading.place(part, node.span());
        return this;
    }

    /** Notes where a property is written. */
    void placed(String part, String property) {
        reading.place(part, placeOf(property));
    }

    /** Keeps a property that means nothing to kerf but is no surprise. */
    void keep(DtProperty property) {
        kept.property(part(), property);
    }

    /** Keeps properties and children that mean nothing to kerf but are no surprise. */
    void keep(String... names) {
        for (String name : names) {
            property(name).ifPresent(this::keep);
            child(name).ifPresent(child -> kept.node(part(), child.node()));
        }
    }

    /** Names and keeps what nobody asked for, and reports names that are given twice. */
    void finish() {
        Repeats.report(this, known);
        if (kept == reading.extras()) {
            node.property(Names.PHANDLE).ifPresent(phandle -> reading.phandles().add(part(), phandle));
        }
        for (DtProperty property : node.properties()) {
            if (!known.hasProperty(property.name()) && !ORDINARY.contains(property.name())) {
                kept.property(part(), property);
                String message = "property " + quoted(property.name()) + " in " + shownPath() + " is unknown";
                report(Vocabulary.unknown(message, property.name(), node), property.name());
            }
        }
        for (DtNode child : node.children()) {
            if (!known.hasChild(child.name())) {
                kept.node(part(), child);
                NodeReader unknown = at(child);
                String message = "node " + unknown.shownPath() + " is unknown";
                reading.add(unknown.located(Vocabulary.unknown(message, child.name(), node)));
            }
        }
    }

    static String quoted(String name) {
        return "'" + (name.length() > 60 ? name.substring(0, 60) + "…" : name) + "'";
    }
}
