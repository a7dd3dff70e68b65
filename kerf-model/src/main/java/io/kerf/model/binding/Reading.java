// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Location;
import io.kerf.model.Places;
import io.kerf.tree.DeviceTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one walk over a tree gathers beside the values: findings and places. */
final class Reading {
    private final DeviceTree tree;
    private final List<Diagnostic> findings = new ArrayList<>();
    private final Map<String, Location> places = new HashMap<>();

    Reading(DeviceTree tree) {
        this.tree = tree;
    }

    DeviceTree tree() {
        return tree;
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
