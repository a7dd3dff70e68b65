// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.ByteSize;
import io.kerf.model.MemoryInventory;
import io.kerf.model.SystemState;
import java.util.Optional;
import java.util.function.Consumer;

/** What the host keeps and the pool together are at most what there is. Addresses do not tell: machines have holes below them. */
final class MemoryTotal implements Rule {
    @Override
    public String id() {
        return "MEM-002";
    }

    @Override
    public String title() {
        return "host share and pool fit into the memory of the machine";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        MemoryInventory memory = state.memory();
        Optional<ByteSize> sum = memory.hostReserved().plusIfFits(memory.pool().size());
        boolean fits = sum.isPresent() && sum.get().compareTo(memory.total()) <= 0;
        if (memory.isTotalKnown() && !fits) {
            boolean hostFits = memory.hostReserved().compareTo(memory.total()) < 0;
            Draft draft = Draft.of(this, "host share and pool need more memory than the machine's " + memory.total())
                    .about("memory")
                    .at(state.places().find("memory/pool/size"))
                    .now("total " + memory.total() + ", host " + memory.hostReserved() + ", pool "
                            + memory.pool().size());
            String most = hostFits ? memory.total().minus(memory.hostReserved()).toString() : "";
            draft.suggest(hostFits ? "make the pool at most " + most : "reserve less than the total for the host")
                    .to(out);
        }
    }
}
