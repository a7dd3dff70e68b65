// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Regions do not overlap, neither between instances nor within one. Reported once for each region that takes anything of one that is listed
 * before it; cost n log n, however much overlaps.
 */
final class MemoryShared extends Rule {
    MemoryShared() {
        super("MEM-004", Severity.ERROR, "no memory belongs to two instances");
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.memory(ground);
    }

    private record Claim(MemoryRange region, Instance owner) {}

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        if (areDisjoint(ground.instances())) {
            return;
        }
        Claims claims = new Claims();
        for (Instance instance : ground.instances()) {
            for (MemoryRange region : instance.regions()) {
                Claim claim = new Claim(region, instance);
                claims.add(claim).ifPresent(first -> report(ground, first, claim, out));
            }
        }
    }

    /** Whether no two regions overlap: then each one ends before the next begins, in order of the ends as of the bases. */
    private static boolean areDisjoint(List<Instance> instances) {
        int count = 0;
        for (Instance instance : instances) {
            count += instance.regions().size();
        }
        long[] bases = new long[count];
        long[] lasts = new long[count];
        int at = 0;
        for (Instance instance : instances) {
            for (MemoryRange region : instance.regions()) {
                bases[at] = region.base() ^ Long.MIN_VALUE;
                lasts[at++] = region.last() ^ Long.MIN_VALUE;
            }
        }
        Arrays.sort(bases);
        Arrays.sort(lasts);
        for (int i = 1; i < count; i++) {
            if (lasts[i - 1] >= bases[i]) {
                return false;
            }
        }
        return true;
    }

    /** What is claimed, and by whom first. Addresses are unsigned. */
    private static final class Claims {
        /** By its first address, what each claim was the first to take; no two overlap. */
        private final NavigableMap<Long, Part> firsts = new TreeMap<>(Long::compareUnsigned);
        /** Last addresses of all that is claimed, by first address; what overlaps is one, so that nothing is passed over twice. */
        private final NavigableMap<Long, Long> claimed = new TreeMap<>(Long::compareUnsigned);

        private record Part(long last, Claim claim) {}

        /** Adds a claim, and returns one from before that it overlaps. */
        Optional<Claim> add(Claim claim) {
            Optional<Claim> before = firstIn(claim.region());
            long last = claim.region().last();
            long start = claim.region().base();
            long end = last;
            long from = start;
            boolean open = true;
            Map.Entry<Long, Long> met = claimed.floorEntry(start);
            if (met == null || isBelow(met.getValue(), start)) {
                met = claimed.higherEntry(start);
            }
            while (open && met != null && !isBelow(last, met.getKey())) {
                if (isBelow(from, met.getKey())) {
                    firsts.put(from, new Part(met.getKey() - 1, claim));
                }
                start = isBelow(met.getKey(), start) ? met.getKey() : start;
                end = isBelow(end, met.getValue()) ? met.getValue() : end;
                claimed.remove(met.getKey());
                open = isBelow(met.getValue(), last);
                from = met.getValue() + 1;
                met = claimed.ceilingEntry(from);
            }
            if (open) {
                firsts.put(from, new Part(last, claim));
            }
            claimed.put(start, end);
            return before;
        }

        private Optional<Claim> firstIn(MemoryRange region) {
            Map.Entry<Long, Part> part = firsts.floorEntry(region.base());
            if (part == null || isBelow(part.getValue().last(), region.base())) {
                part = firsts.higherEntry(region.base());
            }
            return part == null || isBelow(region.last(), part.getKey())
                    ? Optional.empty()
                    : Optional.of(part.getValue().claim());
        }

        private static boolean isBelow(long one, long other) {
            return Long.compareUnsigned(one, other) < 0;
        }
    }

    private void report(Ground ground, Claim first, Claim later, Consumer<Diagnostic> out) {
        String shared =
                later.region().intersection(first.region()).map(Words::region).orElseThrow();
        Draft.of(
                        this,
                        later.owner(),
                        "memory",
                        "memory of '" + later.owner().name() + "' overlaps that of '"
                                + first.owner().name() + "': " + shared + " are in both")
                .now("'" + first.owner().name() + "' has " + first.region() + ", '"
                        + later.owner().name() + "' " + later.region())
                .suggest(ground.freePlaces().instead(later.region().size()))
                .also("first claimed here", first.owner().places().find("memory"))
                .to(out);
    }
}
