// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.tree.NodePath;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a tree is printed. Immutable: each {@code with…} method returns a copy. By default the source is of dialect
 * {@link Dialect#DTS_V1}, without labels, references and comments, as {@code dtc -O dts} prints a blob.
 *
 * <pre>{@code
 * Dts.print(tree, DtsPrintOptions.defaults().withReferences().withComment("/soc", "on the chip"))
 * }</pre>
 */
public final class DtsPrintOptions {
    private static final DtsPrintOptions DEFAULTS = new DtsPrintOptions(Dialect.DTS_V1, Naming.NONE, null);

    /** What stands for places in the tree. */
    enum Naming {
        NONE,
        LABELS,
        REFERENCES
    }

    /** A comment, and those that were added before it. */
    record Comment(
            NodePath node,
            Optional<String> property,
            String text,
            @Nullable Comment before) {}

    private final Dialect dialect;
    private final Naming naming;
    private final @Nullable Comment lastComment;

    private DtsPrintOptions(Dialect dialect, Naming naming, @Nullable Comment lastComment) {
        this.dialect = dialect;
        this.naming = naming;
        this.lastComment = lastComment;
    }

    /**
     * Returns the options that {@link Dts#print(io.kerf.tree.DeviceTree)} uses.
     *
     * @return the defaults
     */
    public static DtsPrintOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets the header. The rest reads the same in all dialects: no printed cell is above 32 bits.
     *
     * @param dialect the dialect
     * @return a copy with the dialect
     */
    public DtsPrintOptions withDialect(Dialect dialect) {
        return new DtsPrintOptions(Objects.requireNonNull(dialect, "dialect"), naming, lastComment);
    }

    /**
     * Prints labels of nodes and properties: those of the source that the tree was compiled from, and those that {@code /__symbols__}
     * lists. A label that two places have stays with the first.
     *
     * @return a copy with labels
     */
    public DtsPrintOptions withLabels() {
        return new DtsPrintOptions(dialect, naming == Naming.NONE ? Naming.LABELS : naming, lastComment);
    }

    /**
     * Prints labels, and references where the tree's source had some or {@code /__local_fixups__} tells of them: {@code <&label>} for
     * a phandle, {@code &label} for a path. The paths in {@code /aliases} and {@code /chosen} count as references to labelled
     * nodes, too. A reference is printed only if it gives the bytes that are there.
     *
     * @return a copy with labels and references
     */
    public DtsPrintOptions withReferences() {
        return new DtsPrintOptions(dialect, Naming.REFERENCES, lastComment);
    }

    /**
     * Adds a comment in front of a node.
     *
     * @param node the node's full path; if there is no such node, the comment is not printed
     * @param text one or more lines
     * @return a copy with the comment behind those added before
     * @throws IllegalArgumentException if the path does not begin with {@code /}
     */
    public DtsPrintOptions withComment(String node, String text) {
        return withComment(new Comment(NodePath.of(node), Optional.empty(), text, lastComment));
    }

    /**
     * Adds a comment in front of a property.
     *
     * @param node the full path of the property's node
     * @param property the property's name; if there is no such property, the comment is not printed
     * @param text one or more lines
     * @return a copy with the comment behind those added before
     * @throws IllegalArgumentException if the path does not begin with {@code /}
     */
    public DtsPrintOptions withComment(String node, String property, String text) {
        return withComment(new Comment(NodePath.of(node), Optional.of(property), text, lastComment));
    }

    private DtsPrintOptions withComment(Comment comment) {
        Objects.requireNonNull(comment.text(), "text");
        return new DtsPrintOptions(dialect, naming, comment);
    }

    /**
     * Returns the dialect whose header is printed.
     *
     * @return the dialect
     */
    public Dialect dialect() {
        return dialect;
    }

    Naming naming() {
        return naming;
    }

    @Nullable
    Comment lastComment() {
        return lastComment;
    }
}
