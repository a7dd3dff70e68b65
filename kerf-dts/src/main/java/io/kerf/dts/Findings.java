// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.diag.SourceSpan;
import io.kerf.diag.SourceText;
import io.kerf.dts.check.CheckRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a compilation has to say, at most one error a place, up to a limit. Errors take the place of warnings: too many of those
 * leave the source as good as it is.
 */
final class Findings {
    private record Place(int unit, int start) {}

    private record Entry(int unit, int start, Diagnostic diagnostic) {
        Place place() {
            return new Place(unit, start);
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    /** Properties whose value is not whole, by their names' places: what checks make of them is explained. */
    private final Set<Place> spoilt = new HashSet<>();

    /** What is about the checks as such, and does not count against the limit. */
    private final List<Diagnostic> withoutPlace = new ArrayList<>();

    private final int limit;
    private int errors;
    private boolean cut;
    private boolean warningsCut;
    private int muted;
    private int lastUnit = -1;
    private int lastStart = -1;

    Findings(int limit) {
        this.limit = limit;
    }

    /** Takes a finding that points at characters of a unit. */
    void add(Diagnostic finding, SourceUnit unit, int start, int end) {
        if (muted > 0) {
            return;
        }
        if (finding.severity() == Severity.ERROR) {
            if (unit.index == lastUnit && start == lastStart) {
                return;
            }
            lastUnit = unit.index;
            lastStart = start;
        }
        keep(unit.index, start, finding.withLocation(unit.span(start, Math.max(start, Math.min(end, unit.length())))));
    }

    /** Takes a finding that has its place already; unit and start tell its position among the others. */
    void addAt(Diagnostic finding, SourceUnit unit, int start) {
        if (muted == 0) {
            keep(unit.index, start, finding);
        }
    }

    /**
     * Takes what the checks of the finished tree found: limited already, each finding with its place if it has one. Where there is an
     * error already, it explains what else is found there.
     */
    void addChecked(CheckRun.Outcome checked, SourceUnit root) {
        cut |= checked.droppedErrors() > 0;
        warningsCut |= checked.droppedWarnings() > 0;
        if (checked.findings().isEmpty()) {
            return;
        }
        IdentityHashMap<SourceText, Integer> units = new IdentityHashMap<>();
        root.collectTexts(units);
        Set<Place> explained = entries.stream()
                .filter(entry -> entry.diagnostic().severity() == Severity.ERROR)
                .map(Entry::place)
                .collect(Collectors.toCollection(() -> new HashSet<>(spoilt)));
        for (Diagnostic finding : checked.findings()) {
            if (finding.location().orElse(null) instanceof SourceSpan span) {
                Entry entry = new Entry(units.getOrDefault(span.source(), Integer.MAX_VALUE), span.start(), finding);
                if (explained.contains(entry.place()) || looksAtSpoilt(finding, units)) {
                    continue;
                }
                entries.add(entry);
            } else {
                withoutPlace.add(finding);
            }
            errors += finding.severity() == Severity.ERROR ? 1 : 0;
        }
    }

    /** Takes note that an error left the value of a property without a part. */
    void spoil(PropertyDraft property) {
        if (property.unit != null) {
            spoilt.add(new Place(property.unit.index, property.nameStart));
        }
    }

    private boolean looksAtSpoilt(Diagnostic finding, Map<SourceText, Integer> units) {
        if (spoilt.isEmpty()) {
            return false;
        }
        for (Diagnostic.Related each : finding.related()) {
            if (each.location() instanceof SourceSpan span
                    && spoilt.contains(new Place(units.getOrDefault(span.source(), -1), span.start()))) {
                return true;
            }
        }
        return false;
    }

    private void keep(int unit, int start, Diagnostic finding) {
        boolean error = finding.severity() == Severity.ERROR;
        if (error ? errors >= limit : entries.size() >= limit) {
            cut |= error;
            warningsCut |= !error;
            return;
        }
        if (error) {
            errors++;
        }
        entries.add(new Entry(unit, start, finding));
    }

    /** Takes back findings of a code that point behind a place: another error explains them. Returns the first of them. */
    @Nullable
    Diagnostic retract(String code, SourceUnit unit, int start) {
        Diagnostic first = null;
        for (int i = entries.size() - 1; i >= 0; i--) {
            Entry entry = entries.get(i);
            if (entry.unit() == unit.index
                    && entry.start() >= start
                    && entry.diagnostic().code().equals(code)) {
                errors -= entry.diagnostic().severity() == Severity.ERROR ? 1 : 0;
                entries.remove(i);
                first = entry.diagnostic();
            }
        }
        return first;
    }

    /** Keeps quiet until {@link #unmute}: what is skipped after an error is not reported as well. */
    void mute() {
        muted++;
    }

    void unmute() {
        muted--;
    }

    /** Whether the last error points at the line of a position, before it. */
    boolean lastErrorOnLineOf(SourceUnit unit, int position) {
        return unit.index == lastUnit && lastStart <= position && unit.columnOf(position) >= position - lastStart;
    }

    /** How many errors there are so far. */
    int errors() {
        return errors;
    }

    boolean hasErrors() {
        return errors > 0 || cut;
    }

    /** The codes of the errors so far. */
    Set<String> errorCodes() {
        return entries.stream()
                .map(Entry::diagnostic)
                .filter(finding -> finding.severity() == Severity.ERROR)
                .map(Diagnostic::code)
                .collect(Collectors.toSet());
    }

    /** How many errors there is room for; warnings make way for them. */
    int room() {
        return Math.max(0, limit - errors);
    }

    /** Whether the limit was reached, so that going on is pointless. */
    boolean full() {
        return cut;
    }

    /** All findings in the order of their places. */
    List<Diagnostic> inOrder() {
        List<Entry> sorted = new ArrayList<>(entries);
        if (sorted.size() > limit) {
            dropWarnings(sorted, sorted.size() - limit);
        }
        sorted.sort(Comparator.comparingInt(Entry::unit).thenComparingInt(Entry::start));
        List<Diagnostic> diagnostics = new ArrayList<>(sorted.size() + 1);
        for (Entry entry : sorted) {
            diagnostics.add(entry.diagnostic());
        }
        diagnostics.addAll(withoutPlace);
        if (cut || warningsCut) {
            diagnostics.add(tooMany(cut, limit));
        }
        return List.copyOf(diagnostics);
    }

    /** Says that there are more findings, with errors among them or only warnings. */
    static Diagnostic tooMany(boolean errors, int limit) {
        return Diagnostic.of(
                        Codes.TOO_MANY,
                        errors ? Severity.ERROR : Severity.WARNING,
                        "there is more to report than the limit of " + limit + " findings")
                .withSuggestion("mend those above first, or raise the limit with DtsOptions.withMaxFindings");
    }

    /** Errors came when warnings had used up the limit: the last warnings go. */
    private void dropWarnings(List<Entry> from, int count) {
        warningsCut = true;
        List<Entry> kept = new ArrayList<>(from.size());
        int left = count;
        for (int i = from.size() - 1; i >= 0; i--) {
            boolean drop = left > 0 && from.get(i).diagnostic().severity() != Severity.ERROR;
            left -= drop ? 1 : 0;
            if (!drop) {
                kept.add(from.get(i));
            }
        }
        Collections.reverse(kept);
        from.clear();
        from.addAll(kept);
    }
}
