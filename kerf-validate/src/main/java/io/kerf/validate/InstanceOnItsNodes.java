// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** CPUs lie on the nodes of {@code numa-nodes}, unless those have none; memory too if its policy is {@code bind}. */
final class InstanceOnItsNodes extends Rule {
    InstanceOnItsNodes() {
        super("TOPO-015", Severity.WARNING, "an instance is on the NUMA nodes that it is bound to");
    }

    @Override
    Optional<String> missing(Ground ground) {
        return ground.topology().nodes().isEmpty() ? Optional.of("no NUMA nodes are stated") : Optional.empty();
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.both(LeftOut.cpus(ground), LeftOut.unreadMemory(ground));
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        Set<Integer> withCpus = new HashSet<>();
        for (NumaNode node : ground.topology().nodes()) {
            if (!node.cpus().isEmpty()) {
                withCpus.add(node.id());
            }
        }
        for (Instance instance : ground.instances()) {
            Set<Integer> bound = new HashSet<>(instance.numaNodes());
            if (bound.stream().anyMatch(withCpus::contains)) {
                CpuSet.Builder away = CpuSet.builder();
                for (long cpu : instance.cpus().toArray()) {
                    OptionalInt node = ground.topology().nodeOf(cpu);
                    if (node.isPresent() && !bound.contains(node.getAsInt())) {
                        away.add(cpu);
                    }
                }
                cpus(ground, instance, away.build(), out);
            }
            if (!bound.isEmpty() && instance.memoryPolicy() == MemoryPolicy.BIND) {
                memory(ground, instance, bound, out);
            }
        }
    }

    private void cpus(Ground ground, Instance instance, CpuSet away, Consumer<Diagnostic> out) {
        if (!away.isEmpty()) {
            String message = "'" + instance.name() + "' is bound to NUMA " + Words.numbers(instance.numaNodes())
                    + ", but " + Words.cpus(away) + (away.size() == 1 ? " is" : " are") + " elsewhere";
            Draft.of(this, instance, "cpus", message)
                    .now("its CPUs are on " + Words.numbers(ground.topology().nodesOf(instance.cpus())))
                    .suggest("use CPUs of the listed nodes; " + Words.free(ground))
                    .or("list all nodes that it may use")
                    .to(out);
        }
    }

    /** One finding an instance, about its first region that is elsewhere. */
    private void memory(Ground ground, Instance instance, Set<Integer> bound, Consumer<Diagnostic> out) {
        MemoryRange first = null;
        SortedSet<Integer> nodes = new TreeSet<>();
        int regions = 0;
        for (MemoryRange region : instance.regions()) {
            SortedSet<Integer> away = ground.nodeMemory().nodesOf(region);
            away.removeIf(bound::contains);
            if (!away.isEmpty()) {
                first = first == null ? region : first;
                nodes.addAll(away);
                regions++;
            }
        }
        if (first != null) {
            String others = regions == 1 ? " is" : " and " + Words.count(regions - 1, "other region") + " are";
            String message = "the memory of '" + instance.name() + "' is bound to NUMA "
                    + Words.numbers(instance.numaNodes()) + ", but " + Words.region(first) + others + " on "
                    + Words.numbers(nodes);
            Draft.of(this, instance, "memory", message)
                    .now("free in the pool: " + ground.freeMemory())
                    .suggest("move it to a listed node")
                    .or("list all nodes that it may use")
                    .to(out);
        }
    }
}
