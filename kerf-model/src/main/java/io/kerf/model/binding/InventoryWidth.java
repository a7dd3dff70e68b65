// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The width of ids in an inventory that is only bytes: one cell, unless the two lists of {@code cpus { }} make no sense as that (a CPU is
 * listed twice, or more are listed than the machine has) and do as two.
 */
final class InventoryWidth {
    private InventoryWidth() {}

    /** The width that the lists of a node {@code cpus} have. */
    static IdWidth of(DtNode cpus) {
        List<DtProperty> lists = new ArrayList<>();
        cpus.property(Names.HOST_RESERVED).ifPresent(lists::add);
        cpus.property(Names.AVAILABLE).ifPresent(lists::add);
        if (lists.stream().anyMatch(list -> list.source().isPresent() || list.size() % Long.BYTES != 0)) {
            return IdWidth.ONE;
        }
        long[] wide = lists.stream()
                .flatMapToLong(list -> LongStream.of(list.value().u64List()))
                .toArray();
        long[] narrow = LongStream.of(wide)
                .flatMap(id -> LongStream.of(id >>> Integer.SIZE, id & 0xffff_ffffL))
                .toArray();
        boolean isAllLow = LongStream.of(wide).allMatch(id -> id >>> Integer.SIZE == 0);
        if (wide.length == 0 || !areDistinct(wide)) {
            return IdWidth.ONE;
        }
        long total = total(cpus);
        boolean isNarrow = areDistinct(narrow);
        if (isAllLow) {
            boolean isWide = !isNarrow || total > 0 && narrow.length > total;
            return isWide ? IdWidth.TWO : narrow.length == total ? IdWidth.ONE : IdWidth.PERHAPS_ONE;
        }
        return isNarrow ? IdWidth.ONE : wide.length == total ? IdWidth.TWO : IdWidth.PERHAPS_ONE;
    }

    private static boolean areDistinct(long[] ids) {
        long[] sorted = ids.clone();
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                return false;
            }
        }
        return true;
    }

    /** 0 where it is not stated. */
    private static long total(DtNode cpus) {
        return cpus.property(Names.TOTAL)
                .filter(total -> total.size() == Integer.BYTES)
                .map(total -> Integer.toUnsignedLong(total.u32()))
                .orElse(0L);
    }
}
