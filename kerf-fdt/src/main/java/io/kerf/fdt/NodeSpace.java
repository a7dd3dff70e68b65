// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.PropertyValue;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that can be found by path as libfdt finds them ({@code fdt_path_offset}): a path that does not begin with {@code /} begins
 * with an alias from {@code /aliases}, and a name without a unit address stands for the first node of that base name.
 *
 * @param <N> a node
 */
abstract class NodeSpace<N> {
    abstract N root();

    /** Finds a child by a name of a path. */
    abstract @Nullable N child(N parent, String name);

    /** Returns the present bytes of the first property of a name. */
    abstract @Nullable PropertyValue value(N node, String property);

    final @Nullable N find(String path) {
        if (path.startsWith("/")) {
            return descend(root(), path, 0);
        }
        int end = aliasEnd(path);
        String target = aliasTarget(path.substring(0, end));
        N from = target == null ? null : descend(root(), target, 0);
        return from == null ? null : descend(from, path, end);
    }

    /**
     * Tells whether a path that leads to no node may do so once nodes are added. libfdt refuses an unknown alias, and what is below a
     * dangling one, before it adds anything.
     */
    final boolean mayComeToBe(String path) {
        return path.startsWith("/") || aliasEnd(path) == path.length() && aliasTarget(path) != null;
    }

    private @Nullable String aliasTarget(String alias) {
        N aliases = alias.isEmpty() ? null : child(root(), "aliases");
        PropertyValue value = aliases == null ? null : value(aliases, alias);
        if (value == null || value.isEmpty() || value.byteAt(0) != '/' || value.byteAt(value.size() - 1) != 0) {
            return null;
        }
        return text(value);
    }

    private @Nullable N descend(N from, String path, int start) {
        N at = from;
        int begin = start;
        while (at != null && begin < path.length()) {
            int end = path.indexOf('/', begin);
            end = end < 0 ? path.length() : end;
            if (end > begin) {
                at = child(at, path.substring(begin, end));
            }
            begin = end + 1;
        }
        return at;
    }

    private static int aliasEnd(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? path.length() : slash;
    }

    /** The bytes before the first NUL, which may be missing, as node names have them: one character a byte. */
    static String text(PropertyValue value) {
        byte[] bytes = value.toBytes();
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Tells whether a name in a path stands for a node (libfdt's {@code fdt_nodename_eq_}). */
    static boolean standsFor(String wanted, String name) {
        return name.startsWith(wanted)
                && (name.length() == wanted.length() || name.charAt(wanted.length()) == '@' && wanted.indexOf('@') < 0);
    }

    static String baseName(String name) {
        int at = name.indexOf('@');
        return at < 0 ? name : name.substring(0, at);
    }
}
