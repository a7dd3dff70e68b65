// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds properties and children of one wide node by name in constant time. Where a name occurs twice, the first one counts, as
 * in libfdt. Nodes of up to {@link #SCAN_LIMIT} members are scanned instead and have no index.
 */
final class NameIndex {
    /** Up to this many members a scan is as fast as a map and costs no memory. */
    static final int SCAN_LIMIT = 8;

    private final Map<String, DtProperty> properties;
    private final Map<String, DtNode> children;
    private final Map<String, DtNode> byBaseName;

    NameIndex(DtProperty[] properties, DtNode[] children) {
        this.properties = new HashMap<>(properties.length * 2);
        for (DtProperty property : properties) {
            this.properties.putIfAbsent(property.name(), property);
        }
        this.children = new HashMap<>(children.length * 2);
        this.byBaseName = new HashMap<>();
        for (DtNode child : children) {
            this.children.putIfAbsent(child.name(), child);
            byBaseName.putIfAbsent(NodeName.baseOf(child.name()), child);
        }
    }

    @Nullable
    DtProperty property(String name) {
        return properties.get(name);
    }

    @Nullable
    DtNode child(String name) {
        return children.get(name);
    }

    @Nullable
    DtNode childByBaseName(String base) {
        return byBaseName.get(base);
    }
}
