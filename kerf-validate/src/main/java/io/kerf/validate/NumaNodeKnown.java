// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.NumaNode;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What an instance, a device or a chunk of the pool calls a NUMA node is one. Not checked where no topology is stated. */
final class NumaNodeKnown implements Rule {
    @Override
    public String id() {
        return "TOPO-004";
    }

    @Override
    public String title() {
        return "the NUMA nodes that are referred to exist";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        Set<Integer> known = new TreeSet<>();
        state.topology().nodes().stream().map(NumaNode::id).forEach(known::add);
        if (known.isEmpty()) {
            return;
        }
        for (Instance instance : state.instances()) {
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
        for (Device device : state.devices()) {
            device.numaNode()
                    .ifPresent(node -> report(state, known, node, device.name(), "device/" + device.name(), out));
        }
        int index = 0;
        for (PoolChunk chunk : state.memory().pool().chunks()) {
            String place = "memory/pool/" + index++;
            chunk.numaNode().ifPresent(node -> report(state, known, node, "memory pool", place, out));
        }
    }

    private void report(
            SystemState state, Set<Integer> known, int node, String subject, String place, Consumer<Diagnostic> out) {
        if (!known.contains(node)) {
            Draft.of(this, "'" + subject + "' is near NUMA node " + node + ", which the host does not have")
                    .about(subject)
                    .at(state.places().find(place))
                    .now("NUMA nodes: " + known)
                    .suggest("use one of " + known)
                    .to(out);
        }
    }
}
