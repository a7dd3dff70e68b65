// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the findings of one check after the other. A check first says that it {@linkplain #fails fails}, and puts a finding into
 * words only if it is told to: a check that is off fails in silence, and behind the limit failures are only counted.
 */
public final class Report {
    private record Entry(int order, Diagnostic diagnostic) {}

    private final List<Entry> entries = new ArrayList<>();
    private final int limit;
    private @Nullable Severity severity;
    private String code = "";
    private boolean failed;
    private boolean errors;
    private int dropped;

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
        errors |= severity == Severity.ERROR;
        if (entries.size() >= limit) {
            dropped++;
            return false;
        }
        return true;
    }

    void add(Finding finding) {
        if (severity != null) {
            entries.add(new Entry(finding.order(), finding.toDiagnostic(code, severity)));
        }
    }

    /** Whether to go on where each step can only give more of the same. */
    boolean isFull() {
        return failed && (severity == null || dropped > 0);
    }

    boolean hasFailed() {
        return failed;
    }

    void addLast(Diagnostic finding) {
        errors |= finding.severity() == Severity.ERROR;
        entries.add(new Entry(Integer.MAX_VALUE, finding));
    }

    int dropped() {
        return dropped;
    }

    boolean hasErrors() {
        return errors;
    }

    /** The findings, node by node in document order. */
    List<Diagnostic> inOrder() {
        entries.sort(Comparator.comparingInt(Entry::order));
        return entries.stream().map(Entry::diagnostic).toList();
    }
}
