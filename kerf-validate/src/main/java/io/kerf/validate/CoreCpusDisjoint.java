// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Core;
import io.kerf.model.CpuSet;
import java.util.HashMap;
import java.util.Map;
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
        if (CpuSets.areDisjoint(ground.topology().cores().stream().map(Core::cpus))) {
            return;
        }
        Map<Long, Core> first = new HashMap<>();
        for (Core core : ground.topology().cores()) {
            core.cpus().stream().forEach(cpu -> {
                Core other = first.putIfAbsent(cpu, core);
                if (other != null) {
                    Draft.of(
                                    this,
                                    Words.cpus(CpuSet.of(cpu)) + " is on core " + other.id() + " and on core "
                                            + core.id())
                            .about("core " + core.id())
                            .at(ground.places().find("core/" + core.id()))
                            .suggest("list each CPU under the core that it is a thread of")
                            .also("first listed here", ground.places().find("core/" + other.id()))
                            .to(out);
                }
            });
        }
    }
}
