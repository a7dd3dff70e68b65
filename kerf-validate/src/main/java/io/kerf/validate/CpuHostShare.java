// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Dialect;
import java.util.Optional;
import java.util.function.Consumer;

/** An inventory that leaves the host no CPU cannot work: the host runs on some. */
final class CpuHostShare extends Rule {
    CpuHostShare() {
        super("CPU-008", Severity.WARNING, "the host keeps a CPU");
    }

    @Override
    Optional<String> missing(Ground ground) {
        if (ground.dialect() != Dialect.INVENTORY) {
            return Optional.of("the tree describes the pool only, not what the host keeps");
        }
        return ground.cpus().hostReserved().isEmpty() && ground.isUnread("/resources/cpus")
                ? Optional.of("the list of the host's CPUs could not be read")
                : Optional.empty();
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        if (ground.cpus().hostReserved().isEmpty() && !ground.cpus().available().isEmpty()) {
            Draft.of(this, "no CPU is reserved for the host")
                    .about("cpus")
                    .at(ground.places().find("cpus/host-reserved"))
                    .now("available: " + ground.availableText())
                    .suggest("move CPU "
                            + Long.toUnsignedString(
                                    (ground.freeCpus().isEmpty() ? ground.cpus().available() : ground.freeCpus())
                                            .first())
                            + " to 'host-reserved'"
                            + (ground.freeCpus().isEmpty() ? ", and take it from the instance that has it" : ""))
                    .to(out);
        }
    }
}
