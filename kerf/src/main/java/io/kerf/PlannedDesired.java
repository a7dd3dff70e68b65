// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.desired.PlanData;
import io.kerf.sysfs.ChangePlan;
import io.kerf.validate.Report;
import java.util.List;

/** A way to a desired state that was worked out. */
record PlannedDesired(KernelHost host, PlanData data, Report report, ChangePlan change) implements DesiredPlan {
    @Override
    public String source() {
        return KernelHost.source(change);
    }

    @Override
    public List<InstanceHandle> apply() {
        return host.desired().apply(this);
    }

    @Override
    public String toString() {
        return data.toString();
    }
}
