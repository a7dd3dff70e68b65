// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.NumaNode;
import io.kerf.model.PoolChunk;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What an instance, a device or a chunk of the pool calls a NUMA node is one. Not checked where no topology is stated. */
final class NumaNodeKnown extends Rule {
    NumaNodeKnown() {
        super("TOPO-004", Severity.ERROR, "the NUMA nodes that are referred to exist");
    }

    @Override
    Optional<String> missing(Ground ground) {
        return ground.topology().nodes().isEmpty() ? Optional.of("no NUMA nodes are stated") : Optional.empty();
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        Set<Integer> known = new TreeSet<>();
        ground.topology().nodes().stream().map(NumaNode::id).forEach(known::add);
        for (Instance instance : ground.instances()) {
            for (int node : instance.numaNodes()) {
                if (!known.contains(node)) {
                    Draft.of(
                                    this,
                                    instance,
                                    "numa-nodes",
                                    "'" + instance.name() + "' asks for NUMA node " + node
                                            + ", which the host does not have")
                            .now("NUMA nodes: " + known)
                            .suggest("use one of " + known)
                            .to(out);
                }
            }
        }
        for (Device device : ground.devices()) {
            device.numaNode()
                    .ifPresent(node -> report(ground, known, node, device.name(), "device/" + device.name(), out));
        }
        int index = 0;
        for (PoolChunk chunk : ground.memory().pool().chunks()) {
            String place = "memory/pool/" + index++;
            chunk.numaNode().ifPresent(node -> report(ground, known, node, "memory pool", place, out));
        }
    }

    private void report(
            Ground ground, Set<Integer> known, int node, String subject, String place, Consumer<Diagnostic> out) {
        if (!known.contains(node)) {
            Draft.of(this, "'" + subject + "' is near NUMA node " + node + ", which the host does not have")
                    .about(subject)
                    .at(ground.places().find(place))
                    .now("NUMA nodes: " + known)
                    .suggest("use one of " + known)
                    .to(out);
        }
    }
}
