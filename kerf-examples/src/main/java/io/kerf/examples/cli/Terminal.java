// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.DiagnosticRenderer;
import java.io.PrintStream;
import java.util.List;

/** Where a command writes: answers to one stream, errors, warnings and progress to the other, in signs that both can show. */
final class Terminal {
    private static final String[][] PLAIN = {
        {"✓", "OK"}, {"✗", "x"}, {"⚠", "!"}, {"💡", "*"}, {"─", "-"}, {"…", "..."}, {"→", "->"}, {"–", "-"}, {"×", "x"},
        {"█", "#"}, {"▓", "="}, {"▒", ":"}, {"░", "."}, {"│", "|"}, {"├", "|"}, {"└", "`"}, {"·", "."}, {"’", "'"}
    };

    private final PrintStream out;
    private final PrintStream err;
    private final boolean utf8;
    private final boolean color;
    private final boolean progress;
    private int progressWidth;

    Terminal(Surroundings surroundings, boolean color) {
        this.out = surroundings.out();
        this.err = surroundings.err();
        this.utf8 = surroundings.isUtf8();
        this.color = color;
        this.progress = surroundings.terminal();
    }

    /** Whether signs outside ASCII are shown; where not, they become plain ones on their way out. */
    boolean isUtf8() {
        return utf8;
    }

    /** Writes a line of an answer. */
    void line(String text) {
        clearProgress();
        out.print(shown(text) + "\n");
    }

    /** Writes a value behind its name, which takes a number of columns at least. */
    void field(int indent, int columns, String name, Object value) {
        String label = name + ":";
        line(" ".repeat(indent) + label + " ".repeat(Math.max(0, columns - label.length())) + value);
    }

    /** Writes lines of an answer. */
    void text(String lines) {
        lines.lines().forEach(this::line);
    }

    /** Writes an answer, exactly as given: a file's content, JSON. */
    void raw(String text) {
        clearProgress();
        out.print(text);
    }

    /** Writes bytes of an answer, such as a blob. */
    void raw(byte[] bytes) {
        clearProgress();
        out.write(bytes, 0, bytes.length);
    }

    /** Writes that something was done. */
    void done(String text) {
        line(painted("32", "✓") + " " + text);
    }

    /** Writes a detail of what was done. */
    void detail(String label, Object value) {
        line("  " + label + ": " + value);
    }

    /** Writes a line to the stream of errors. */
    void error(String text) {
        clearProgress();
        err.print(shown(text) + "\n");
    }

    /** Writes a warning. */
    void warning(String text) {
        error(painted("33", "⚠") + " " + text);
    }

    /** Writes that something is not as it should be, as an answer. */
    void failed(String text) {
        line(painted("31", "✗") + " " + text);
    }

    /** Writes findings to the stream of errors, each with its line of source. */
    void findings(List<Diagnostic> findings) {
        renderer().render(findings).lines().forEach(this::error);
    }

    /** Writes findings as an answer. */
    void report(List<Diagnostic> findings) {
        renderer().render(findings).lines().forEach(this::line);
    }

    private DiagnosticRenderer renderer() {
        return color ? DiagnosticRenderer.ansi() : DiagnosticRenderer.plain();
    }

    /** Says what takes so long, if somebody looks; the next line of any kind takes its place. */
    void progress(String text) {
        if (progress) {
            clearProgress();
            String line = shown(text + "…");
            err.print(line);
            err.flush();
            progressWidth = line.length();
        }
    }

    /** Returns a sign in a colour, if colours are shown. */
    String painted(String code, String sign) {
        return color ? "\u001b[" + code + "m" + sign + "\u001b[0m" : sign;
    }

    /** Writes what is still held back, and tells whether all of the answer arrived. */
    boolean flush() {
        clearProgress();
        err.flush();
        return !out.checkError();
    }

    private void clearProgress() {
        if (progressWidth > 0) {
            err.print("\r" + " ".repeat(progressWidth) + "\r");
            progressWidth = 0;
        }
    }

    private String shown(String text) {
        if (utf8 || text.chars().allMatch(sign -> sign < 0x80)) {
            return text;
        }
        String plain = text;
        for (String[] pair : PLAIN) {
            plain = plain.replace(pair[0], pair[1]);
        }
        return plain.replaceAll("[^\\x00-\\x7f]", "?");
    }
}
