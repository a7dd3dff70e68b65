// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuAffinity;
import io.kerf.model.Instance;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** An instance of memory policy or affinity {@code local} has memory on a NUMA node on which it has no CPU. */
final class MemoryNearCpus extends Rule {
    MemoryNearCpus() {
        super("TOPO-012", Severity.WARNING, "local memory is on a node of its CPUs");
    }

    @Override
    Optional<String> missing(Ground ground) {
        return ground.nodeMemory().isKnown() ? Optional.empty() : Optional.of("no memory of NUMA nodes is stated");
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.both(LeftOut.cpus(ground), LeftOut.memory(ground));
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        for (Instance instance : ground.instances()) {
            boolean local = instance.memoryPolicy() == MemoryPolicy.LOCAL || instance.affinity() == CpuAffinity.LOCAL;
            List<Integer> near = local ? ground.topology().nodesOf(instance.cpus()) : List.of();
            SortedSet<Integer> far = new TreeSet<>();
            if (!near.isEmpty()) {
                instance.regions()
                        .forEach(region -> far.addAll(ground.nodeMemory().nodesOf(region)));
                far.removeAll(near);
            }
            if (!far.isEmpty()) {
                report(ground, instance, near, far, out);
            }
        }
    }

    private void report(
            Ground ground, Instance instance, List<Integer> near, SortedSet<Integer> far, Consumer<Diagnostic> out) {
        Optional<MemoryRange> place =
                ground.nearMemory().take(near, instance.memory().bytes());
        Draft.of(
                        this,
                        instance,
                        "memory",
                        "the memory of '" + instance.name() + "' is to be local, but lies on NUMA "
                                + (far.size() == 1 ? "node " : "nodes ") + Words.numbers(far) + ", where it has no CPU")
                .now("its CPUs are on " + Words.numbers(near))
                .suggest(place.map(free -> "use the base " + Words.hex(free.base()) + ", free on a node of its CPUs")
                        .orElse("give it CPUs near its memory"))
                .to(out);
    }
}
