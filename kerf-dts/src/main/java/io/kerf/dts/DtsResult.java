// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.DiagnosticRenderer;
import io.kerf.diag.Severity;
import io.kerf.tree.DeviceTree;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading a source: a tree, unless there were errors, and everything there is to say about the source. Immutable.
 *
 * <pre>{@code
 * DtsResult result = Dts.parse(Path.of("baseline.dts"));
 * System.err.print(DiagnosticRenderer.ansi().render(result.diagnostics()));
 * result.tree().ifPresent(this::use);
 * }</pre>
 */
public final class DtsResult {
    private final @Nullable DeviceTree tree;
    private final @Nullable Dialect dialect;
    private final boolean plugin;
    private final boolean readable;
    private final List<Diagnostic> diagnostics;

    /** What kind of error left a source without a tree; {@code dtc} tells it by its exit status. */
    public enum Failure {
        /** The source, or the file, cannot be read; exit status 1 of {@code dtc}. */
        SYNTAX,
        /** What was read makes no sound tree: double names or labels, references to nothing; exit status 2. */
        MEANING
    }

    DtsResult(
            @Nullable DeviceTree tree,
            @Nullable Dialect dialect,
            boolean plugin,
            boolean readable,
            List<Diagnostic> diagnostics) {
        this.tree = tree;
        this.readable = readable;
        this.dialect = dialect;
        this.plugin = plugin;
        this.diagnostics = List.copyOf(diagnostics);
    }

    /**
     * Returns the tree.
     *
     * @return the tree; empty if and only if there are errors
     */
    public Optional<DeviceTree> tree() {
        return Optional.ofNullable(tree);
    }

    /**
     * Returns the dialect that the header names.
     *
     * @return the dialect; empty if the source has no header
     */
    public Optional<Dialect> dialect() {
        return Optional.ofNullable(dialect);
    }

    /**
     * Tells whether the source is an overlay: its header has {@code /plugin/;} behind it. Its tree consists of fragments, which {@link
     * io.kerf.fdt.Overlays} applies to another tree.
     *
     * @return true for an overlay
     */
    public boolean isPlugin() {
        return plugin;
    }

    /**
     * Returns errors and warnings.
     *
     * @return the findings in the order of their places, those of an included file behind those of the file that was opened before it
     */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    /**
     * Tells what kind of error there is; if there are errors of both kinds, that the source cannot be read.
     *
     * @return the kind; empty if and only if there is a tree
     */
    public Optional<Failure> failure() {
        if (tree != null) {
            return Optional.empty();
        }
        return Optional.of(readable ? Failure.MEANING : Failure.SYNTAX);
    }

    /**
     * Tells whether the source cannot be used.
     *
     * @return true if any finding is an error
     */
    public boolean hasErrors() {
        return diagnostics.stream().anyMatch(each -> each.severity() == Severity.ERROR);
    }

    /**
     * Returns the tree or throws.
     *
     * @return the tree
     * @throws DtsException if there are errors
     */
    public DeviceTree orElseThrow() {
        if (tree == null) {
            throw new DtsException(diagnostics);
        }
        return tree;
    }

    /**
     * Returns where the nodes and properties of the tree are written.
     *
     * @return the map; it knows nothing if there is no tree
     */
    public SourceMap sourceMap() {
        return new SourceMap(tree);
    }

    /**
     * Prints all findings with their lines of source and carets, in plain text.
     *
     * @return the text; empty if there is nothing to say
     */
    public String render() {
        return DiagnosticRenderer.plain().render(diagnostics);
    }

    @Override
    public String toString() {
        return (tree == null ? "no tree, " : "tree, ") + diagnostics.size() + " findings";
    }
}
