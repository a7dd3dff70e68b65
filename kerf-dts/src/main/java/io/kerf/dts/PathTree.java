// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.tree.NodePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Things that belong to nodes, in the shape of the nodes' paths, so that a walk over a tree meets them without building paths. */
final class PathTree<T> {
    private @Nullable Map<String, PathTree<T>> children;
    private final List<T> here = new ArrayList<>(1);

    /** Adds a thing at a path below this place. */
    void add(NodePath path, T thing) {
        PathTree<T> at = this;
        for (String name : path.names()) {
            if (at.children == null) {
                at.children = new HashMap<>();
            }
            at = at.children.computeIfAbsent(name, any -> new PathTree<>());
        }
        at.here.add(thing);
    }

    /** What was added at this place, in order. */
    List<T> here() {
        return here;
    }

    /** The place of a child; null if there is nothing at it and below. */
    @Nullable
    PathTree<T> child(String name) {
        return children == null ? null : children.get(name);
    }
}
