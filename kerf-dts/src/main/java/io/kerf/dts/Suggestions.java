// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import java.util.LinkedHashSet;
import java.util.Set;

/** Adds to a finding about a reference what was probably meant. */
final class Suggestions {
    /** Above this many labels the nearest one is not looked for. */
    private static final int MOST = 2000;

    /** For a source that refers to nodes as overlays do. */
    static final String DECLARE_OVERLAY = "if this is an overlay for another tree, write /plugin/; behind the header";

    private Suggestions() {}

    static Diagnostic forReference(Diagnostic finding, String target, DraftTree tree) {
        if (target.startsWith("/") || tree.labelNames().size() > MOST) {
            return finding;
        }
        Set<String> known = new LinkedHashSet<>();
        for (Name name : tree.labelNames()) {
            if (name.labelled != null) {
                known.add(name.text);
            }
        }
        return NearestWord.of(target, known)
                .map(near -> finding.withSuggestion("did you mean &" + near + "?"))
                .orElse(finding);
    }
}
