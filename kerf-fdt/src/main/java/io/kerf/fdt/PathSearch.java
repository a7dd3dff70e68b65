// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.fdt.FdtCursor.Event;
import java.nio.charset.StandardCharsets;

/** Takes a cursor to a node by path, as libfdt's {@code fdt_path_offset} finds it. */
final class PathSearch {
    private final FdtCursor cursor;

    PathSearch(FdtCursor cursor) {
        this.cursor = cursor;
    }

    boolean find(String path) {
        boolean found;
        if (path.startsWith("/")) {
            found = descend("/", path, 0);
        } else {
            int below = path.indexOf('/') < 0 ? path.length() : path.indexOf('/');
            String target = aliasTarget(path.substring(0, below));
            found = target.startsWith("/") && descend(target, path, below);
        }
        if (!found) {
            cursor.rewind();
        }
        return found;
    }

    /** Goes down from the root along the names of one path, and then along those of another from a place in it on. */
    private boolean descend(String first, String second, int from) {
        cursor.rewind();
        cursor.next();
        return descend(first, 0) && descend(second, from);
    }

    private boolean descend(String path, int from) {
        int begin = from;
        while (begin < path.length()) {
            if (path.charAt(begin) == '/') {
                begin++;
                continue;
            }
            int slash = path.indexOf('/', begin);
            int end = slash < 0 ? path.length() : slash;
            if (!enterChild(path, begin, end)) {
                return false;
            }
            begin = end;
        }
        return true;
    }

    private boolean enterChild(String path, int from, int to) {
        for (Event event = cursor.next(); event != Event.END_NODE; event = cursor.next()) {
            if (event == Event.BEGIN_NODE) {
                if (cursor.nameFits(path, from, to)) {
                    return true;
                }
                cursor.skipNode();
            }
        }
        return false;
    }

    /** Returns the path that an alias stands for: the text before the first NUL of a value that ends in one; else nothing. */
    private String aliasTarget(String alias) {
        if (!descend("/aliases", "", 0) || !cursor.findProperty(alias)) {
            return "";
        }
        int length = cursor.valueLength();
        if (length == 0 || cursor.byteAt(length - 1) != 0) {
            return "";
        }
        String text = StandardCharsets.ISO_8859_1.decode(cursor.value()).toString();
        return text.substring(0, text.indexOf('\0'));
    }
}
