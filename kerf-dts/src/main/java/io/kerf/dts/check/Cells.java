// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;

/** Reads the bytes of a property as 32-bit cells and as text, whatever they are. */
final class Cells {
    private Cells() {}

    /** The cell at an index; all its bytes must be there. */
    static int at(PropertyValue value, int index) {
        return value.u32(index);
    }

    /** How many whole cells there are. */
    static int count(DtProperty property) {
        return property.size() / Integer.BYTES;
    }

    /** Whether a property has one cell. */
    static boolean isOne(DtProperty property) {
        return property.size() == Integer.BYTES;
    }

    /** Whether a length is a multiple of a number of cells; of no cells, only 0 is. */
    static boolean isMultiple(int length, long cells) {
        return cells == 0 ? length == 0 : length % (cells * Integer.BYTES) == 0;
    }

    /** Whether the bytes up to the first NUL, which must be there, are a word. */
    static boolean startsWithString(PropertyValue value, String word) {
        if (value.size() <= word.length() || value.byteAt(word.length()) != 0) {
            return false;
        }
        return isAt(value, 0, word);
    }

    private static boolean isAt(PropertyValue value, int from, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (value.byteAt(from + i) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Words for a number of bytes. */
    static String bytes(int count) {
        return count == 1 ? "1 byte" : count + " bytes";
    }
}
