// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.model.CpuSet;
import io.kerf.model.InstanceName;
import io.kerf.model.StateDelta;
import io.kerf.sysfs.KernelAbi;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Plans batches on a host and carries them out. */
final class Batches {
    private final KernelHost host;

    Batches(KernelHost host) {
        this.host = host;
    }

    PlannedBatch plan(BatchDraft batch) {
        host.requireOpen();
        return new JointPlanner(host, host.state(), host.planner(KernelAbi.Probe.FORBIDDEN)).plan(batch);
    }

    List<InstanceHandle> apply(BatchDraft batch) {
        return host.exclusively(Operation.BATCH, () -> carryOut(plan(batch)));
    }

    /** Applies a plan that was made some time ago, if nothing has happened since. */
    List<InstanceHandle> apply(PlannedBatch plan) {
        return host.exclusively(Operation.BATCH, () -> {
            if (!host.isStill(plan.change().current())) {
                throw new StalePlanException("a batch");
            }
            return carryOut(plan);
        });
    }

    private List<InstanceHandle> carryOut(PlannedBatch plan) {
        Map<InstanceName, CpuSet> reserved = new TreeMap<>();
        plan.placements().forEach((name, placed) -> reserved.put(name, placed.reserved()));
        host.carryOut(plan.change(), reserved);
        StateDelta delta = plan.delta();
        plan.draft()
                .created()
                .forEach((name, draft) -> plan.change()
                        .next()
                        .instance(name)
                        .ifPresent(instance -> host.keys().created(draft, instance)));
        return Stream.concat(
                        plan.draft().created().keySet().stream(),
                        delta.changed().stream().map(change -> change.after().name()))
                .sorted()
                .<InstanceHandle>map(name -> KernelInstance.of(host, name))
                .toList();
    }
}
