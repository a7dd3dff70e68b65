// SPDX-License-Identifier: Apache-2.0
package io.kerf.diag;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
 * width is; wide characters get two carets. A place within an included file is followed by the places of the includes. Control
 * characters that would drive a terminal are shown as pictures, and those that turn the direction of writing as U+FFFD.
 * Immutable and safe to share.
 */
public final class DiagnosticRenderer {
    private static final String RESET = "\u001B[0m";
    private static final String BOLD = "\u001B[1m";
    private static final String BLUE = "\u001B[34m";
    /** Longest part of a source line that is shown; a longer line is cut around the caret. */
    private static final int MAX_LINE = 160;
    /** How many including files are named. */
    private static final int MAX_INCLUDES = 8;

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
        out.append(paint(Printable.of(diagnostic.message()), BOLD)).append('\n');
        SourceText shown = null;
        if (diagnostic.location().isPresent()) {
            Location location = diagnostic.location().get();
            place(location, shown, '^', colour(diagnostic.severity()), out);
            shown = location instanceof SourceSpan span ? span.source() : null;
        }
        for (Diagnostic.Related related : diagnostic.related()) {
            out.append(paint(" note: ", BLUE))
                    .append(Printable.of(related.label()))
                    .append('\n');
            place(related.location(), shown, '-', BLUE, out);
            shown = related.location() instanceof SourceSpan span ? span.source() : shown;
        }
        note("now", diagnostic.presentState(), out);
        note("help", diagnostic.suggestion(), out);
        note("or", diagnostic.alternative(), out);
    }

    private void note(String word, Optional<String> text, StringBuilder out) {
        text.ifPresent(said -> out.append("  = ")
                .append(paint(word, BOLD))
                .append(": ")
                .append(Printable.of(said))
                .append('\n'));
    }

    private void place(
            Location location, @Nullable SourceText shownBefore, char mark, String colour, StringBuilder out) {
        out.append(paint(" --> ", BLUE))
                .append(Printable.of(location.describe()))
                .append('\n');
        if (location instanceof SourceSpan span) {
            if (span.source() != shownBefore) {
                includes(span.source(), out);
            }
            excerpt(span, mark, colour, out);
        }
    }

    /** Says by which files a text is included, the nearest first. */
    private void includes(SourceText text, StringBuilder out) {
        Optional<SourceSpan> from = text.includedFrom();
        for (int i = 0; from.isPresent(); i++) {
            if (i == MAX_INCLUDES) {
                out.append("     and so on\n");
                return;
            }
            out.append("     included from ")
                    .append(Printable.of(from.get().describe()))
                    .append('\n');
            from = from.get().source().includedFrom();
        }
    }

    private void excerpt(SourceSpan span, char mark, String colour, StringBuilder out) {
        int line = span.line();
        String text = span.source().line(line);
        int from = Math.min(span.start() - span.source().lineStart(line), text.length());
        int to = Math.min(from + Math.max(1, span.end() - span.start()), Math.max(text.length(), from + 1));
        int cut = boundary(text, Math.max(0, Math.min(from - MAX_LINE / 2, text.length() - MAX_LINE)));
        int stop = boundary(text, Math.min(text.length(), cut + MAX_LINE));
        String before = cut > 0 ? "…" : "";
        String number = Integer.toString(span.lineInFile());
        String gutter = " ".repeat(number.length());
        out.append(paint(number + " | ", BLUE)).append(before).append(Printable.of(text.substring(cut, stop)));
        out.append(stop < text.length() ? "…" : "").append('\n');
        out.append(paint(gutter + " | ", BLUE));
        below(before + Printable.of(text.substring(cut, from)), ' ', out);
        StringBuilder marks = new StringBuilder();
        // Where the line is cut within a character, the window may end before a place at the very end of the line.
        below(Printable.of(text.substring(from, Math.max(from, Math.min(to, stop)))), mark, marks);
        out.append(paint(marks.isEmpty() || marks.charAt(0) == '\t' ? String.valueOf(mark) : marks.toString(), colour));
        out.append('\n');
    }

    /** An index at which a text can be cut without parting a character. */
    private static int boundary(String text, int at) {
        boolean within = at > 0
                && at < text.length()
                && Character.isLowSurrogate(text.charAt(at))
                && Character.isHighSurrogate(text.charAt(at - 1));
        return within ? at - 1 : at;
    }

    /** Writes what stands below a text: its tabs, and for each of its other columns one character. */
    private static void below(String text, char fill, StringBuilder out) {
        int from = 0;
        for (int tab = text.indexOf('\t'); tab >= 0; tab = text.indexOf('\t', from)) {
            out.append(String.valueOf(fill).repeat(DisplayWidth.of(text.substring(from, tab))))
                    .append('\t');
            from = tab + 1;
        }
        out.append(String.valueOf(fill).repeat(DisplayWidth.of(text.substring(from))));
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
