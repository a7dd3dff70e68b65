// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import java.util.Optional;
import java.util.function.Consumer;

/** A total that is not that of the machine was written for another one, or counted as the highest id and one. */
final class HostCountsCpus extends Rule {
    HostCountsCpus() {
        super("HOST-004", Severity.WARNING, "the inventory counts the CPUs of the host");
    }

    @Override
    Optional<String> missing(Ground ground) {
        if (ground.host().cpus().isEmpty()) {
            return Optional.of("the CPUs of the live host are not known");
        }
        return ground.cpus().isTotalKnown()
                ? Optional.empty()
                : Optional.of("the number of CPUs of the machine is not stated");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        int counted = ground.host().physicalCpus().size();
        if (ground.cpus().total() != counted) {
            Draft.of(this, "'total' is " + ground.cpus().total() + ", but this host has " + Words.count(counted, "CPU"))
                    .about("cpus")
                    .at(ground.places().find("cpus/total"))
                    .now("physical ids of the host: " + Words.list(ground.host().physicalCpus()))
                    .suggest("set 'total' to " + counted)
                    .to(out);
        }
    }
}
