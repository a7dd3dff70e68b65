// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.model.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Places several requests one after the other, for the time being. Cores that one must not share are kept from those that come
 * after it as well.
 */
final class Tentative {
    private static final String OWNER = "another request";

    private final TopologyIndex index;
    private final Decision decision;
    private final List<Runnable> undo = new ArrayList<>();

    Tentative(TopologyIndex index, Work work) {
        this.index = index;
        this.decision = new Decision(index, work);
    }

    /** Places a request and takes what it got. */
    Optional<Placed> place(PlacementRequest request) {
        if (!(decision.decide(request) instanceof Placed placed)) {
            return Optional.empty();
        }
        index.take(placed, OWNER);
        undo.add(() -> index.giveBack(placed));
        if (request.smt() == SmtPolicy.REQUIRE) {
            keepAlone(placed.cpus());
        }
        return Optional.of(placed);
    }

    /** Keeps the rest of the cores of some CPUs, which are held, from everybody. */
    void keepAlone(CpuSet cpus) {
        CpuSet rest = index.freeBeside(cpus);
        if (!rest.isEmpty()) {
            index.take(rest, OWNER);
            undo.add(() -> index.giveBack(rest));
        }
    }

    /** Gives everything back. */
    void end() {
        for (int i = undo.size() - 1; i >= 0; i--) {
            undo.get(i).run();
        }
        undo.clear();
    }
}
