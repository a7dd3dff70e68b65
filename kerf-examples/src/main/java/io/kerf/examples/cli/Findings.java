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

    private static Map<String, Object> of(Diagnostic finding) {
        return Answer.part(
                "rule", finding.code(),
                "severity", finding.severity().word(),
                "subject", finding.subject(),
                "message", finding.message(),
                "present_state", finding.presentState(),
                "suggestion", finding.suggestion(),
                "place", finding.location().map(Findings::place));
    }

    private static Map<String, Object> place(Location location) {
        if (location instanceof SourceSpan span) {
            return Answer.part("file", span.file(), "line", span.lineInFile(), "column", span.column());
        }
        BlobOffset offset = (BlobOffset) location;
        return Answer.part("file", offset.blob(), "offset", offset.offset());
    }
}
