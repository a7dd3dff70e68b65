// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.SystemState;
import java.util.function.Consumer;

/** A pool without memory can hold no instance. */
final class PoolNotEmpty implements Rule {
    @Override
    public String id() {
        return "MEM-008";
    }

    @Override
    public String title() {
        return "the pool has memory";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        if (state.memory().pool().isEmpty()) {
            Draft.of(this, "the memory pool is empty")
                    .about("memory pool")
                    .at(state.places().find("memory/pool/size"))
                    .now("total " + state.memory().total() + ", host "
                            + state.memory().hostReserved())
                    .suggest("state the base and the size of the memory that instances can get")
                    .to(out);
        }
    }
}
