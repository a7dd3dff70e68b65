// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Core;
import io.kerf.model.CpuSet;
import io.kerf.model.NumaNode;
import io.kerf.model.SystemState;
import java.util.function.Consumer;

/** A CPU of a NUMA node or core is listed as reserved for the host or as available. Checked only where the lists cover the machine. */
final class NodeCpusKnown implements Rule {
    @Override
    public String id() {
        return "TOPO-002";
    }

    @Override
    public String title() {
        return "the CPUs of NUMA nodes and cores exist";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        if (!state.cpus().isTotalKnown()) {
            return;
        }
        CpuSet known = state.cpus().known();
        for (NumaNode node : state.topology().nodes()) {
            report(state, "NUMA node " + node.id(), node.cpus().minus(known), "node/" + node.id() + "/cpus", out);
        }
        for (Core core : state.topology().cores()) {
            report(state, "core " + core.id(), core.cpus().minus(known), "core/" + core.id(), out);
        }
    }

    private void report(SystemState state, String owner, CpuSet unknown, String place, Consumer<Diagnostic> out) {
        if (!unknown.isEmpty()) {
            Draft.of(this, owner + " lists " + Words.cpus(unknown) + ", which the host does not have")
                    .about(owner)
                    .at(state.places().find(place))
                    .now("CPUs of the machine: " + state.cpus().known())
                    .suggest("remove " + Words.cpus(unknown) + " from " + owner + ", or list "
                            + (unknown.size() == 1 ? "it" : "them") + " under 'host-reserved' or 'available'")
                    .to(out);
        }
    }
}
