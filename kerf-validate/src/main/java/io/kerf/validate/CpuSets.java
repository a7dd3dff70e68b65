// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.CpuSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Questions about many sets of CPUs at once. */
final class CpuSets {
    /** CPUs of a set that another one before it lists first; the sets go by their place in the list. */
    record Clash(int first, int later, CpuSet cpus) {}

    private CpuSets() {}

    /** The CPUs that are in two sets, by the pairs of sets; n log n in all their CPUs. */
    static List<Clash> clashes(List<CpuSet> sets) {
        if (areDisjoint(sets)) {
            return List.of();
        }
        List<Clash> clashes = new ArrayList<>();
        Map<Long, Integer> owners = new HashMap<>();
        for (int i = 0; i < sets.size(); i++) {
            Map<Integer, CpuSet.Builder> shared = new LinkedHashMap<>();
            for (long cpu : sets.get(i).toArray()) {
                Integer first = owners.putIfAbsent(cpu, i);
                if (first != null) {
                    shared.computeIfAbsent(first, owner -> CpuSet.builder()).add(cpu);
                }
            }
            int later = i;
            shared.forEach((first, cpus) -> clashes.add(new Clash(first, later, cpus.build())));
        }
        return clashes;
    }

    /** Far cheaper than to note the owner of each CPU, and true of most states. */
    private static boolean areDisjoint(List<CpuSet> sets) {
        long listed = sets.stream().mapToLong(CpuSet::size).sum();
        return CpuSet.builder().addAll(sets).build().size() == listed;
    }
}
