// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DtProperty;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What libfdt leaves in a blob that it edits though it means nothing: names in the strings block that no property uses any more, and
 * old bytes in the padding behind values.
 */
final class BlobResidue {
    /** Of a blob that libfdt would not have edited: nothing. */
    static final BlobResidue NONE = new BlobResidue();

    private final StringsBlock strings = new StringsBlock();

    /** For a property whose padding is not zero, the last cell of its value with all but the padding cleared. */
    private @Nullable IdentityHashMap<DtProperty, Integer> paddings;

    StringsBlock strings() {
        return strings;
    }

    int padding(DtProperty property) {
        return paddings == null ? 0 : paddings.getOrDefault(property, 0);
    }

    void pad(DtProperty property, int padding) {
        if (paddings == null) {
            paddings = new IdentityHashMap<>();
        }
        paddings.put(property, padding);
    }
}
