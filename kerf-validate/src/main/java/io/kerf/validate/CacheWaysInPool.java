// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Dialect;
import io.kerf.model.Instance;
import java.util.Optional;
import java.util.function.Consumer;

/** An instance has ways of the last-level cache that the pool has. A pool without a mask has none to give. */
final class CacheWaysInPool extends Rule {
    CacheWaysInPool() {
        super("LLC-001", Severity.ERROR, "the cache ways of an instance are in the pool");
    }

    /** Kernels do not show the mask of their pool, so what was read of one may have ways that nobody knows of. */
    @Override
    Optional<String> missing(Ground ground) {
        if (ground.cacheWays() == 0 && ground.dialect() != Dialect.INVENTORY) {
            return hasWays(ground) ? Optional.of("no kernel shows the cache ways of its pool") : Optional.empty();
        }
        boolean isWritten = ground.places().find("cache-ways").isPresent();
        return ground.cacheWays() == 0 && isWritten && ground.isUnread("/resources")
                ? Optional.of("the cache ways of the pool could not be read")
                : Optional.empty();
    }

    private static boolean hasWays(Ground ground) {
        return ground.instances().stream()
                .anyMatch(instance -> instance.options().cacheWays().isPresent());
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.cacheWays(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        int pool = ground.cacheWays();
        for (Instance instance : ground.instances()) {
            int strange = instance.options().cacheWays().orElse(0) & ~pool;
            if (strange != 0) {
                report(ground, instance, strange, out);
            }
        }
    }

    private void report(Ground ground, Instance instance, int strange, Consumer<Diagnostic> out) {
        int pool = ground.cacheWays();
        int inside = instance.options().cacheWays().orElse(0) & pool;
        Draft.of(
                        this,
                        instance,
                        "cache-ways",
                        "cache " + Words.ways(strange) + " of '" + instance.name() + "' "
                                + (Integer.bitCount(strange) == 1 ? "is" : "are") + " not in the pool")
                .now(pool == 0 ? "the pool has no llc-way-mask" : "the pool has " + Words.ways(pool))
                .suggest(
                        inside == 0
                                ? "leave llc-way-mask of '" + instance.name() + "' out"
                                : "write llc-way-mask = <" + Words.hex(Integer.toUnsignedLong(inside)) + ">;")
                .or("write llc-way-mask = <" + Words.hex(Integer.toUnsignedLong(pool | strange))
                        + ">; into /resources of the baseline")
                .also("the ways of the pool", ground.places().find("cache-ways"))
                .to(out);
    }
}
