// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Aliases are paths of nodes, by names of lower-case letters, digits and {@code -}. */
final class AliasCheck {
    private AliasCheck() {}

    static void paths(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.named("aliases")) {
            for (DtProperty alias : node.node.properties()) {
                boolean phandle = alias.name().equals("phandle") || alias.name().equals("linux,phandle");
                if (!phandle && tree.counts(alias)) {
                    check(tree, node, alias, report);
                }
            }
        }
    }

    private static void check(TreeFacts tree, NodeFacts node, DtProperty alias, Report report) {
        String path = path(alias.value());
        if (path == null || find(tree, path) == null) {
            if (report.fails()) {
                report.add(Finding.of(
                                node,
                                "the alias '" + alias.name() + "' is not the path of a node"
                                        + (path == null ? "" : ": there is no '" + shortened(path) + "'"))
                        .at(alias)
                        .suggest("write it like " + alias.name() + " = &label; and the path is right by itself"));
            }
        } else if (!isAliasName(alias.name()) && report.fails()) {
            report.add(Finding.of(
                            node,
                            "the name of an alias has lower-case letters, digits and '-' only, not '" + alias.name()
                                    + "'")
                    .at(alias)
                    .see("the node of aliases", node)
                    .suggest("rename it"));
        }
    }

    /** The characters before the first NUL; null if there are no bytes at all. */
    private static @Nullable String path(PropertyValue value) {
        if (value.isEmpty()) {
            return null;
        }
        int end = 0;
        while (end < value.size() && value.byteAt(end) != 0) {
            end++;
        }
        return new String(value.slice(0, end).toBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Finds a node by the full names on the way; slashes in front and behind do not count, but a path of slashes is none. */
    private static @Nullable DtNode find(TreeFacts tree, String path) {
        DtNode at = tree.root().node;
        int begin = 0;
        while (at != null && begin < path.length()) {
            while (begin < path.length() && path.charAt(begin) == '/') {
                begin++;
            }
            int end = path.indexOf('/', begin);
            end = end < 0 ? path.length() : end;
            at = at.child(path.substring(begin, end)).orElse(null);
            begin = end + 1;
        }
        return at;
    }

    private static boolean isAliasName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')) {
                return false;
            }
        }
        return true;
    }

    private static String shortened(String path) {
        return path.length() <= 80 ? path : path.substring(0, 80) + "…";
    }
}
