// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.alloc.Allocator;
import io.kerf.alloc.PlacementOutcome;
import io.kerf.alloc.PlacementRequest;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.SystemState;
import io.kerf.sysfs.ChangePlan;
import io.kerf.sysfs.ChangePlanner;
import io.kerf.validate.Report;
import io.kerf.validate.ValidatedState;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Works creations out on a state, be it that of the host or one that is thought of; writes nothing. */
final class CreatePlanning {
    private final KernelHost host;
    private final Supplier<ChangePlanner> planner;

    /** Threads that {@code SmtPolicy.WHOLE} left over, by the instance whose cores they are on; the kernel does not know of them. */
    private final Map<InstanceName, KeptFree> keptFree = new ConcurrentHashMap<>();

    /** The threads, and the CPUs of their instance: once it has others, it is another instance of the same name. */
    private record KeptFree(CpuSet owner, CpuSet threads) {
        boolean holds(InstanceName name, SystemState current) {
            return current.instance(name)
                    .filter(instance -> instance.cpus().equals(owner))
                    .isPresent();
        }
    }

    /** The planner is asked for once for each plan: it looks which kernel is there. */
    CreatePlanning(KernelHost host, Supplier<ChangePlanner> planner) {
        this.host = host;
        this.planner = planner;
    }

    PlannedCreate plan(CreateDraft draft, SystemState current) {
        return plan(draft, current, CpuSet.empty());
    }

    /** As if CPUs were held besides those that the state says. */
    PlannedCreate plan(CreateDraft draft, SystemState current, CpuSet held) {
        ValidatedState now = host.validator().validate(current).requireValid();
        current.instance(draft.name()).ifPresent(present -> {
            throw new InstanceExistsException(present);
        });
        PlacementOutcome.Placed placed = place(draft, current, held);
        Instance instance = draft.instance(placed);
        Report report = host.validator().validate(current.withInstance(instance));
        ChangePlan change = planner.get().plan(now, report.requireValid());
        return new PlannedCreate(host, draft, placed, instance, report, change);
    }

    /** What a draft asks of the allocator on a state. */
    PlacementRequest request(CreateDraft draft, SystemState current, CpuSet held) {
        return draft.requestOn(current, keptFree(current).union(held));
    }

    private PlacementOutcome.Placed place(CreateDraft draft, SystemState current, CpuSet held) {
        PlacementOutcome outcome = Allocator.place(current, request(draft, current, held));
        if (outcome instanceof PlacementOutcome.Refused refused) {
            throw new PlacementException("instance '" + draft.name() + "'", refused);
        }
        return (PlacementOutcome.Placed) outcome;
    }

    /** Only reads the map: plans are made without the lock, from a state that may be old by now. */
    CpuSet keptFree(SystemState current) {
        return keptFree.entrySet().stream()
                .filter(entry -> entry.getValue().holds(entry.getKey(), current))
                .map(entry -> entry.getValue().threads())
                .reduce(CpuSet.empty(), CpuSet::union);
    }

    /** Remembers CPUs that a change left over, by the instance that keeps them from others. */
    void done(ChangePlan change, Map<InstanceName, CpuSet> reserved) {
        keptFree.keySet().removeIf(name -> change.current().instance(name).isEmpty());
        reserved.forEach((name, threads) -> change.next()
                .instance(name)
                .filter(instance -> !threads.isEmpty())
                .ifPresent(instance -> keptFree.put(name, new KeptFree(instance.cpus(), threads))));
    }
}
