// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.BlobOffset;
import io.kerf.diag.Diagnostic;
import io.kerf.diag.Location;
import io.kerf.diag.SourceSpan;
import java.util.Comparator;

/** A total order, so that reports of one state never differ: by place, then what has no place by code, subject and words. */
final class FindingOrder {
    static final Comparator<Diagnostic> BY_PLACE = Comparator.comparing((Diagnostic finding) ->
                    finding.location().map(FindingOrder::file).orElse("\uffff"))
            .thenComparingLong(
                    finding -> finding.location().map(FindingOrder::offset).orElse(0L))
            .thenComparing(Diagnostic::code)
            .thenComparing(finding -> finding.subject().orElse(""))
            .thenComparing(Diagnostic::message);

    private FindingOrder() {}

    /** The name of the text or blob that a place is in. */
    static String file(Location location) {
        return location instanceof SourceSpan span ? span.source().name() : ((BlobOffset) location).blob();
    }

    /** Where in its text or blob a place begins. */
    static long offset(Location location) {
        return location instanceof SourceSpan span ? span.start() : ((BlobOffset) location).offset();
    }
}
