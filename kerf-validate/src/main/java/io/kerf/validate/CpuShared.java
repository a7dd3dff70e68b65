// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A CPU belongs to at most one instance. Reported at the later owner, once for each earlier one. */
final class CpuShared extends Rule {
    CpuShared() {
        super("CPU-003", Severity.ERROR, "no CPU belongs to two instances");
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.cpus(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        List<Instance> instances = ground.instances();
        if (areDisjoint(ground)) {
            return;
        }
        for (CpuSets.Clash clash :
                CpuSets.clashes(instances.stream().map(Instance::cpus).toList())) {
            report(ground, instances.get(clash.later()), instances.get(clash.first()), clash.cpus(), out);
        }
    }

    /** Far cheaper than to look for clashes, and true of most states. */
    private static boolean areDisjoint(Ground ground) {
        long listed = 0;
        for (Instance instance : ground.instances()) {
            listed += instance.cpus().size();
        }
        return listed == ground.usedCpus().size();
    }

    private void report(Ground ground, Instance later, Instance first, CpuSet cpus, Consumer<Diagnostic> out) {
        Draft.of(
                        this,
                        later,
                        "cpus",
                        Words.cpus(cpus) + " of '" + later.name() + "' already "
                                + (cpus.size() == 1 ? "belongs" : "belong") + " to '" + first.name() + "'")
                .now("'" + first.name() + "' has " + Words.cpus(first.cpus()) + "; " + Words.free(ground))
                .suggest(ground.cpusToGive().instead(cpus.size()))
                .or("take " + Words.cpus(cpus) + " from '" + first.name() + "'")
                .also("first claimed here", first.places().find("cpus"))
                .to(out);
    }
}
