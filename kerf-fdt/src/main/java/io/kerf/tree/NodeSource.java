// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

import io.kerf.diag.SourceSpan;
import java.util.List;
import java.util.Objects;

/**
 * Where a node was written, and with which labels.
 *
 * @param name where the name (or the reference that extends the node) stands in the first definition
 * @param extent the first definition from the name to its closing brace
 * @param labels the labels in the order {@code dtc} keeps them: one added later stands in front
 * @param alsoAt the names in later definitions that were merged into the node, in order
 */
public record NodeSource(SourceSpan name, SourceSpan extent, List<String> labels, List<SourceSpan> alsoAt) {
    /** Copies the lists. */
    public NodeSource {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(extent, "extent");
        labels = List.copyOf(labels);
        alsoAt = List.copyOf(alsoAt);
    }
}
