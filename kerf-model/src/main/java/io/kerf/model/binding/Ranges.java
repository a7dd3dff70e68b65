// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.model.ByteSize;
import io.kerf.model.MemoryRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ranges from numbers that a tree states. */
final class Ranges {
    private static final String HOW =
            "write two cells for each number: reg = <0x1 0x0 0x0 0x40000000>; is 1 GB at 4 GB";

    private Ranges() {}

    /** The one range that a node's {@code reg} states, or a finding. */
    static Optional<MemoryRange> one(NodeReader node) {
        List<Long> reg = node.pairs(Names.REG);
        if (reg.size() != 2) {
            node.error(Codes.MALFORMED, Names.REG, "expected 16 bytes: base and size of 8 bytes each", HOW);
            return Optional.empty();
        }
        return sized(node, reg.get(0), reg.get(1));
    }

    /** All ranges that a node's {@code reg} states; each that cannot be is a finding. */
    static List<MemoryRange> all(NodeReader node) {
        List<Long> reg = node.pairs(Names.REG);
        if (reg.size() % 2 != 0) {
            node.error(Codes.MALFORMED, Names.REG, "expected pairs of base and size of 8 bytes each", HOW);
            return List.of();
        }
        List<MemoryRange> ranges = new ArrayList<>();
        for (int i = 0; i < reg.size(); i += 2) {
            sized(node, reg.get(i), reg.get(i + 1)).ifPresent(ranges::add);
        }
        return ranges;
    }

    private static Optional<MemoryRange> sized(NodeReader node, long base, long size) {
        if (size < 0) {
            node.error(
                    Codes.OUT_OF_RANGE,
                    Names.REG,
                    Long.toUnsignedString(size) + " bytes are more than any machine has",
                    HOW);
            return Optional.empty();
        }
        return at(node, Names.REG, base, new ByteSize(size));
    }

    /** The range, or a finding at the property that states the size. */
    static Optional<MemoryRange> at(NodeReader node, String property, long base, ByteSize size) {
        if (!MemoryRange.exists(base, size.bytes())) {
            String why = size.isZero()
                    ? "the size is zero"
                    : size + " at 0x" + Long.toHexString(base) + " run past the end of the address space";
            node.error(Codes.OUT_OF_RANGE, property, why, "correct the base or the size");
            return Optional.empty();
        }
        return Optional.of(MemoryRange.of(base, size));
    }
}
