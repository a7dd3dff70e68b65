// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Core;
import io.kerf.model.CpuSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A CPU is a thread of at most one core. */
final class CoreCpusDisjoint extends Rule {
    CoreCpusDisjoint() {
        super("TOPO-003", Severity.ERROR, "no CPU is on two cores");
    }

    @Override
    Optional<String> missing(Ground ground) {
        return ground.topology().cores().isEmpty() ? Optional.of("no cores are stated") : Optional.empty();
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        List<Core> cores = ground.topology().cores();
        for (CpuSets.Clash clash :
                CpuSets.clashes(cores.stream().map(Core::cpus).toList())) {
            report(ground, cores.get(clash.first()), cores.get(clash.later()), clash.cpus(), out);
        }
    }

    private void report(Ground ground, Core first, Core later, CpuSet both, Consumer<Diagnostic> out) {
        Draft.of(
                        this,
                        Words.cpus(both) + (both.size() == 1 ? " is" : " are") + " on core " + first.id()
                                + " and on core " + later.id())
                .about("core " + later.id())
                .at(ground.places().find("core/" + later.id()))
                .now("core " + first.id() + " has " + Words.cpus(first.cpus()) + ", core " + later.id() + " has "
                        + Words.cpus(later.cpus()))
                .suggest("remove " + Words.cpus(both) + " from core " + later.id())
                .or("remove them from core " + first.id()
                        + " instead: list each CPU under the core that it is a thread of")
                .also("first listed here", ground.places().find("core/" + first.id()))
                .to(out);
    }
}
