// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.ByteSize;
import io.kerf.model.MemoryInventory;
import java.util.Optional;
import java.util.function.Consumer;

/** What the host keeps and the pool together are at most what there is. Addresses do not tell: machines have holes below them. */
final class MemoryTotal extends Rule {
    MemoryTotal() {
        super("MEM-002", Severity.ERROR, "host share and pool fit into the memory of the machine");
    }

    @Override
    Optional<String> missing(Ground ground) {
        if (ground.isUnread("/resources/memory")) {
            return Optional.of("not all of the memory could be read");
        }
        return !ground.memory().isTotalKnown()
                ? Optional.of("the memory of the machine is not stated")
                : Optional.empty();
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        MemoryInventory memory = ground.memory();
        Optional<ByteSize> sum = memory.hostReserved().plusIfFits(memory.pool().size());
        boolean fits = sum.isPresent() && sum.get().compareTo(memory.total()) <= 0;
        if (!fits) {
            boolean hostFits = memory.hostReserved().compareTo(memory.total()) < 0;
            Draft draft = Draft.of(this, "host share and pool need more memory than the machine's " + memory.total())
                    .about("memory")
                    .at(ground.places().find("memory/pool/size"))
                    .now("total " + memory.total() + ", host " + memory.hostReserved() + ", pool "
                            + memory.pool().size());
            String most = hostFits ? memory.total().minus(memory.hostReserved()).toString() : "";
            draft.suggest(hostFits ? "make the pool at most " + most : "reserve less than the total for the host")
                    .to(out);
        }
    }
}
