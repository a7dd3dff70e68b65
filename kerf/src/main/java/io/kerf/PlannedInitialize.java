// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.dts.Dts;
import io.kerf.model.SystemState;
import io.kerf.sysfs.BaselinePlan;
import io.kerf.sysfs.KernelAbi;
import io.kerf.sysfs.PoolPlan;
import java.util.Optional;
import java.util.stream.Collectors;

/** A pool that was worked out: by a baseline, by a change, or by neither, where a baseline that can only be replaced is in force already. */
record PlannedInitialize(
        PoolWork work,
        KernelAbi abi,
        SystemState description,
        Optional<BaselinePlan> baseline,
        Optional<PoolPlan> poolChange)
        implements InitializePlan {
    @Override
    public boolean isAlreadySo() {
        return baseline.isEmpty()
                && poolChange.map(change -> change.overlays().isEmpty()).orElse(true);
    }

    @Override
    public String source() {
        return baseline.map(plan -> Dts.print(plan.tree()))
                .orElseGet(() -> poolChange.stream()
                        .flatMap(change -> change.overlays().stream())
                        .map(overlay -> Dts.print(overlay.tree()))
                        .collect(Collectors.joining()));
    }

    @Override
    public InitializePlan apply() {
        return work.apply(this);
    }

    @Override
    public String toString() {
        return baseline.map(BaselinePlan::toString)
                .or(() -> poolChange.map(PoolPlan::toString))
                .orElse("change nothing: the baseline is in force already");
    }
}
