// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.io.IOException;
import java.nio.file.Path;

/** What became of a tree: a blob, or source. */
final class TreeProduct {
    private final String what;
    private final byte[] bytes;
    private final boolean multikernel;
    private final TreeVerdict verdict;

    /**
     * Takes a product.
     *
     * @param what what was done, for the line that says so, such as {@code Compiled board.dts}
     * @param bytes the product
     * @param multikernel whether the tree is one of a multikernel host
     * @param verdict what is said about it
     */
    TreeProduct(String what, byte[] bytes, boolean multikernel, TreeVerdict verdict) {
        this.what = what;
        this.bytes = bytes;
        this.multikernel = multikernel;
        this.verdict = verdict;
    }

    /** Tells what is wrong, and ends the command if anything is. */
    static void requireValid(Shell shell, TreeVerdict verdict, String what) {
        shell.terminal().findings(verdict.shown(shell.isVerbose()));
        if (!verdict.isValid()) {
            throw CliException.failed(
                    what + " has " + verdict.counts() + "; nothing was written",
                    "Mend what is listed above"
                            + (verdict.report().isPresent()
                                    ? ": docs/rules has a page for each rule, in brackets"
                                    : ": docs/diagnostics.md has a section for each code, in brackets"));
        }
    }

    /** Writes it, and tells so if it does not go to standard output itself. */
    void write(Shell shell, OutputChoice output) throws IOException {
        output.write(shell, bytes);
        if (output.toFile().isEmpty() && !shell.isDryRun()) {
            if (shell.format() != Format.TEXT) {
                shell.terminal().warning("--format says nothing here: the output is the file itself");
            }
            return;
        }
        Answer answer = Answer.of("tree-file")
                .with("output", output.toFile().map(Path::toString))
                .with("written", !shell.isDryRun())
                .with("bytes", bytes.length)
                .with("multikernel", multikernel)
                .with("findings", Findings.of(verdict.shown(shell.isVerbose())));
        shell.answer(answer, terminal -> {
            terminal.done(
                    what + output.toFile().map(file -> " to " + file).orElse("") + ", " + bytes.length + " bytes");
            if (shell.isDryRun()) {
                terminal.line("  Nothing was written (dry-run mode)");
            }
        });
    }
}
