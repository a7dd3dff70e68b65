// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Core;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Threads of a core share its caches and its timing: split between kernels, each sees the other's load. One finding an instance. */
final class SiblingsTogether implements Rule {
    @Override
    public String id() {
        return "TOPO-007";
    }

    @Override
    public String title() {
        return "the threads of a core belong to one kernel";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        if (state.topology().cores().isEmpty()) {
            return;
        }
        Map<Long, Instance> owners = new HashMap<>();
        for (Instance instance : state.instances()) {
            instance.cpus().stream().forEach(cpu -> owners.putIfAbsent(cpu, instance));
        }
        CpuSet host = state.cpus().hostReserved();
        for (Instance instance : state.instances()) {
            CpuSet.Builder split = CpuSet.builder();
            instance.cpus().stream()
                    .filter(cpu -> isSplit(state, instance, cpu, owners, host))
                    .forEach(split::add);
            report(state, instance, split.build(), out);
        }
    }

    private static boolean isSplit(
            SystemState state, Instance instance, long cpu, Map<Long, Instance> owners, CpuSet host) {
        CpuSet siblings = state.topology().coreOf(cpu).map(Core::cpus).orElse(CpuSet.empty());
        return siblings.stream().anyMatch(sibling -> {
            Instance owner = owners.get(sibling);
            return host.contains(sibling) || owner != null && !owner.name().equals(instance.name());
        });
    }

    private void report(SystemState state, Instance instance, CpuSet split, Consumer<Diagnostic> out) {
        if (!split.isEmpty()) {
            CpuSet.Builder cores = CpuSet.builder();
            split.stream().forEach(cpu -> cores.addAll(state.topology().siblings(cpu)));
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
