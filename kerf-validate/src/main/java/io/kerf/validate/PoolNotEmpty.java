// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import java.util.Optional;
import java.util.function.Consumer;

/** A pool without memory can hold no instance. */
final class PoolNotEmpty extends Rule {
    PoolNotEmpty() {
        super("MEM-008", Severity.ERROR, "the pool has memory");
    }

    @Override
    Optional<String> missing(Ground ground) {
        boolean unread = ground.isUnread("/resources/memory");
        return ground.memory().pool().isEmpty() && unread
                ? Optional.of("the memory of the pool could not be read")
                : Optional.empty();
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        if (ground.memory().pool().isEmpty()) {
            Draft.of(this, "the memory pool is empty")
                    .about("memory pool")
                    .at(ground.places().find("memory/pool/size"))
                    .now("total " + ground.memory().total() + ", host "
                            + ground.memory().hostReserved())
                    .suggest("state the base and the size of the memory that instances can get")
                    .to(out);
        }
    }
}
