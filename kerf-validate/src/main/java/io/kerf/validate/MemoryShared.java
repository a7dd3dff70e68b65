// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Regions do not overlap, neither between instances nor within one. Reported once for each pair of neighbours, at the one that is listed later; cost n log n. */
final class MemoryShared extends Rule {
    MemoryShared() {
        super("MEM-004", Severity.ERROR, "no memory belongs to two instances");
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.memory(ground);
    }

    private record Claim(MemoryRange region, Instance owner, int order) {}

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        List<Claim> claims = new ArrayList<>();
        for (Instance instance : ground.instances()) {
            for (MemoryRange region : instance.regions()) {
                claims.add(new Claim(region, instance, claims.size()));
            }
        }
        claims.sort((a, b) -> {
            int order = a.region().compareTo(b.region());
            return order != 0 ? order : Integer.compare(a.order(), b.order());
        });
        Claim furthest = null;
        for (Claim claim : claims) {
            if (furthest != null && furthest.region().overlaps(claim.region())) {
                report(ground, furthest, claim, out);
            }
            if (furthest == null
                    || Long.compareUnsigned(
                                    furthest.region().last(), claim.region().last())
                            < 0) {
                furthest = claim;
            }
        }
    }

    private void report(Ground ground, Claim one, Claim two, Consumer<Diagnostic> out) {
        Claim first = one.order() < two.order() ? one : two;
        Claim later = one.order() < two.order() ? two : one;
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
