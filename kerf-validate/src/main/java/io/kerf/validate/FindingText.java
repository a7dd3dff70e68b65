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

    private FindingText() {}

    static String of(Diagnostic finding) {
        FindingText text = new FindingText();
        text.line(finding.severity().word().toUpperCase(Locale.ROOT) + ": " + finding.message() + " [" + finding.code()
                + "]");
        finding.presentState().ifPresent(text::present);
        finding.suggestion().ifPresent(suggestion -> text.labelled("Suggestion: ", suggestion));
        finding.alternative().ifPresent(alternative -> text.labelled("Alternative: ", alternative));
        finding.location().ifPresent(text::place);
        finding.related().forEach(related -> {
            text.line("  " + related.label() + ":");
            text.source(related.location());
        });
        return text.out.toString();
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    /** A list of what has to be stands by itself. */
    private void present(String presentState) {
        labelled(presentState.contains("\n") ? "" : "Current state: ", presentState);
    }

    private void labelled(String label, String text) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            line("  " + (i == 0 ? label : "") + lines.get(i));
        }
    }

    private void place(Location location) {
        line("");
        line("  In file " + (location instanceof SourceSpan span ? span.file() : ((BlobOffset) location).blob()) + ":");
        source(location);
    }

    private void source(Location location) {
        if (location instanceof SourceSpan span) {
            excerpt(span);
        } else if (location instanceof BlobOffset offset) {
            line("    Offset " + Words.hex(offset.offset()));
        }
    }

    /** The line without its indentation, tabs as one blank, so that carets stand where they should. */
    private void excerpt(SourceSpan span) {
        int number = span.line();
        String whole = span.source().line(number);
        int indent = 0;
        while (indent < whole.length() && Character.isWhitespace(whole.charAt(indent))) {
            indent++;
        }
        int from = Math.max(indent, Math.min(span.start() - span.source().lineStart(number), whole.length()));
        int to = Math.max(
                from,
                Math.min(from + span.end() - span.start(), whole.stripTrailing().length()));
        int start = from - indent > MAX_LINE / 2 ? from - MAX_LINE / 4 : indent;
        int end = Math.min(whole.length(), start + MAX_LINE);
        String shown = whole.substring(start, end).replace('\t', ' ').stripTrailing();
        String head = "    Line " + span.lineInFile() + ": " + (start > indent ? "…" : "");
        line(head + shown + (end < whole.length() ? "…" : ""));
        int carets = Math.max(1, whole.codePointCount(from, Math.min(Math.max(to, from), Math.max(end, from))));
        line(" ".repeat(head.length() + whole.codePointCount(start, from)) + "^".repeat(carets));
    }
}
