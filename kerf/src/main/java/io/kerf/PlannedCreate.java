// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.alloc.PlacementOutcome;
import io.kerf.model.Instance;
import io.kerf.sysfs.ChangePlan;
import io.kerf.validate.Report;

/** A creation that was worked out. */
record PlannedCreate(
        KernelHost host,
        CreateDraft draft,
        PlacementOutcome.Placed placement,
        Instance instance,
        Report report,
        ChangePlan change)
        implements CreatePlan {
    @Override
    public String source() {
        return KernelHost.source(change);
    }

    @Override
    public InstanceHandle apply() {
        return host.work().apply(this);
    }

    @Override
    public String toString() {
        return change.toString();
    }
}
