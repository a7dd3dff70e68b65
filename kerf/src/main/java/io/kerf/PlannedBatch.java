// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.alloc.PlacementOutcome;
import io.kerf.model.InstanceName;
import io.kerf.model.StateDelta;
import io.kerf.sysfs.ChangePlan;
import io.kerf.validate.Report;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A batch that was worked out. */
record PlannedBatch(
        BatchDraft draft, Map<InstanceName, PlacementOutcome.Placed> placements, Report report, ChangePlan change)
        implements BatchPlan {
    PlannedBatch {
        placements = Collections.unmodifiableMap(new TreeMap<>(placements));
    }

    @Override
    public StateDelta delta() {
        return StateDelta.between(change.current(), change.next());
    }

    @Override
    public String source() {
        return KernelHost.source(change);
    }

    @Override
    public List<InstanceHandle> apply() {
        return draft.host().batches().apply(this);
    }

    @Override
    public String toString() {
        return change.toString();
    }
}
