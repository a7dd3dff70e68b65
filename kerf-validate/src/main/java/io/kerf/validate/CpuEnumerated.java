// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuSet;
import java.util.Optional;
import java.util.function.Consumer;

/** CPU lists enumerate all CPUs: what is in no list can be neither used nor checked. */
final class CpuEnumerated extends Rule {
    CpuEnumerated() {
        super("CPU-006", Severity.INFO, "every CPU is listed");
    }

    @Override
    Optional<String> missing(Ground ground) {
        if (ground.isUnread("/resources/cpus")) {
            return Optional.of("not all lists of CPUs could be read");
        }
        return !ground.cpus().isTotalKnown()
                ? Optional.of("the number of CPUs of the machine is not stated")
                : Optional.empty();
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        CpuSet known = ground.known();
        long missing = ground.cpus().total() - known.size();
        if (missing > 0) {
            Draft.of(
                            this,
                            missing + " of " + Words.count(ground.cpus().total(), "CPU")
                                    + (missing == 1 ? " is" : " are") + " neither reserved for the host nor available")
                    .about("cpus")
                    .at(ground.places().find("cpus/total"))
                    .now("listed: " + ground.knownText())
                    .suggest("list every CPU under 'host-reserved' or 'available'")
                    .to(out);
        }
    }
}
