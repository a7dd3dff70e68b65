// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CpuSetProperties {
    @Property
    boolean printedSetsReadBack(@ForAll("sets") CpuSet set) {
        return CpuSet.parse(set.toString()).equals(set);
    }

    @Property
    boolean algebraAgreesWithPlainSets(@ForAll("sets") CpuSet a, @ForAll("sets") CpuSet b) {
        Set<Long> union = plain(a);
        union.addAll(plain(b));
        Set<Long> intersection = plain(a);
        intersection.retainAll(plain(b));
        Set<Long> difference = plain(a);
        difference.removeAll(plain(b));
        return plain(a.union(b)).equals(union)
                && a.union(b).equals(of(union))
                && CpuSet.builder().addAll(a).addAll(b).build().equals(of(union))
                && plain(a.intersection(b)).equals(intersection)
                && plain(a.minus(b)).equals(difference)
                && a.intersects(b) == !intersection.isEmpty()
                && a.containsAll(b) == plain(a).containsAll(plain(b));
    }

    @Property
    boolean noTextBreaksTheParser(@ForAll("texts") String text) {
        try {
            return CpuSet.parse(text).size() <= CpuSet.MAX_IDS;
        } catch (ModelException refusal) {
            return refusal.text().equals(text);
        }
    }

    @Provide
    Arbitrary<CpuSet> sets() {
        Arbitrary<Long> small = Arbitraries.longs().between(0, 40);
        Arbitrary<Long> any = Arbitraries.longs().filter(id -> id != -1L);
        return Arbitraries.oneOf(small, small, any)
                .list()
                .ofMaxSize(30)
                .map(ids -> CpuSet.of(ids.stream().mapToLong(Long::longValue).toArray()));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("0123456789-, xe").ofMaxLength(30);
    }

    private static CpuSet of(Set<Long> ids) {
        return CpuSet.of(ids.stream().mapToLong(Long::longValue).toArray());
    }

    private static Set<Long> plain(CpuSet set) {
        return set.stream().boxed().collect(Collectors.toCollection(TreeSet::new));
    }
}
