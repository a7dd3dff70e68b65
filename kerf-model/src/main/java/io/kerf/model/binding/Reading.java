// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Location;
import io.kerf.model.Extras;
import io.kerf.model.Places;
import io.kerf.tree.DeviceTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What one walk over a tree gathers beside the values: findings and places. */
final class Reading {
    private static final Pattern BLANK = Pattern.compile("(?:\\s|//[^\n]*|/\\*(?s:.*?)\\*/)*+");

    private final DeviceTree tree;
    private final IdWidth width;
    private final Extras.Builder extras = Extras.builder();
    private final KeptPhandles phandles = new KeptPhandles();
    private final List<Diagnostic> findings = new ArrayList<>();
    private final Map<String, Location> places = new HashMap<>();
    private @Nullable Boolean forPython;

    Reading(DeviceTree tree, IdWidth width) {
        this.tree = tree;
        this.width = width;
    }

    DeviceTree tree() {
        return tree;
    }

    /** The width of CPU ids. */
    IdWidth width() {
        return width;
    }

    /** What is unknown of the host. */
    Extras.Builder extras() {
        return extras;
    }

    /** The phandles of known nodes. */
    KeptPhandles phandles() {
        return phandles;
    }

    /** All that is unknown of the host, once all is read. */
    Extras keptExtras() {
        phandles.keepIn(extras);
        return extras.build();
    }

    /** Tells whether the tree comes from a source that is not headed {@code /dts-v1/}: such as the Python kerf reads. */
    boolean isForPython() {
        if (forPython == null) {
            forPython = tree.root()
                    .span()
                    .map(span -> span.source().text())
                    .filter(Reading::isStandard)
                    .isEmpty();
        }
        return forPython;
    }

    private static boolean isStandard(String text) {
        Matcher blank = BLANK.matcher(text);
        return text.startsWith("/dts-v1/", blank.lookingAt() ? blank.end() : 0);
    }

    void add(Diagnostic finding) {
        findings.add(finding);
    }

    /** The first place of a part stays: that of a second thing of the same name would hide it. */
    void place(String part, Optional<? extends Location> location) {
        location.ifPresent(found -> places.putIfAbsent(part, found));
    }

    List<Diagnostic> findings() {
        return List.copyOf(findings);
    }

    Places places() {
        return Places.of(places);
    }
}
