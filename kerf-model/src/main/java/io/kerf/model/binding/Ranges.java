// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.model.ByteSize;
import io.kerf.model.MemoryRange;
import java.util.Optional;

/** Ranges from numbers that a tree states. */
final class Ranges {
    private Ranges() {}

    /** The range, or a finding at the property that states the size. */
    static Optional<MemoryRange> at(NodeReader node, String property, long base, ByteSize size) {
        if (!MemoryRange.exists(base, size.bytes())) {
            String why = size.isZero()
                    ? "the size is zero"
                    : size + " at 0x" + Long.toHexString(base) + " run past the end of the address space";
            node.error(Codes.OUT_OF_RANGE, property, why);
            return Optional.empty();
        }
        return Optional.of(MemoryRange.of(base, size));
    }
}
