// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.desired.DesiredState;
import io.kerf.desired.PlanData;
import io.kerf.desired.PlannedAction;
import io.kerf.desired.PlannedAction.Kind;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.SystemState;
import io.kerf.sysfs.ChangePlanner;
import io.kerf.sysfs.KernelAbi;
import io.kerf.validate.Report;
import io.kerf.validate.ValidatedState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Brings a host into desired states. */
final class DesiredStates {
    private final KernelHost host;

    DesiredStates(KernelHost host) {
        this.host = host;
    }

    PlannedDesired plan(DesiredState wanted) {
        Objects.requireNonNull(wanted, "wanted");
        host.requireOpen();
        return new DesiredPlanner(host, host.state(), wanted).plan();
    }

    List<InstanceHandle> apply(DesiredState wanted) {
        return host.exclusively(Operation.DESIRED_STATE, () -> carryOut(plan(wanted)));
    }

    /** Binds a plan that was stored to this host, whose state has to be the one that it was made from. */
    PlannedDesired plan(PlanData data) {
        host.requireOpen();
        SystemState current = host.state();
        boolean same = data.actions().stream()
                .allMatch(action -> current.instance(action.name()).equals(action.before()));
        if (!same || !StateDigest.of(current).equals(data.from())) {
            throw new StalePlanException("a desired state");
        }
        SystemState next = next(current, data);
        ValidatedState now = host.validator().validate(current).requireValid();
        Report report = host.validator().validate(next);
        ChangePlanner planner = host.planner(KernelAbi.Probe.FORBIDDEN);
        return new PlannedDesired(host, data, report, planner.plan(now, report.requireValid()));
    }

    private static SystemState next(SystemState current, PlanData data) {
        SystemState next = current;
        List<Instance> created = new ArrayList<>();
        for (PlannedAction action : data.actions()) {
            if (action.kind() == Kind.UPDATE) {
                next = next.withInstance(action.after().orElseThrow());
            } else if (action.kind() != Kind.UNCHANGED) {
                next = next.withoutInstance(action.name());
                action.after().ifPresent(created::add);
            }
        }
        for (Instance instance : MemoryMoves.byBase(created)) {
            next = next.withInstance(instance);
        }
        return next;
    }

    /** Applies a plan that was made some time ago, if nothing has happened since. */
    List<InstanceHandle> apply(PlannedDesired plan) {
        return host.exclusively(Operation.DESIRED_STATE, () -> {
            if (!host.isStill(plan.change().current())) {
                throw new StalePlanException("a desired state");
            }
            return carryOut(plan);
        });
    }

    private List<InstanceHandle> carryOut(PlannedDesired plan) {
        Map<InstanceName, CpuSet> reserved = new TreeMap<>();
        plan.data().actions().forEach(action -> reserved.put(action.name(), action.reserved()));
        host.carryOut(plan.change(), reserved);
        return plan.change().next().instances().stream()
                .map(Instance::name)
                .sorted()
                .<InstanceHandle>map(name -> KernelInstance.of(host, name))
                .toList();
    }
}
