// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Instance;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A way of the last-level cache belongs to at most one instance. Reported at the later owner, once for each earlier one; there are no more
 * than 32 of those. Ways that nobody knows, as of an instance that was read from a kernel, are not compared.
 */
final class CacheWaysShared extends Rule {
    CacheWaysShared() {
        super("LLC-002", Severity.ERROR, "no cache way belongs to two instances");
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.cacheWays(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        int used = used(ground);
        Instance[] owners = new Instance[Integer.SIZE];
        int taken = 0;
        for (Instance instance : ground.instances()) {
            int ways = instance.options().cacheWays().orElse(0);
            int clash = ways & taken;
            while (clash != 0) {
                Instance first = owners[Integer.numberOfTrailingZeros(clash)];
                int shared = clash & first.options().cacheWays().orElse(0);
                report(instance, first, shared, ground.cacheWays() & ~used, out);
                clash &= ~shared;
            }
            for (int fresh = ways & ~taken; fresh != 0; fresh &= fresh - 1) {
                owners[Integer.numberOfTrailingZeros(fresh)] = instance;
            }
            taken |= ways;
        }
    }

    private static int used(Ground ground) {
        int used = 0;
        for (Instance instance : ground.instances()) {
            used |= instance.options().cacheWays().orElse(0);
        }
        return used;
    }

    private void report(Instance later, Instance first, int shared, int free, Consumer<Diagnostic> out) {
        Draft.of(
                        this,
                        later,
                        "cache-ways",
                        "cache " + Words.ways(shared) + " of '" + later.name() + "' already "
                                + (Integer.bitCount(shared) == 1 ? "belongs" : "belong") + " to '" + first.name() + "'")
                .now("'" + first.name() + "' has "
                        + Words.ways(first.options().cacheWays().orElse(0)) + "; free in the pool: "
                        + (free == 0 ? "none" : Words.ways(free)))
                .suggest(
                        free == 0
                                ? "leave llc-way-mask of '" + later.name() + "' out"
                                : "use " + Words.ways(free) + " or some of them instead")
                .or("take " + Words.ways(shared) + " from '" + first.name() + "'")
                .also("first claimed here", first.places().find("cache-ways"))
                .to(out);
    }
}
