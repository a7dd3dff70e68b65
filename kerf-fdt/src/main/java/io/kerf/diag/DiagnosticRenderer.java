// SPDX-License-Identifier: Apache-2.0
package io.kerf.diag;

import java.util.List;
import java.util.Optional;

/**
 * Prints findings for people: the sentence, the place, the line of source with carets, and what to do.
 *
 * <pre>
 * error[dts-bad-cell]: '0x1G' is not a cell value
 *  --&gt; base.dts:4:17
 * 4 |     cpus = &lt;4 5 6 0x1G&gt;;
 *   |                   ^^^^
 *   = help: write a decimal or 0x number
 * </pre>
 *
 * <p>Tabs of the source line are copied into the caret line, so the carets stand under the right characters whatever the tab
 * width is. Immutable and safe to share.
 */
public final class DiagnosticRenderer {
    private static final String RESET = "\u001B[0m";
    private static final String BOLD = "\u001B[1m";
    private static final String BLUE = "\u001B[34m";
    /** Longest part of a source line that is shown; a longer line is cut around the caret. */
    private static final int MAX_LINE = 160;

    private final boolean colours;

    private DiagnosticRenderer(boolean colours) {
        this.colours = colours;
    }

    /**
     * Returns the renderer for files, logs and tests.
     *
     * @return a renderer without colours
     */
    public static DiagnosticRenderer plain() {
        return new DiagnosticRenderer(false);
    }

    /**
     * Returns the renderer for terminals.
     *
     * @return a renderer with ANSI colours
     */
    public static DiagnosticRenderer ansi() {
        return new DiagnosticRenderer(true);
    }

    /**
     * Prints findings one below the other with an empty line between them.
     *
     * @param diagnostics the findings, in the order to print
     * @return the text, ending in a line break unless there is nothing to print
     */
    public String render(List<Diagnostic> diagnostics) {
        StringBuilder out = new StringBuilder();
        for (Diagnostic diagnostic : diagnostics) {
            if (out.length() > 0) {
                out.append('\n');
            }
            renderTo(diagnostic, out);
        }
        return out.toString();
    }

    /**
     * Prints one finding.
     *
     * @param diagnostic the finding
     * @return one or more lines, each ending in a line break
     */
    public String render(Diagnostic diagnostic) {
        StringBuilder out = new StringBuilder();
        renderTo(diagnostic, out);
        return out.toString();
    }

    private void renderTo(Diagnostic diagnostic, StringBuilder out) {
        String head = diagnostic.severity().word() + "[" + diagnostic.code() + "]";
        out.append(paint(head, colour(diagnostic.severity()) + BOLD)).append(": ");
        out.append(paint(diagnostic.message(), BOLD)).append('\n');
        diagnostic.location().ifPresent(place -> place(place, '^', colour(diagnostic.severity()), out));
        for (Diagnostic.Related related : diagnostic.related()) {
            out.append(paint(" note: ", BLUE)).append(related.label()).append('\n');
            place(related.location(), '-', BLUE, out);
        }
        note("now", diagnostic.presentState(), out);
        note("help", diagnostic.suggestion(), out);
        note("or", diagnostic.alternative(), out);
    }

    private void note(String word, Optional<String> text, StringBuilder out) {
        text.ifPresent(said -> out.append("  = ")
                .append(paint(word, BOLD))
                .append(": ")
                .append(said)
                .append('\n'));
    }

    private void place(Location location, char mark, String colour, StringBuilder out) {
        out.append(paint(" --> ", BLUE)).append(location.describe()).append('\n');
        if (location instanceof SourceSpan span) {
            excerpt(span, mark, colour, out);
        }
    }

    private void excerpt(SourceSpan span, char mark, String colour, StringBuilder out) {
        int line = span.line();
        String text = span.source().line(line);
        int from = Math.min(span.start() - span.source().lineStart(line), text.length());
        int to = Math.min(from + Math.max(1, span.end() - span.start()), Math.max(text.length(), from + 1));
        int cut = Math.max(0, Math.min(from - MAX_LINE / 2, text.length() - MAX_LINE));
        String shown = text.substring(cut, Math.min(text.length(), cut + MAX_LINE));
        String before = cut > 0 ? "…" : "";
        String number = Integer.toString(line);
        String gutter = " ".repeat(number.length());
        out.append(paint(number + " | ", BLUE)).append(before).append(shown).append('\n');
        out.append(paint(gutter + " | ", BLUE));
        String lead = before + text.substring(cut, from);
        for (int at = 0; at < lead.length(); at = lead.offsetByCodePoints(at, 1)) {
            int point = lead.codePointAt(at);
            out.append(point == '\t' ? "\t" : " ".repeat(DisplayWidth.of(point)));
        }
        String marked = text.substring(from, Math.min(to, Math.min(text.length(), cut + MAX_LINE)));
        int carets = Math.max(1, marked.codePoints().map(DisplayWidth::of).sum());
        out.append(paint(String.valueOf(mark).repeat(carets), colour)).append('\n');
    }

    private static String colour(Severity severity) {
        return switch (severity) {
            case ERROR -> "\u001B[31m";
            case WARNING -> "\u001B[33m";
            case INFO -> "\u001B[36m";
        };
    }

    private String paint(String text, String codes) {
        return colours ? codes + text + RESET : text;
    }
}
