// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts phandles and paths where references stand, in the order of {@code dtc}: the whole tree for phandles, which are numbered from
 * 1 in document order of their first use, then for paths; then nodes marked {@code /omit-if-no-ref/} go that nothing refers to.
 */
final class ReferenceResolver {
    /** Behind this many wrong references the nearest label is not looked for: it takes a pass over all labels. */
    private static final int MAX_SUGGESTIONS = 100;

    private final DraftTree tree;
    private final ValueBuffer buffer;
    private final Findings findings;
    private final PhandleNumbers phandles;
    private final OutputBudget budget;
    private final boolean plugin;
    private final boolean symbols;
    private final @Nullable LostLabels lost;
    private int suggestions;
    private @Nullable Boolean overlayShaped;

    ReferenceResolver(
            DraftTree tree,
            ValueBuffer buffer,
            Findings findings,
            PhandleNumbers phandles,
            OutputBudget budget,
            boolean plugin,
            boolean symbols,
            @Nullable LostLabels lost) {
        this.tree = tree;
        this.buffer = buffer;
        this.findings = findings;
        this.phandles = phandles;
        this.budget = budget;
        this.plugin = plugin;
        this.symbols = symbols;
        this.lost = lost;
    }

    /** Takes what {@link TreeChecks} found on its way, so that a tree without references costs nothing. */
    void resolve(List<PropertyDraft> referring, List<NodeDraft> omittable, NodeDraft root) {
        referring.forEach(this::resolvePhandles);
        referring.forEach(this::resolvePaths);
        for (NodeDraft node : omittable) {
            boolean keep = node.referenced || symbols && node.labels != null;
            if (!keep && node != root && !node.deleted) {
                tree.delete(node);
            }
        }
    }

    private void resolvePhandles(PropertyDraft property) {
        for (ReferenceDraft reference = property.references(); reference != null; reference = reference.next) {
            if (!reference.phandle) {
                continue;
            }
            NodeDraft target = plugin && !reference.target.isEmpty()
                    ? tree.resolve(reference.target, reference.label)
                    : target(reference, property);
            int phandle = OverlayFragments.UNKNOWN_PHANDLE;
            if (target != null) {
                target.referenced = true;
                phandle = phandles.of(target);
            }
            if (reference.offset + Integer.BYTES <= property.length) {
                buffer.setInt(property.offset + reference.offset, phandle);
            }
        }
    }

    /** Copies the value to the end of the buffer with the paths in between. */
    private void resolvePaths(PropertyDraft property) {
        boolean any = false;
        for (ReferenceDraft each = property.references(); each != null; each = each.next) {
            any |= !each.phandle;
        }
        if (!any || budget.isSpent()) {
            return;
        }
        int from = property.offset;
        int start = buffer.size();
        int copied = 0;
        for (ReferenceDraft reference = property.references(); reference != null; reference = reference.next) {
            reference.shift = buffer.size() - start - copied;
            NodeDraft target = reference.phandle ? null : target(reference, property);
            if (target == null) {
                continue;
            }
            target.referenced = true;
            String path = target.path();
            if (!budget.take(path.length() + 1L, reference.unit, reference.start, reference.end)) {
                return;
            }
            buffer.putCopy(from + copied, reference.offset - copied);
            copied = reference.offset;
            for (int i = 0; i < path.length(); i++) {
                buffer.putByte(path.charAt(i));
            }
            buffer.putByte(0);
        }
        buffer.putCopy(from + copied, property.length - copied);
        property.offset = start;
        property.length = buffer.size() - start;
    }

    private @Nullable NodeDraft target(ReferenceDraft reference, PropertyDraft property) {
        if (findings.full()) {
            return null;
        }
        NodeDraft target = tree.resolve(reference.target, reference.label);
        if (target == null && (lost == null || !lost.mayHold(reference.label, reference.unit))) {
            findings.add(unresolved(reference), reference.unit, reference.start, reference.end);
            findings.spoil(property);
        }
        return target;
    }

    private Diagnostic unresolved(ReferenceDraft reference) {
        Diagnostic finding = Diagnostic.error(
                reference.phandle ? Codes.PHANDLE_REFERENCES : Codes.PATH_REFERENCES,
                (reference.label == null
                                ? "there is no node '" + reference.target + "'"
                                : "there is no node with the label '" + reference.target + "'")
                        + (plugin ? " in this overlay" : ""));
        Diagnostic helped =
                suggestions++ < MAX_SUGGESTIONS ? Suggestions.forReference(finding, reference.target, tree) : finding;
        if (helped.suggestion().isPresent()) {
            return helped;
        }
        if (plugin && reference.label != null) {
            return finding.withSuggestion("write <&" + reference.target
                    + ">: a phandle can be filled in when the overlay is" + " applied, and a path cannot");
        }
        return !plugin && overlayShaped() ? finding.withSuggestion(Suggestions.DECLARE_OVERLAY) : finding;
    }

    /** Whether the root has fragments. */
    private boolean overlayShaped() {
        Boolean known = overlayShaped;
        if (known == null) {
            known = tree.hasFragments();
            overlayShaped = known;
        }
        return known;
    }
}
