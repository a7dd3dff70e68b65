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
import io.kerf.sysfs.KernelAbi;
import io.kerf.validate.Report;
import io.kerf.validate.ValidatedState;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Works creations out on a state, be it that of the host or one that is thought of; writes nothing. */
final class CreatePlanning {
    private final KernelHost host;
    private final Supplier<ChangePlanner> planner;

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
        ChangePlanner planner = this.planner.get();
        PlacementOutcome.Placed placed = place(draft, current, held, planner.abi());
        Instance instance = draft.instance(placed);
        Report report = host.validator().validate(current.withInstance(instance));
        ChangePlan change = planner.plan(now, report.requireValid());
        return new PlannedCreate(host, draft, placed, instance, report, change);
    }

    /** What a draft asks of the allocator on a state. */
    PlacementRequest request(CreateDraft draft, SystemState current, CpuSet held) {
        return request(draft, current, held, planner.get().abi());
    }

    private PlacementRequest request(CreateDraft draft, SystemState current, CpuSet held, KernelAbi abi) {
        return draft.requestOn(current, keptFree(current).union(held), abi);
    }

    private PlacementOutcome.Placed place(CreateDraft draft, SystemState current, CpuSet held, KernelAbi abi) {
        PlacementOutcome outcome = Allocator.place(current, request(draft, current, held, abi));
        if (outcome instanceof PlacementOutcome.Refused refused) {
            throw new PlacementException("instance '" + draft.name() + "'", refused);
        }
        return (PlacementOutcome.Placed) outcome;
    }

    /** Threads that {@code SmtPolicy.WHOLE} left over on cores of instances. */
    CpuSet keptFree(SystemState current) {
        return host.notes().of(current.instances()).entrySet().stream()
                .map(entry -> keptFree(entry.getKey(), entry.getValue(), current))
                .reduce(CpuSet.empty(), CpuSet::union);
    }

    /** The host's state for one who asks what there is room for: CPUs that are kept free are none that the kernel has to give. */
    SystemState placeable() {
        SystemState current = host.state();
        CpuSet kept = keptFree(current);
        return kept.isEmpty()
                ? current
                : current.toBuilder()
                        .kernelFreeCpus(current.kernelFreeCpus()
                                .orElseGet(current::freeCpus)
                                .minus(kept))
                        .build();
    }

    /** Those that share a core with the instance as it is now. */
    private static CpuSet keptFree(InstanceName name, InstanceNotes.Note note, SystemState state) {
        CpuSet cpus = state.instance(name).map(Instance::cpus).orElse(CpuSet.empty());
        return CpuSet.of(note.keptFree().stream()
                .filter(cpu -> !cpus.contains(cpu))
                .filter(cpu -> state.topology().siblings(cpu).intersects(cpus))
                .toArray());
    }

    /** Tells why an instance cannot change so: it would get CPUs that are kept free for another; empty if it would not. */
    Optional<PlacementException> refusal(SystemState next, Instance before, Instance after) {
        CpuSet kept = host.notes().of(next.instances()).entrySet().stream()
                .filter(entry -> !entry.getKey().equals(after.name()))
                .map(entry -> keptFree(entry.getKey(), entry.getValue(), next))
                .reduce(CpuSet.empty(), CpuSet::union)
                .intersection(after.cpus().minus(before.cpus()));
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        String message = "CPUs " + kept + " are on cores that another instance was created to have for itself";
        return Optional.of(new PlacementException(
                "the CPUs of instance '" + after.name() + "'",
                new PlacementOutcome.Refused(
                        PlacementOutcome.Cause.CPU_TAKEN, kept.size(), 0, List.of(), Optional.empty(), message)));
    }
}
