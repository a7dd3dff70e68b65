// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes the findings of one check after the other. A check first says that it {@linkplain #fails fails}, and puts a finding into
 * words only if it is told to: a check that is off fails in silence, and behind the limit failures are only counted. Errors take the
 * place of warnings that were found before them.
 */
public final class Report {
    private record Entry(int order, Diagnostic diagnostic) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<Diagnostic> last = new ArrayList<>();
    private final int limit;
    private @Nullable Severity severity;
    private String code = "";
    private boolean failed;
    private int errors;
    private int droppedErrors;
    private int droppedWarnings;

    Report(int limit) {
        this.limit = limit;
    }

    void begin(Check check, @Nullable Severity level) {
        code = check.code();
        severity = level;
        failed = false;
    }

    /** Notes that the check fails; tells whether to {@linkplain #add say} why. */
    boolean fails() {
        failed = true;
        if (severity == null) {
            return false;
        }
        boolean error = severity == Severity.ERROR;
        if (error ? errors >= limit : entries.size() >= limit) {
            droppedErrors += error ? 1 : 0;
            droppedWarnings += error ? 0 : 1;
            return false;
        }
        return true;
    }

    void add(Finding finding) {
        if (severity != null) {
            errors += severity == Severity.ERROR ? 1 : 0;
            entries.add(new Entry(finding.order(), finding.toDiagnostic(code, severity)));
        }
    }

    /** Whether to go on where each step can only give more of the same. */
    boolean isFull() {
        return failed && (severity == null || (severity == Severity.ERROR ? droppedErrors : droppedWarnings) > 0);
    }

    boolean hasFailed() {
        return failed;
    }

    /** Takes a finding about the run, which stands behind the others and does not count against the limit. */
    void addLast(Diagnostic finding) {
        last.add(finding);
    }

    /** What was found, the findings node by node in document order. */
    CheckRun.Outcome outcome() {
        dropWarnings();
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingInt(Entry::order));
        List<Diagnostic> findings = Stream.concat(sorted.stream().map(Entry::diagnostic), last.stream())
                .toList();
        return new CheckRun.Outcome(findings, droppedErrors, droppedWarnings);
    }

    /** Errors came when warnings had used up the limit: the last warnings go. */
    private void dropWarnings() {
        int excess = Math.max(entries.size() - limit, 0);
        droppedWarnings += excess;
        int warnings = entries.size() - errors - excess;
        List<Entry> kept = new ArrayList<>(entries.size() - excess);
        for (Entry entry : entries) {
            boolean error = entry.diagnostic().severity() == Severity.ERROR;
            if (error || warnings > 0) {
                kept.add(entry);
            }
            warnings -= error ? 0 : 1;
        }
        entries.clear();
        entries.addAll(kept);
    }
}
