// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.NearestWord;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds to a finding about a reference what was probably meant. */
final class Suggestions {
    /** Above this many labels, or children of a node, the nearest one is not looked for. */
    private static final int MOST = 2000;

    /** For a source that refers to nodes as overlays do. */
    static final String DECLARE_OVERLAY = "if this is an overlay for another tree, write /plugin/; behind the header";

    private Suggestions() {}

    static Diagnostic forReference(Diagnostic finding, String target, DraftTree tree) {
        Optional<String> near = target.indexOf('/') < 0 ? label(target, tree) : path(target, tree);
        return near.map(text -> finding.withSuggestion("did you mean " + text + "?"))
                .orElse(finding);
    }

    private static Optional<String> label(String target, DraftTree tree) {
        if (tree.labelNames().size() > MOST) {
            return Optional.empty();
        }
        Set<String> known = new LinkedHashSet<>();
        for (Name name : tree.labelNames()) {
            if (name.labelled != null) {
                known.add(name.text);
            }
        }
        return NearestWord.of(target, known).map(near -> "&" + near);
    }

    /** Replaces the first name of a path that does not exist by the nearest one that does. */
    private static Optional<String> path(String target, DraftTree tree) {
        int end = target.indexOf('/');
        NodeDraft at = end == 0 ? tree.root() : tree.resolve(target.substring(0, end), null);
        while (at != null && end < target.length()) {
            int begin = end + 1;
            int next = target.indexOf('/', begin);
            end = next < 0 ? target.length() : next;
            String name = target.substring(begin, end);
            NodeDraft child = child(at, name);
            if (child == null) {
                return nearestChild(at, name)
                        .map(near -> "&{" + target.substring(0, begin) + near)
                        .map(start -> start + target.substring(begin + name.length()) + "}");
            }
            at = child;
        }
        return Optional.empty();
    }

    private static @Nullable NodeDraft child(NodeDraft parent, String name) {
        int seen = 0;
        for (NodeDraft each = parent.firstChild; each != null && seen < MOST; each = each.nextSibling, seen++) {
            if (!each.deleted && each.name.text.equals(name)) {
                return each;
            }
        }
        return null;
    }

    /** The nearest name, or the only one with the same base name and another unit address. */
    private static Optional<String> nearestChild(NodeDraft parent, String name) {
        Set<String> known = new LinkedHashSet<>();
        for (NodeDraft each = parent.firstChild; each != null; each = each.nextSibling) {
            if (known.size() == MOST) {
                return Optional.empty();
            }
            if (!each.deleted) {
                known.add(each.name.text);
            }
        }
        return NearestWord.of(name, known);
    }
}
