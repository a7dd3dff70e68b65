// SPDX-License-Identifier: Apache-2.0
package io.kerf.diag;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One finding about an input: a stable code, a sentence, and where there is one the place, the present state, a suggestion,
 * an alternative, and other places that explain it. The same type serves the source compiler, the bindings and the rules.
 *
 * <pre>{@code
 * Diagnostic.error("CPU-003", "CPU 8 of 'database' already belongs to 'web'")
 *         .withSubject("database")
 *         .withLocation(span)
 *         .withSuggestion("use CPUs 9-15, which are free");
 * }</pre>
 *
 * <p>Texts of more than 4,096 characters are cut in the middle, so that no input can blow findings up.
 *
 * <p>Instances are immutable: each {@code with…} method returns a copy. {@link DiagnosticRenderer} prints them.
 */
public final class Diagnostic {
    private static final int LONGEST_TEXT = 4096;

    private final String code;
    private final Severity severity;
    private final String message;
    private final @Nullable String subject;
    private final SubjectKind subjectKind;
    private final @Nullable Location location;
    private final @Nullable String presentState;
    private final @Nullable String suggestion;
    private final @Nullable String alternative;
    private final List<Related> related;

    /**
     * Another place that explains a finding.
     *
     * @param label what is there, such as {@code first defined here}
     * @param location the place
     */
    public record Related(String label, Location location) {
        /** Checks the arguments. */
        public Related {
            Objects.requireNonNull(label, "label");
            Objects.requireNonNull(location, "location");
        }
    }

    private Diagnostic(Draft draft) {
        this.code = draft.code;
        this.severity = draft.severity;
        this.message = bounded(draft.message);
        this.subject = draft.subject == null ? null : bounded(draft.subject);
        this.subjectKind = draft.subjectKind;
        this.location = draft.location;
        this.presentState = draft.presentState == null ? null : bounded(draft.presentState);
        this.suggestion = draft.suggestion == null ? null : bounded(draft.suggestion);
        this.alternative = draft.alternative == null ? null : bounded(draft.alternative);
        this.related = draft.related;
    }

    /** Texts quote names of the input, which may be of any length; a thousand findings are to fit into memory. */
    private static String bounded(String text) {
        return text.length() <= LONGEST_TEXT
                ? text
                : text.substring(0, LONGEST_TEXT / 2) + '…' + text.substring(text.length() - LONGEST_TEXT / 2);
    }

    /**
     * Makes a finding that stops the input from being used.
     *
     * @param code the stable code of the rule or check, such as {@code CPU-003}
     * @param message what is wrong, as one sentence without a final stop
     * @return the finding, without a place
     */
    public static Diagnostic error(String code, String message) {
        return of(code, Severity.ERROR, message);
    }

    /**
     * Makes a finding that a user should look at.
     *
     * @param code the stable code of the rule or check
     * @param message what is doubtful, as one sentence without a final stop
     * @return the finding, without a place
     */
    public static Diagnostic warning(String code, String message) {
        return of(code, Severity.WARNING, message);
    }

    /**
     * Makes a finding that only informs.
     *
     * @param code the stable code of the rule or check
     * @param message what was seen, as one sentence without a final stop
     * @return the finding, without a place
     */
    public static Diagnostic info(String code, String message) {
        return of(code, Severity.INFO, message);
    }

    /**
     * Makes a finding of a given severity.
     *
     * @param code the stable code of the rule or check
     * @param severity how much it weighs
     * @param message what is wrong, as one sentence without a final stop
     * @return the finding, without a place
     */
    public static Diagnostic of(String code, Severity severity, String message) {
        return new Diagnostic(new Draft(
                Objects.requireNonNull(code, "code"),
                Objects.requireNonNull(severity, "severity"),
                Objects.requireNonNull(message, "message")));
    }

    /**
     * Names what the finding is about.
     *
     * @param subject a node path, a part of an inventory, a label or a file
     * @return a copy with the subject, of kind {@link SubjectKind#OTHER}
     */
    public Diagnostic withSubject(String subject) {
        return withSubject(SubjectKind.OTHER, subject);
    }

    /**
     * Names what the finding is about.
     *
     * @param kind what the name is one of
     * @param subject the name
     * @return a copy with the subject
     */
    public Diagnostic withSubject(SubjectKind kind, String subject) {
        Draft draft = draft();
        draft.subjectKind = Objects.requireNonNull(kind, "kind");
        draft.subject = Objects.requireNonNull(subject, "subject");
        return new Diagnostic(draft);
    }

    /**
     * Sets the place.
     *
     * @param location where the finding points
     * @return a copy with the place
     */
    public Diagnostic withLocation(Location location) {
        Draft draft = draft();
        draft.location = Objects.requireNonNull(location, "location");
        return new Diagnostic(draft);
    }

