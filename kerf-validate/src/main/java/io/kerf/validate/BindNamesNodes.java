// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Instance;
import io.kerf.model.MemoryPolicy;
import java.util.List;
import java.util.function.Consumer;

/** The memory policy {@code bind} means the listed NUMA nodes, so there have to be some. */
final class BindNamesNodes extends Rule {
    BindNamesNodes() {
        super("TOPO-013", Severity.ERROR, "memory that is bound says to which nodes");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        for (Instance instance : ground.instances()) {
            if (instance.memoryPolicy() == MemoryPolicy.BIND
                    && instance.numaNodes().isEmpty()
                    && !ground.isUnread(instance)) {
                List<Integer> nodes = ground.topology().nodesOf(instance.cpus());
                Draft.of(
                                this,
                                instance,
                                "",
                                "the memory of '" + instance.name() + "' is to be bound, but to no NUMA node")
                        .now(nodes.isEmpty() ? "its CPUs are on no known node" : "its CPUs are on " + nodes)
                        .suggest("list the nodes: numa-nodes = <"
                                + (nodes.isEmpty()
                                        ? "0"
                                        : String.join(
                                                " ",
                                                nodes.stream()
                                                        .map(Object::toString)
                                                        .toList()))
                                + ">")
                        .or("leave 'memory-policy' out")
                        .to(out);
            }
        }
    }
}
