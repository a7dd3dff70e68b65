// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuSet;
import java.util.Optional;
import java.util.function.Consumer;

/** The total is at least the number of CPUs listed. */
final class CpuTotal extends Rule {
    CpuTotal() {
        super("CPU-005", Severity.ERROR, "the machine has at least as many CPUs as are listed");
    }

    @Override
    Optional<String> missing(Ground ground) {
        return !ground.cpus().isTotalKnown()
                ? Optional.of("the number of CPUs of the machine is not stated")
                : Optional.empty();
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        CpuSet known = ground.known();
        if (ground.cpus().total() < known.size()) {
            Draft.of(
                            this,
                            known.size() + " CPUs are listed, but the machine has "
                                    + ground.cpus().total() + " in total")
                    .about("cpus")
                    .at(ground.places().find("cpus/total"))
                    .now("listed: " + ground.knownText())
                    .suggest("set 'total' to " + known.size())
                    .or("remove " + Words.count(known.size() - ground.cpus().total(), "CPU") + " from the lists")
                    .to(out);
        }
    }
}
