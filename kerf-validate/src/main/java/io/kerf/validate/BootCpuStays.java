// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuSet;
import java.util.Optional;
import java.util.function.Consumer;

/** Logical CPU 0 cannot leave the host: a kernel answers EBUSY, and has by then moved the CPUs before it. */
final class BootCpuStays extends Rule {
    BootCpuStays() {
        super("HOST-002", Severity.ERROR, "the CPU that the host booted on is not in the pool");
    }

    @Override
    Optional<String> missing(Ground ground) {
        return ground.host().bootCpu().isEmpty()
                ? Optional.of("which CPU the live host booted on is not known")
                : Optional.empty();
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        long boot = ground.host().bootCpu().orElseThrow();
        if (ground.cpus().available().contains(boot)) {
            CpuSet one = CpuSet.of(boot);
            Draft.of(this, Words.cpus(one) + " is the one that the host booted on, and cannot be given away")
                    .about("cpus")
                    .at(ground.places().find("cpus/available"))
                    .now("available: " + ground.availableText())
                    .suggest("remove " + Words.cpus(one) + " from 'available', which leaves "
                            + Words.list(ground.cpus().available().minus(one)))
                    .to(out);
        }
    }
}
