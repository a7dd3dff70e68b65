// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.CpuSet;
import java.util.List;
import java.util.stream.Stream;

/** Questions about many sets of CPUs at once. */
final class CpuSets {
    private CpuSets() {}

    /** Whether no CPU is in two of the sets; n log n in all their CPUs, and far cheaper than to note the owner of each. */
    static boolean areDisjoint(Stream<CpuSet> sets) {
        List<CpuSet> all = sets.toList();
        long listed = all.stream().mapToLong(CpuSet::size).sum();
        return CpuSet.builder().addAll(all).build().size() == listed;
    }
}
