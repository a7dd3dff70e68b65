// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.diag.BlobOffset;
import io.kerf.diag.Diagnostic;
import io.kerf.diag.Location;
import io.kerf.diag.SourceSpan;
import java.util.List;
import java.util.Map;

/** Findings as the part of an answer, with the keys that the validation report has for them. */
final class Findings {
    private Findings() {}

    static List<Map<String, Object>> of(List<Diagnostic> findings) {
        return findings.stream().map(Findings::of).toList();
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
