// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import java.util.Optional;
import java.util.function.Consumer;

/** A CPU of an instance is available, not kept by the host. */
final class CpuAvailable extends Rule {
    CpuAvailable() {
        super("CPU-002", Severity.ERROR, "the CPUs of an instance are in the pool");
    }

    @Override
    Optional<String> missing(Ground ground) {
        return ground.known().isEmpty() ? Optional.of("no CPU of the machine is listed") : Optional.empty();
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.cpus(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        CpuSet hostOnly = ground.cpus().hostReserved().minus(ground.cpus().available());
        if (!hostOnly.intersects(ground.usedCpus())) {
            return;
        }
        for (Instance instance : ground.instances()) {
            CpuSet taken = instance.cpus().intersection(hostOnly);
            if (!taken.isEmpty()) {
                Draft.of(
                                this,
                                instance,
                                "cpus",
                                Words.cpus(taken) + " of '" + instance.name() + "' "
                                        + (taken.size() == 1 ? "is" : "are") + " reserved for the host")
                        .now("reserved for the host: " + ground.hostReservedText() + "; " + Words.free(ground))
                        .suggest(ground.cpusToGive().instead(taken.size()))
                        .or("move " + Words.cpus(taken) + " from 'host-reserved' to 'available' in the baseline")
                        .also("reserved here", ground.places().find("cpus/host-reserved"))
                        .to(out);
            }
        }
    }
}
