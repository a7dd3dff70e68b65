// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether what a reference means may stand in text that was skipped after another error, or in a file that was not found, so
 * that a reference without a target is no error of its own.
 */
final class LostLabels {
    private final Includes includes;
    private final Findings findings;
    private final Map<SourceUnit, Set<String>> inText = new HashMap<>();

    LostLabels(Includes includes, Findings findings) {
        this.includes = includes;
        this.findings = findings;
    }

    /** Whether a label, or a path if there is none, may be lost. */
    boolean mayHold(@Nullable Name label, SourceUnit unit) {
        if (!findings.hasErrors()) {
            return false;
        }
        if (label == null || includes.lacksAny()) {
            return true;
        }
        return isInText(label.text, unit);
    }

    /** Whether a word with a colon behind it stands somewhere in a text or in those that include it. */
    boolean isInText(String label, SourceUnit unit) {
        for (SourceUnit up = unit; up != null; up = up.parent) {
            if (inText.computeIfAbsent(up, LostLabels::collect).contains(label)) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> collect(SourceUnit unit) {
        String text = unit.text.text();
        Set<String> into = new HashSet<>();
        for (int colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
            int start = colon;
            while (start > 0 && CharType.is(text.charAt(start - 1), CharType.LABEL)) {
                start--;
            }
            if (start < colon) {
                into.add(text.substring(start, colon));
            }
        }
        return into;
    }
}
