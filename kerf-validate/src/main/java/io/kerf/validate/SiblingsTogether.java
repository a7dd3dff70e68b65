// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Core;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import java.util.HashMap;
import java.util.Map;
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
    void check(Ground ground, Consumer<Diagnostic> out) {
        Map<Long, Instance> owners = new HashMap<>();
        for (Instance instance : ground.instances()) {
            CpuSet split = partOfCores(ground, instance);
            if (!split.isEmpty()) {
                // Most instances have whole cores, and most hosts no others.
                noteOwners(ground, owners);
                CpuSet.Builder shared = CpuSet.builder();
                split.stream()
                        .filter(cpu -> isShared(ground, instance, cpu, owners))
                        .forEach(shared::add);
                report(ground, instance, shared.build(), out);
            }
        }
    }

    /** The CPUs of an instance that has not all the threads of their core. */
    private static CpuSet partOfCores(Ground ground, Instance instance) {
        CpuSet cpus = instance.cpus();
        CpuSet.Builder parts = CpuSet.builder();
        for (long cpu : cpus.toArray()) {
            Optional<Core> core = ground.topology().coreOf(cpu);
            if (core.isPresent() && !cpus.containsAll(core.get().cpus())) {
                parts.add(cpu);
            }
        }
        return parts.build();
    }

    private static void noteOwners(Ground ground, Map<Long, Instance> owners) {
        if (owners.isEmpty()) {
            for (Instance instance : ground.instances()) {
                instance.cpus().stream().forEach(cpu -> owners.putIfAbsent(cpu, instance));
            }
        }
    }

    /** Whether a sibling of a CPU is the host's or another instance's. */
    private static boolean isShared(Ground ground, Instance instance, long cpu, Map<Long, Instance> owners) {
        CpuSet host = ground.cpus().hostReserved();
        CpuSet siblings = ground.topology().coreOf(cpu).map(Core::cpus).orElse(CpuSet.empty());
        return siblings.stream().anyMatch(sibling -> {
            Instance owner = owners.get(sibling);
            return host.contains(sibling) || owner != null && !owner.name().equals(instance.name());
        });
    }

    private void report(Ground ground, Instance instance, CpuSet split, Consumer<Diagnostic> out) {
        if (!split.isEmpty()) {
            CpuSet.Builder cores = CpuSet.builder();
            split.stream().forEach(cpu -> cores.addAll(ground.topology().siblings(cpu)));
            Draft.of(
                            this,
                            instance,
                            "cpus",
                            Words.cpus(split) + " of '" + instance.name() + "' "
                                    + (split.size() == 1 ? "shares a core" : "share cores") + " with another kernel")
                    .now("the cores are " + cores.build())
                    .suggest("give '" + instance.name() + "' whole cores")
                    .to(out);
        }
    }
}
