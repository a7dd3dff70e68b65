// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Location;
import io.kerf.validate.Report;
import java.util.ArrayList;
import java.util.List;

/** What a validation found, as the lines of an error. */
final class RefusedReport {
    private RefusedReport() {}

    static String of(Report report) {
        List<String> lines = new ArrayList<>();
        lines.add("Validation failed:");
        report.errors().forEach(error -> add(lines, "✗ ", error));
        report.warnings().forEach(warning -> add(lines, "⚠ ", warning));
        return String.join("\n", lines);
    }

    private static void add(List<String> lines, String sign, Diagnostic finding) {
        lines.add(sign
                + finding.location()
                        .map(Location::describe)
                        .map(place -> place + ": ")
                        .orElse("")
                + finding.message());
        finding.suggestion().ifPresent(text -> lines.add("  💡 " + text.replace("\n", "\n     ")));
    }
}
