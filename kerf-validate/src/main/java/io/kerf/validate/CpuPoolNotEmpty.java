// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import java.util.Optional;
import java.util.function.Consumer;

/** A pool without CPUs can hold no instance. */
final class CpuPoolNotEmpty extends Rule {
    CpuPoolNotEmpty() {
        super("CPU-007", Severity.ERROR, "the pool has CPUs");
    }

    @Override
    Optional<String> missing(Ground ground) {
        return ground.cpus().available().isEmpty() && ground.isUnread("/resources/cpus")
                ? Optional.of("the list of available CPUs could not be read")
                : Optional.empty();
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        if (ground.cpus().available().isEmpty()) {
            Draft.of(this, "the pool has no CPUs")
                    .about("cpus")
                    .at(ground.places().find("cpus/available"))
                    .now("host-reserved: " + ground.hostReservedText())
                    .suggest("list the CPUs that instances can get under 'available'")
                    .to(out);
        }
    }
}
