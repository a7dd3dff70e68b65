// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.BlobOffset;
import io.kerf.diag.Diagnostic;
import io.kerf.diag.Location;
import io.kerf.diag.SourceSpan;
import java.util.List;
import java.util.Locale;

/** One finding as a block of lines: the sentence, what is the case, what to do, and the line of source with carets. */
final class FindingText {
    private static final int MAX_LINE = 120;

    private final StringBuilder out = new StringBuilder();
    private final String indent;

    private FindingText(String indent) {
        this.indent = indent;
    }

    /** A block that stands by itself. */
    static String of(Diagnostic finding) {
        FindingText text = new FindingText("  ");
        text.out.append(finding.severity().word().toUpperCase(Locale.ROOT)).append(": ");
        text.out.append(sentence(finding)).append('\n');
        finding.presentState().ifPresent(text::present);
        finding.suggestion().ifPresent(suggestion -> text.labelled("Suggestion: ", suggestion));
        finding.alternative().ifPresent(alternative -> text.labelled("Alternative: ", alternative));
        if (finding.location().isPresent()) {
            text.out.append('\n');
        }
        text.places(finding);
        return text.out.toString();
    }

    /** An item of a list, whose suggestions are in a list of their own. */
    static String item(Diagnostic finding, String sign) {
        FindingText text = new FindingText("    ");
        text.out.append("  ").append(sign).append(' ').append(sentence(finding)).append('\n');
        finding.presentState().ifPresent(state -> text.labelled("Current state: ", state));
        text.places(finding);
        return text.out.toString();
    }

    /** What to do about a finding, as an item of a list; empty if it does not say. */
    static String advice(Diagnostic finding) {
        FindingText text = new FindingText("  ");
        String about = finding.subject().map(subject -> " " + subject).orElse("");
        finding.suggestion().ifPresent(suggestion -> text.labelled("💡 " + finding.code() + about + ": ", suggestion));
        finding.alternative().ifPresent(alternative -> text.labelled("   or: ", alternative));
        return text.out.toString();
    }

    private static String sentence(Diagnostic finding) {
        return Words.printable(finding.message()) + " [" + finding.code() + "]";
    }

    private void line(String text) {
        out.append(indent).append(Words.printable(text)).append('\n');
    }

    /** A list of what has to be stands by itself. */
    private void present(String presentState) {
        boolean list = presentState.contains("\n");
        labelled(list ? "" : "Current state: ", presentState);
        if (list) {
            out.append('\n');
        }
    }

    private void labelled(String label, String text) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            line((i == 0 ? label : "") + lines.get(i));
        }
    }

    private void places(Diagnostic finding) {
        finding.location().ifPresent(location -> {
            line("In file " + fileOf(location) + ":");
            source(location);
        });
        finding.related().forEach(related -> {
            line(related.label() + ":");
            source(related.location());
        });
    }

    private static String fileOf(Location location) {
        return location instanceof SourceSpan span ? span.file() : ((BlobOffset) location).blob();
    }

    private void source(Location location) {
        if (location instanceof SourceSpan span) {
            excerpt(span);
        } else if (location instanceof BlobOffset offset) {
            line("  Offset " + Words.hex(offset.offset()));
        }
    }

    /** The line without its indentation, tabs as one blank, so that carets stand where they should. */
    private void excerpt(SourceSpan span) {
        Excerpt excerpt = Excerpt.of(span, MAX_LINE);
        String text = excerpt.text().replace('\t', ' ');
        String head = "  Line " + span.lineInFile() + ": " + (excerpt.before() ? "…" : "");
        line(head + text + (excerpt.after() ? "…" : ""));
        int carets = Math.max(1, text.codePointCount(excerpt.from(), excerpt.to()));
        line(" ".repeat(head.length() + text.codePointCount(0, excerpt.from())) + "^".repeat(carets));
    }
}
