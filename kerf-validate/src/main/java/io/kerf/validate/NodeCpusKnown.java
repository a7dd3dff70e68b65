// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Core;
import io.kerf.model.CpuSet;
import io.kerf.model.NumaNode;
import java.util.Optional;
import java.util.function.Consumer;

/** A CPU of a NUMA node or core is listed as reserved for the host or as available. Checked only where the lists cover the machine. */
final class NodeCpusKnown extends Rule {
    NodeCpusKnown() {
        super("TOPO-002", Severity.WARNING, "the CPUs of NUMA nodes and cores exist");
    }

    @Override
    Optional<String> missing(Ground ground) {
        if (ground.isUnread("/resources/cpus")) {
            return Optional.of("not all lists of CPUs could be read");
        }
        return ground.topology().isEmpty()
                ? Optional.of("no topology is stated")
                : ground.cpus().isTotalKnown()
                        ? Optional.empty()
                        : Optional.of(
                                "the number of CPUs of the machine is not stated, so the lists need not be complete");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        CpuSet known = ground.known();
        for (NumaNode node : ground.topology().nodes()) {
            report(ground, "NUMA node " + node.id(), node.cpus().minus(known), "node/" + node.id() + "/cpus", out);
        }
        for (Core core : ground.topology().cores()) {
            if (!known.containsAll(core.cpus())) {
                report(ground, "core " + core.id(), core.cpus().minus(known), "core/" + core.id(), out);
            }
        }
    }

    private void report(Ground ground, String owner, CpuSet unknown, String place, Consumer<Diagnostic> out) {
        if (!unknown.isEmpty()) {
            Draft.of(this, owner + " lists " + Words.cpus(unknown) + ", which the host does not have")
                    .about(owner)
                    .at(ground.places().find(place))
                    .now("CPUs of the machine: " + ground.knownText())
                    .suggest("remove " + Words.cpus(unknown) + " from " + owner + ", or list "
                            + (unknown.size() == 1 ? "it" : "them") + " under 'host-reserved' or 'available'")
                    .to(out);
        }
    }
}
