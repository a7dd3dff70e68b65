// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.model.InstanceName;
import io.kerf.model.SystemState;
import io.kerf.sysfs.KernelAbi;
import io.kerf.validate.ValidatedState;
import java.util.Map;

/** Creates, changes and deletes single instances: plans made on a state that was read, and carried out while nobody else changes the host. */
final class InstanceWork {
    private final KernelHost host;

    InstanceWork(KernelHost host) {
        this.host = host;
    }

    CreatePlan planCreate(CreateDraft draft) {
        host.requireOpen();
        return host.creations().plan(draft, host.state());
    }

    InstanceHandle create(CreateDraft draft) {
        return host.exclusively(Operation.CREATE, () -> {
            SystemState current = host.state();
            if (host.keys().isAlreadySo(draft, current)) {
                current.instance(draft.name()).ifPresent(there -> host.keys().created(draft, there));
                return KernelInstance.of(host, draft.name());
            }
            return perform(host.creations().plan(draft, current));
        });
    }

    /** Applies a plan that was made some time ago, if nothing has happened since. */
    InstanceHandle apply(PlannedCreate plan) {
        return host.exclusively(Operation.CREATE, () -> {
            if (!host.isStill(plan.change().current())) {
                throw new StalePlanException("instance '" + plan.instance().name() + "'");
            }
            return perform(plan);
        });
    }

    UpdatePlan planUpdate(UpdateDraft draft) {
        host.requireOpen();
        return plannedUpdate(draft);
    }

    InstanceHandle update(UpdateDraft draft) {
        return host.exclusively(Operation.UPDATE, () -> perform(plannedUpdate(draft)));
    }

    /** As for creations. */
    InstanceHandle apply(PlannedUpdate plan) {
        return host.exclusively(Operation.UPDATE, () -> {
            if (!host.isStill(plan.change().current())) {
                throw new StalePlanException(
                        "the change of instance '" + plan.after().name() + "'");
            }
            return perform(plan);
        });
    }

    private InstanceHandle perform(PlannedUpdate plan) {
        host.carryOut(plan.change(), Map.of());
        return KernelInstance.of(host, plan.after().name());
    }

    private PlannedUpdate plannedUpdate(UpdateDraft draft) {
        return new UpdatePlanning(host, host.planner(KernelAbi.Probe.FORBIDDEN)).plan(draft, host.state());
    }

    void delete(InstanceName name) {
        host.exclusively(() -> {
            SystemState current = host.state();
            ValidatedState now = host.validator().validate(current).requireValid();
            ValidatedState next =
                    host.validator().validate(current.withoutInstance(name)).requireValid();
            host.carryOut(host.planner(KernelAbi.Probe.FORBIDDEN).plan(now, next), Map.of());
            return name;
        });
    }

    private InstanceHandle perform(PlannedCreate plan) {
        InstanceName name = plan.instance().name();
        host.carryOut(plan.change(), Map.of(name, plan.placement().reserved()));
        host.keys().created(plan.draft(), plan.instance());
        return KernelInstance.of(host, name);
    }
}
