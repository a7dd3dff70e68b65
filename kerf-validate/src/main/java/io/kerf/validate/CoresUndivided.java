// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Core;
import io.kerf.model.CpuSet;
import java.util.Optional;
import java.util.function.Consumer;

/** A core of which the host keeps a thread is never an instance's alone. Reported once, with all such cores. */
final class CoresUndivided extends Rule {
    CoresUndivided() {
        super("TOPO-008", Severity.WARNING, "no core is divided between the host and the pool");
    }

    @Override
    Optional<String> missing(Ground ground) {
        return ground.topology().cores().isEmpty() ? Optional.of("no cores are stated") : Optional.empty();
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        CpuSet.Builder divided = CpuSet.builder();
        int cores = 0;
        for (Core core : ground.topology().cores()) {
            if (core.cpus().intersects(ground.cpus().hostReserved())) {
                CpuSet pool = core.cpus().intersection(ground.cpus().available());
                divided.addAll(pool);
                cores += pool.isEmpty() ? 0 : 1;
            }
        }
        if (cores > 0) {
            CpuSet cpus = divided.build();
            Draft.of(
                            this,
                            Words.cpus(cpus) + " of the pool "
                                    + (cpus.size() == 1 ? "shares a core" : "share " + Words.count(cores, "core"))
                                    + " with CPUs of the host")
                    .about("cpus")
                    .at(ground.places().find("cpus/available"))
                    .now("host-reserved: " + ground.hostReservedText())
                    .suggest("move " + Words.cpus(cpus) + " to 'host-reserved'")
                    .or("move the host's threads of these cores to 'available'")
                    .to(out);
        }
    }
}
