// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.diag.SubjectKind;
import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.NumaNode;
import io.kerf.model.PoolChunk;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
        String nodes = Words.numbers(known);
        for (Instance instance : ground.instances()) {
            instance(instance, known, nodes, out);
        }
        for (Device device : ground.devices()) {
            if (device.numaNode().isPresent()
                    && !known.contains(device.numaNode().getAsInt())) {
                report(
                        ground,
                        nodes,
                        device.numaNode().getAsInt(),
                        SubjectKind.DEVICE,
                        device.name(),
                        "device/" + device.name(),
                        out);
            }
        }
        List<PoolChunk> chunks = ground.memory().pool().chunks();
        for (int i = 0; i < chunks.size(); i++) {
            OptionalInt node = chunks.get(i).numaNode();
            if (node.isPresent() && !known.contains(node.getAsInt())) {
                report(ground, nodes, node.getAsInt(), SubjectKind.OTHER, "memory pool", "memory/pool/" + i, out);
            }
        }
    }

    private void instance(Instance instance, Set<Integer> known, String nodes, Consumer<Diagnostic> out) {
        Set<Integer> unknown = new LinkedHashSet<>(instance.numaNodes());
        unknown.removeIf(known::contains);
        if (!unknown.isEmpty()) {
            String asked = unknown.size() == 1
                    ? "NUMA node " + unknown.iterator().next()
                    : "NUMA nodes " + Words.numbers(unknown);
            Draft.of(
                            this,
                            instance,
                            "numa-nodes",
                            "'" + instance.name() + "' asks for " + asked + ", which the host does not have")
                    .now("NUMA nodes: " + nodes)
                    .suggest("use one of " + nodes)
                    .to(out);
        }
    }

    private void report(
            Ground ground,
            String nodes,
            int node,
            SubjectKind kind,
            String subject,
            String place,
            Consumer<Diagnostic> out) {
        Draft.of(this, "'" + subject + "' is near NUMA node " + node + ", which the host does not have")
                .about(kind, subject)
                .at(ground.places().find(place))
                .now("NUMA nodes: " + nodes)
                .suggest("use one of " + nodes)
                .to(out);
    }
}
