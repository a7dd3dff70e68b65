// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.ByteSize;
import io.kerf.model.Dialect;
import io.kerf.model.MemoryInventory;
import java.util.Optional;
import java.util.function.Consumer;

/** An inventory that leaves the host no memory cannot work: the host runs in some. */
final class MemoryHostShare extends Rule {
    MemoryHostShare() {
        super("MEM-011", Severity.WARNING, "the host keeps memory");
    }

    @Override
    Optional<String> missing(Ground ground) {
        if (ground.dialect() != Dialect.INVENTORY) {
            return Optional.of("the tree describes the pool only, not what the host keeps");
        }
        return ground.memory().isTotalKnown()
                ? Optional.empty()
                : Optional.of("the memory of the machine is not stated");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        MemoryInventory memory = ground.memory();
        if (memory.hostReserved().isZero() && !ground.isUnread("/resources/memory")) {
            ByteSize total = memory.total();
            ByteSize pool = memory.pool().size();
            boolean rest = pool.compareTo(total) < 0;
            Draft.of(this, "no memory is reserved for the host")
                    .about("memory")
                    .at(ground.places().find("memory/host-reserved"))
                    .now("total " + total + ", pool " + pool)
                    .suggest(
                            rest
                                    ? "set 'host-reserved-bytes' to the " + total.minus(pool)
                                            + " that are not in the pool"
                                    : "make the pool smaller and reserve the rest for the host")
                    .to(out);
        }
    }
}
