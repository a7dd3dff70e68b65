// SPDX-License-Identifier: Apache-2.0
package io.kerf.diag;

import java.util.Arrays;
import java.util.Objects;

/**
 * Where the lines of a text were before a preprocessor put them together, as markers such as {@code # 12 "file.h"} say. Whoever
 * reads the text adds the markers as they come; places of the text then name the file and line of the last marker before them
 * ({@link SourceSpan#file}, {@link SourceSpan#lineInFile}).
 *
 * <p>The table only grows. It is filled by one thread and may be shared afterwards, like the text it belongs to. A lookup takes
 * O(log markers).
 */
public final class LineMarkers {
    private int[] offsets = new int[0];
    private int[] lines = new int[0];
    private String[] files = new String[0];
    private int count;

    /** Makes an empty table. */
    public LineMarkers() {}

    /**
     * Adds a marker. One that does not stand behind all others is known already, and changes nothing.
     *
     * @param offset where in the text the marker ends
     * @param line the number of the line that follows
     * @param file the name of the file it comes from
     */
    public void add(int offset, int line, String file) {
        Objects.requireNonNull(file, "file");
        if (count > 0 && offset <= offsets[count - 1]) {
            return;
        }
        if (count == offsets.length) {
            int room = Math.max(8, count * 2);
            offsets = Arrays.copyOf(offsets, room);
            lines = Arrays.copyOf(lines, room);
            files = Arrays.copyOf(files, room);
        }
        offsets[count] = offset;
        lines[count] = line;
        files[count] = count > 0 && files[count - 1].equals(file) ? files[count - 1] : file;
        count++;
    }

    /** Returns the index of the last marker that ends at an offset or before it; -1 if there is none. */
    int before(int offset) {
        int found = Arrays.binarySearch(offsets, 0, count, offset);
        return found >= 0 ? found : -found - 2;
    }

    int offset(int marker) {
        return offsets[marker];
    }

    int line(int marker) {
        return lines[marker];
    }

    String file(int marker) {
        return files[marker];
    }
}
