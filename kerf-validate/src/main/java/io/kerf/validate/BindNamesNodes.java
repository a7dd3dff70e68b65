// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Instance;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.NumaNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The memory policy {@code bind} means the listed NUMA nodes, so there have to be some. */
final class BindNamesNodes extends Rule {
    private static final int SHOWN = 64;

    BindNamesNodes() {
        super("TOPO-013", Severity.ERROR, "memory that is bound says to which nodes");
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.instances(
                ground,
                "not all could be read of ",
                instance -> instance.memoryPolicy() == MemoryPolicy.BIND
                        && instance.numaNodes().isEmpty()
                        && ground.isUnread(instance));
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
                        .now(
                                nodes.isEmpty()
                                        ? "its CPUs are on no known node"
                                        : "its CPUs are on " + Words.numbers(nodes))
                        .suggest(suggestion(ground, nodes))
                        .or("leave 'memory-policy' out")
                        .to(out);
            }
        }
    }

    /** The nodes of its CPUs; where there are none, the first that there is. */
    private static String suggestion(Ground ground, List<Integer> near) {
        List<Integer> nodes = near.isEmpty()
                ? ground.topology().nodes().stream().map(NumaNode::id).limit(1).toList()
                : near;
        return nodes.isEmpty()
                ? "describe the NUMA nodes of the host, and list some under 'numa-nodes'"
                : "list the nodes: numa-nodes = <"
                        + nodes.stream().limit(SHOWN).map(Object::toString).collect(Collectors.joining(" ")) + ">";
    }
}
