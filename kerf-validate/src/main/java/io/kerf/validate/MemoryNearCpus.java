// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuAffinity;
import io.kerf.model.Instance;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** An instance of memory policy or affinity {@code local} has memory on a NUMA node on which it has no CPU. */
final class MemoryNearCpus extends Rule {
    /** Free memory, and the nodes that it is on. */
    private record Gap(MemoryRange range, SortedSet<Integer> nodes) {}

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
        List<Gap> gaps = new ArrayList<>();
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
                if (gaps.isEmpty()) {
                    ground.freeRanges()
                            .forEach(free ->
                                    gaps.add(new Gap(free, ground.nodeMemory().nodesOf(free))));
                }
                report(instance, near, far, gaps, out);
            }
        }
    }

    private void report(
            Instance instance, List<Integer> near, SortedSet<Integer> far, List<Gap> gaps, Consumer<Diagnostic> out) {
        Set<Integer> nearby = new HashSet<>(near);
        long wanted = instance.memory().bytes();
        Optional<MemoryRange> gap = gaps.stream()
                .filter(free -> Long.compareUnsigned(free.range().size(), wanted) >= 0)
                .filter(free -> nearby.containsAll(free.nodes()))
                .map(Gap::range)
                .findFirst();
        Draft.of(
                        this,
                        instance,
                        "memory",
                        "the memory of '" + instance.name() + "' is to be local, but lies on NUMA "
                                + (far.size() == 1 ? "node " : "nodes ") + Words.numbers(far) + ", where it has no CPU")
                .now("its CPUs are on " + Words.numbers(near))
                .suggest(gap.map(free -> "use the base " + Words.hex(free.base()) + ", free on a node of its CPUs")
                        .orElse("give it CPUs near its memory"))
                .to(out);
    }
}
