// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import java.util.Optional;
import java.util.function.Consumer;

/** A CPU of an instance is listed as reserved for the host or as available. Ids are sparse, so only the lists tell. */
final class CpuExists extends Rule {
    CpuExists() {
        super("CPU-001", Severity.ERROR, "the CPUs of an instance exist");
    }

    @Override
    Optional<String> missing(Ground ground) {
        if (ground.isUnread("/resources/cpus")) {
            return Optional.of("not all lists of CPUs could be read");
        }
        return ground.known().isEmpty() ? Optional.of("no CPU of the machine is listed") : Optional.empty();
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.cpus(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        CpuSet known = ground.known();
        if (known.containsAll(ground.usedCpus())) {
            return;
        }
        for (Instance instance : ground.instances()) {
            CpuSet unknown = instance.cpus().minus(known);
            if (!unknown.isEmpty()) {
                // Lists that need not be complete do not tell what the machine has.
                boolean complete = ground.cpus().isTotalKnown();
                boolean one = unknown.size() == 1;
                String what =
                        complete ? (one ? "does" : "do") + " not exist" : (one ? "is" : "are") + " not in the pool";
                String lists = complete
                        ? "CPUs of the machine: " + ground.knownText()
                        : "CPUs of the pool: " + ground.availableText();
                Draft.of(this, instance, "cpus", Words.cpus(unknown) + " of '" + instance.name() + "' " + what)
                        .now(lists + "; " + Words.free(ground))
                        .suggest(ground.cpusToGive().instead(unknown.size()))
                        .to(out);
            }
        }
    }
}
