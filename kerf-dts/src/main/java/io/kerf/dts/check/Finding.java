// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.diag.SourceSpan;
import io.kerf.tree.DtProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A finding while a check puts it together. */
final class Finding {
    private final NodeFacts node;
    private final String message;
    private final List<Diagnostic.Related> related = new ArrayList<>(1);
    private @Nullable DtProperty property;
    private @Nullable String suggestion;

    private Finding(NodeFacts node, String message) {
        this.node = node;
        this.message = message;
    }

    static Finding of(NodeFacts node, String message) {
        return new Finding(node, message);
    }

    /** Points at a property of the node instead of its name. */
    Finding at(@Nullable DtProperty property) {
        this.property = property;
        return this;
    }

    Finding suggest(String suggestion) {
        this.suggestion = suggestion;
        return this;
    }

    /** Shows another node, if it is known where it was written. */
    Finding see(String label, NodeFacts other) {
        return see(label, other.node.span());
    }

    /** Shows another property, if it is known where it was written. */
    Finding see(String label, @Nullable DtProperty other) {
        return other == null ? this : see(label, other.span());
    }

    private Finding see(String label, Optional<SourceSpan> place) {
        place.ifPresent(span -> related.add(new Diagnostic.Related(label, span)));
        return this;
    }

    int order() {
        return node.order;
    }

    Diagnostic toDiagnostic(String code, Severity severity) {
        Diagnostic finding = Diagnostic.of(code, severity, message).withSubject(node.path());
        Optional<SourceSpan> place = property == null ? node.node.span() : property.span();
        if (place.isEmpty()) {
            place = node.node.span();
        }
        if (place.isPresent()) {
            finding = finding.withLocation(place.get());
        }
        if (suggestion != null) {
            finding = finding.withSuggestion(suggestion);
        }
        for (Diagnostic.Related each : related) {
            finding = finding.withRelated(each.label(), each.location());
        }
        return finding;
    }
}
