// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Core;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.function.Consumer;

/** Threads of a core share its caches and its timing: split between kernels, each sees the other's load. One finding an instance. */
final class SiblingsTogether extends Rule {
    SiblingsTogether() {
        super("TOPO-007", Severity.WARNING, "the threads of a core belong to one kernel");
    }

    @Override
    Optional<String> missing(Ground ground) {
        return ground.topology().cores().isEmpty() ? Optional.of("no cores are stated") : Optional.empty();
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.cpus(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        CoreOwners owners = new CoreOwners(ground);
        for (Instance instance : ground.instances()) {
            // Whether each core that the instance has a thread of is split; cores go by identity, since to hash one is
            // to hash its CPUs.
            IdentityHashMap<Core, Boolean> cores = new IdentityHashMap<>();
            CpuSet.Builder split = CpuSet.builder();
            CpuSet.Builder siblings = CpuSet.builder();
            for (long cpu : instance.cpus().toArray()) {
                Core core = ground.topology().coreOf(cpu).orElse(null);
                if (core != null) {
                    if (!cores.containsKey(core)) {
                        boolean isSplit = !instance.cpus().containsAll(core.cpus()) && owners.isShared(core, instance);
                        cores.put(core, isSplit);
                        siblings.addAll(isSplit ? core.cpus() : CpuSet.empty());
                    }
                    if (cores.getOrDefault(core, false)) {
                        split.add(cpu);
                    }
                }
            }
            report(instance, split.build(), siblings.build(), out);
        }
    }

    private void report(Instance instance, CpuSet split, CpuSet siblings, Consumer<Diagnostic> out) {
        if (!split.isEmpty()) {
            Draft.of(
                            this,
                            instance,
                            "cpus",
                            Words.cpus(split) + " of '" + instance.name() + "' "
                                    + (split.size() == 1 ? "shares a core" : "share cores") + " with another kernel")
                    .now("the cores are " + Words.list(siblings))
                    .suggest("give '" + instance.name() + "' whole cores")
                    .to(out);
        }
    }
}
