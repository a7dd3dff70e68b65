// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuSet;
import java.util.function.Consumer;

/** The host's CPUs and the pool share none. */
final class CpuListsDisjoint extends Rule {
    CpuListsDisjoint() {
        super("CPU-004", Severity.ERROR, "no CPU is both reserved for the host and available");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        CpuSet both = ground.cpus().hostReserved().intersection(ground.cpus().available());
        if (!both.isEmpty()) {
            Draft.of(
                            this,
                            Words.cpus(both) + (both.size() == 1 ? " is" : " are")
                                    + " both reserved for the host and available to instances")
                    .about("cpus")
                    .at(ground.places().find("cpus/available"))
                    .now("host-reserved: " + ground.hostReservedText() + "; available: " + ground.availableText())
                    .suggest("remove " + Words.cpus(both) + " from 'available', which leaves "
                            + Words.list(ground.cpus().available().minus(both)))
                    .or("remove " + Words.cpus(both) + " from 'host-reserved', which leaves "
                            + Words.list(ground.cpus().hostReserved().minus(both)))
                    .also("reserved here", ground.places().find("cpus/host-reserved"))
                    .to(out);
        }
    }
}
