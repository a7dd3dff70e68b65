// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.model.Instance;
import io.kerf.sysfs.ChangePlan;
import io.kerf.validate.Report;

/** A change of an instance that was worked out. */
record PlannedUpdate(KernelHost host, Instance before, Instance after, Report report, ChangePlan change)
        implements UpdatePlan {
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
