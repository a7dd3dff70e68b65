// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Core;
import io.kerf.model.CpuSet;
import io.kerf.model.SystemState;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A CPU is a thread of at most one core. */
final class CoreCpusDisjoint implements Rule {
    @Override
    public String id() {
        return "TOPO-003";
    }

    @Override
    public String title() {
        return "no CPU is on two cores";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        Map<Long, Core> first = new HashMap<>();
        for (Core core : state.topology().cores()) {
            core.cpus().stream().forEach(cpu -> {
                Core other = first.putIfAbsent(cpu, core);
                if (other != null) {
                    Draft.of(
                                    this,
                                    Words.cpus(CpuSet.of(cpu)) + " is on core " + other.id() + " and on core "
                                            + core.id())
                            .about("core " + core.id())
                            .at(state.places().find("core/" + core.id()))
                            .suggest("list each CPU under the core that it is a thread of")
                            .also("first listed here", state.places().find("core/" + other.id()))
                            .to(out);
                }
            });
        }
    }
}
