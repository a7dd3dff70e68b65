// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.alloc.Allocator;
import io.kerf.alloc.PlacementOutcome;
import io.kerf.alloc.RepackPlan;
import io.kerf.diag.KerfException;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.model.SystemState;
import io.kerf.validate.ValidationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers {@link Host#whatIf}: plans creations one on top of the other. */
final class WhatIfStudy {
    private final CreatePlanning planning;
    private SystemState state;

    /** What those before have left over on cores that they wanted whole. */
    private CpuSet held = CpuSet.empty();

    WhatIfStudy(CreatePlanning planning, SystemState state) {
        this.planning = planning;
        this.state = state;
    }

    WhatIf of(List<CreateDraft> drafts) {
        List<WhatIf.Answer> answers = new ArrayList<>();
        drafts.forEach(draft -> answers.add(answer(draft)));
        return new WhatIf(answers);
    }

    private WhatIf.Answer answer(CreateDraft draft) {
        try {
            PlannedCreate plan = planning.plan(draft, state, held);
            state = plan.change().next();
            held = held.union(plan.placement().reserved());
            return new WhatIf.Fits(plan.placement(), plan.instance(), plan.report(), plan.source());
        } catch (KerfException e) {
            return refused(draft, e);
        }
    }

    private WhatIf.Refused refused(CreateDraft draft, KerfException e) {
        Optional<PlacementOutcome.Refused> placement =
                e instanceof PlacementException refusal ? Optional.of(refusal.refusal()) : Optional.empty();
        Optional<RepackPlan> moves = placement.flatMap(each -> moves(draft));
        return new WhatIf.Refused(
                draft.name(),
                e.category(),
                String.valueOf(e.getMessage()),
                placement,
                e instanceof ValidationException invalid ? Optional.of(invalid.report()) : Optional.empty(),
                moves);
    }

    private Optional<RepackPlan> moves(CreateDraft draft) {
        return Allocator.repack(state, planning.request(draft, state, held), movable(state));
    }

    /** An instance moves by being deleted and created anew, which costs nothing only while no kernel is in it. */
    static Set<InstanceName> movable(SystemState state) {
        return state.instances().stream()
                .filter(instance ->
                        instance.state() != InstanceState.LOADED && instance.state() != InstanceState.ACTIVE)
                .map(Instance::name)
                .collect(Collectors.toSet());
    }
}
