// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.model.DeviceRef;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** {@code /aliases}: other names for nodes, by their paths (Devicetree Specification, section 3.3). */
final class Aliases {
    /** How extras name the node. */
    private static final String PART = "aliases";

    private static final String DEVICES = "/" + Names.RESOURCES + "/" + Names.DEVICES + "/";

    private final Map<String, String> pathOf = new HashMap<>();
    private final Map<String, String> nameOf = new HashMap<>();

    Aliases(Reading reading) {
        reading.tree().root().child(Names.ALIASES).ifPresent(node -> {
            for (DtProperty alias : node.properties()) {
                if (alias.value().isString()) {
                    pathOf.putIfAbsent(alias.name(), alias.string());
                    nameOf.putIfAbsent(alias.string(), alias.name());
                }
            }
        });
    }

    Map<String, String> pathsByName() {
        return pathOf;
    }

    /** The first alias of a path. */
    Optional<String> of(String path) {
        return Optional.ofNullable(nameOf.get(path));
    }

    /**
     * Keeps the aliases for when the tree is written again, unless they are the name of their device: there, devices have other paths. One
     * that is no string is a finding.
     */
    static void keep(NodeReader root, DeviceIndex devices) {
        root.child(Names.ALIASES).ifPresent(aliases -> {
            aliases.placed(PART);
            for (DtProperty alias : aliases.node().properties()) {
                aliases.string(alias.name()).ifPresent(path -> keep(aliases, alias, devices.at(path)));
            }
            aliases.finish();
        });
    }

    /** Reads the aliases of a tree that nobody writes again. */
    static void check(NodeReader root) {
        root.child(Names.ALIASES).ifPresent(aliases -> {
            aliases.node().properties().forEach(alias -> aliases.string(alias.name()));
            aliases.finish();
        });
    }

    private static void keep(NodeReader aliases, DtProperty alias, Optional<DeviceRef> target) {
        if (target.filter(DeviceRef.Whole.class::isInstance).isEmpty()) {
            aliases.keep(alias);
        } else if (!target.get().device().equals(alias.name())) {
            aliases.keep(DtProperty.of(
                    alias.name(), PropertyValue.ofStrings(DEVICES + target.get().device())));
        }
    }
}
