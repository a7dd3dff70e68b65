// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of a node's properties and children that somebody asked for. Most nodes have few, and a list is fastest then. */
final class KnownNames {
    private static final int EXPECTED = 12;

    private final List<String> names = new ArrayList<>(EXPECTED);
    private @Nullable Set<String> children;
    private final List<String> repeatable = new ArrayList<>(1);
    private boolean allChildren;
    private boolean allRepeatable;

    /** Notes a property or child. */
    void add(String name) {
        if (names.isEmpty() || !names.get(names.size() - 1).equals(name)) {
            names.add(name);
        }
    }

    /** Notes one of what may be many children. */
    void addChild(String name) {
        Set<String> known = children;
        if (known == null) {
            known = new HashSet<>();
            children = known;
        }
        known.add(name);
    }

    void addAllChildren() {
        allChildren = true;
    }

    void repeatable(String base) {
        repeatable.add(base);
    }

    void allRepeatable() {
        allRepeatable = true;
    }

    boolean mayAllRepeat() {
        return allRepeatable;
    }

    boolean mayRepeat(String name) {
        int at = name.indexOf('@');
        return repeatable.contains(at < 0 ? name : name.substring(0, at));
    }

    boolean hasProperty(String name) {
        return names.contains(name);
    }

    boolean hasChild(String name) {
        return allChildren || names.contains(name) || children != null && children.contains(name);
    }
}
