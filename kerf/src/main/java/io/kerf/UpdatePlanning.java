// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import io.kerf.sysfs.ChangePlan;
import io.kerf.sysfs.ChangePlanner;
import io.kerf.validate.Report;
import io.kerf.validate.ValidatedState;

/** Works changes of instances out on a state; writes nothing. */
record UpdatePlanning(KernelHost host, ChangePlanner planner) {
    PlannedUpdate plan(UpdateDraft draft, SystemState current) {
        ValidatedState now = host.validator().validate(current).requireValid();
        Instance before = current.instance(draft.name()).orElseThrow(() -> KernelHost.noInstance(draft.name()));
        SystemState next = MemoryMoves.predicted(current, current.withInstance(draft.on(current, before)));
        Instance after = next.instance(draft.name()).orElseThrow();
        MemoryMoves.refusal(current, next, draft.name())
                .or(() -> host.creations().refusal(next, before, after))
                .ifPresent(refusal -> {
                    throw refusal;
                });
        Report report = host.validator().validate(next);
        ChangePlan change = planner.plan(now, report.requireValid());
        return new PlannedUpdate(host, before, after, report, change);
    }
}