    /**
     * Says what is the case now.
     *
     * @param presentState a short phrase, such as {@code free CPUs: 9-15}
     * @return a copy with the state
     */
    public Diagnostic withPresentState(String presentState) {
        Draft draft = draft();
        draft.presentState = Objects.requireNonNull(presentState, "presentState");
        return new Diagnostic(draft);
    }

    /**
     * Says what to do.
     *
     * @param suggestion an instruction, such as {@code use CPUs 9-15}
     * @return a copy with the suggestion
     */
    public Diagnostic withSuggestion(String suggestion) {
        Draft draft = draft();
        draft.suggestion = Objects.requireNonNull(suggestion, "suggestion");
        return new Diagnostic(draft);
    }

    /**
     * Says what else could be done.
     *
     * @param alternative an instruction that differs from the suggestion
     * @return a copy with the alternative
     */
    public Diagnostic withAlternative(String alternative) {
        Draft draft = draft();
        draft.alternative = Objects.requireNonNull(alternative, "alternative");
        return new Diagnostic(draft);
    }

    /**
     * Adds another place that explains the finding.
     *
     * @param label what is there
     * @param place where
     * @return a copy with the place added last
     */
    public Diagnostic withRelated(String label, Location place) {
        Draft draft = draft();
        List<Related> more = new ArrayList<>(related);
        more.add(new Related(label, place));
        draft.related = List.copyOf(more);
        return new Diagnostic(draft);
    }

    /**
     * Returns the stable code.
     *
     * @return the code, such as {@code CPU-003}
     */
    public String code() {
        return code;
    }

    /**
     * Returns how much the finding weighs.
     *
     * @return the severity
     */
    public Severity severity() {
        return severity;
    }

    /**
     * Returns what is wrong.
     *
     * @return one sentence without a final stop
     */
    public String message() {
        return message;
    }

    /**
     * Returns what the finding is about.
     *
     * @return the subject, or empty
     */
    public Optional<String> subject() {
        return Optional.ofNullable(subject);
    }

    /**
     * Tells what the subject is the name of.
     *
     * @return the kind; {@link SubjectKind#OTHER} where there is no subject
     */
    public SubjectKind subjectKind() {
        return subjectKind;
    }

    /**
     * Tells whether the finding is about something.
     *
     * @param kind what the name is one of
     * @param name a name
     * @return true if it is about that and no other thing of this name
     */
    public boolean isAbout(SubjectKind kind, String name) {
        return subjectKind == kind && name.equals(subject);
    }

    /**
     * Returns the place.
     *
     * @return the place, or empty where none is known
     */
    public Optional<Location> location() {
        return Optional.ofNullable(location);
    }

    /**
     * Returns what is the case now.
     *
     * @return the state, or empty
     */
    public Optional<String> presentState() {
        return Optional.ofNullable(presentState);
    }

    /**
     * Returns what to do.
     *
     * @return the suggestion, or empty
     */
    public Optional<String> suggestion() {
        return Optional.ofNullable(suggestion);
    }

    /**
     * Returns what else could be done.
     *
     * @return the alternative, or empty
     */
    public Optional<String> alternative() {
        return Optional.ofNullable(alternative);
    }

    /**
     * Returns the other places that explain the finding.
     *
     * @return the places in the order they were added
     */
    public List<Related> related() {
        return related;
    }

    private Draft draft() {
        Draft draft = new Draft(code, severity, message);
        draft.subject = subject;
        draft.subjectKind = subjectKind;
        draft.location = location;
        draft.presentState = presentState;
        draft.suggestion = suggestion;
        draft.alternative = alternative;
        draft.related = related;
        return draft;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Diagnostic that
                && code.equals(that.code)
                && severity == that.severity
                && message.equals(that.message)
                && Objects.equals(subject, that.subject)
                && subjectKind == that.subjectKind
                && Objects.equals(location, that.location)
                && Objects.equals(presentState, that.presentState)
                && Objects.equals(suggestion, that.suggestion)
                && Objects.equals(alternative, that.alternative)
                && related.equals(that.related);
    }

    /** Over all in which findings of one sentence about one thing differ, since there may be thousands of them. */
    @Override
    public int hashCode() {
        return Objects.hash(code, severity, message, subject, location, presentState, suggestion);
    }

    /** The first line of the finding, as in {@code base.dts:4:17: error[dts-bad-cell]: '0x1G' is not a cell value}. */
    @Override
    public String toString() {
        String place = location == null ? "" : location.describe() + ": ";
        return place + severity.word() + "[" + code + "]: " + message;
    }

    private static final class Draft {
        private final String code;
        private final Severity severity;
        private final String message;
        private @Nullable String subject;
        private SubjectKind subjectKind = SubjectKind.OTHER;
        private @Nullable Location location;
        private @Nullable String presentState;
        private @Nullable String suggestion;
        private @Nullable String alternative;
        private List<Related> related = List.of();

        private Draft(String code, Severity severity, String message) {
            this.code = code;
            this.severity = severity;
            this.message = message;
        }
    }
}
