// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Instance;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.function.Consumer;

/** Each region lies within one chunk of the pool. Not checked where chunks have no place yet. */
final class MemoryInPool implements Rule {
    @Override
    public String id() {
        return "MEM-003";
    }

    @Override
    public String title() {
        return "the memory of an instance lies in the pool";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        MemoryPool pool = state.memory().pool();
        if (pool.isEmpty() || !pool.isPlaced()) {
            return;
        }
        for (Instance instance : state.instances()) {
            for (MemoryRange region : instance.regions()) {
                if (pool.chunkOf(region).isEmpty()) {
                    Draft.of(
                                    this,
                                    instance,
                                    "memory",
                                    "memory of '" + instance.name() + "', " + Words.region(region)
                                            + ", is outside the pool")
                            .now("pool: " + pool)
                            .suggest(Words.fitting(state, region.size()))
                            .also("the pool", state.places().find("memory/pool"))
                            .to(out);
                }
            }
        }
    }
}
