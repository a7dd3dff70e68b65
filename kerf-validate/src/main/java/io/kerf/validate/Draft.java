// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Location;
import io.kerf.diag.SubjectKind;
import io.kerf.model.Instance;
import java.util.Optional;
import java.util.function.Consumer;

/** A finding that a rule is putting together. */
final class Draft {
    private Diagnostic finding;

    private Draft(Diagnostic finding) {
        this.finding = finding;
    }

    static Draft of(Rule rule, String message) {
        return new Draft(Diagnostic.of(rule.id(), rule.severity(), message));
    }

    /** About an instance, at one of its parts. */
    static Draft of(Rule rule, Instance instance, String part, String message) {
        return of(rule, message)
                .about(SubjectKind.INSTANCE, instance.name().text())
                .at(instance.places().find(part));
    }

    Draft about(String part) {
        return about(SubjectKind.OTHER, part);
    }

    Draft about(SubjectKind kind, String name) {
        finding = finding.withSubject(kind, name);
        return this;
    }

    Draft at(Optional<Location> place) {
        finding = place.map(finding::withLocation).orElse(finding);
        return this;
    }

    Draft now(String presentState) {
        finding = finding.withPresentState(presentState);
        return this;
    }

    Draft suggest(String suggestion) {
        finding = finding.withSuggestion(suggestion);
        return this;
    }

    Draft or(String alternative) {
        finding = finding.withAlternative(alternative);
        return this;
    }

    Draft also(String label, Optional<Location> place) {
        finding = place.map(found -> finding.withRelated(label, found)).orElse(finding);
        return this;
    }

    void to(Consumer<Diagnostic> out) {
        out.accept(finding);
    }
}
