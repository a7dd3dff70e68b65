// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A CPU belongs to at most one instance. Reported at the later owner, once for each earlier one. */
final class CpuShared extends Rule {
    CpuShared() {
        super("CPU-003", Severity.ERROR, "no CPU belongs to two instances");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        // Owners are numbers: an instance as a key would be hashed with all its CPUs, for each of its CPUs.
        List<Instance> instances = ground.instances();
        if (CpuSets.areDisjoint(instances.stream().map(Instance::cpus))) {
            return;
        }
        Map<Long, Integer> owners = new HashMap<>();
        for (int i = 0; i < instances.size(); i++) {
            Map<Integer, CpuSet.Builder> clashes = new LinkedHashMap<>();
            for (long cpu : instances.get(i).cpus().toArray()) {
                Integer first = owners.putIfAbsent(cpu, i);
                if (first != null) {
                    clashes.computeIfAbsent(first, owner -> CpuSet.builder()).add(cpu);
                }
            }
            Instance later = instances.get(i);
            clashes.forEach((first, cpus) -> report(ground, later, instances.get(first), cpus.build(), out));
        }
    }

    private void report(Ground ground, Instance later, Instance first, CpuSet cpus, Consumer<Diagnostic> out) {
        Draft.of(
                        this,
                        later,
                        "cpus",
                        Words.cpus(cpus) + " of '" + later.name() + "' already "
                                + (cpus.size() == 1 ? "belongs" : "belong") + " to '" + first.name() + "'")
                .now("'" + first.name() + "' has " + Words.cpus(first.cpus()) + "; " + Words.free(ground))
                .suggest(Words.freeCpus(ground, cpus.size()))
                .or("take " + Words.cpus(cpus) + " from '" + first.name() + "'")
                .also("first claimed here", first.places().find("cpus"))
                .to(out);
    }
}
