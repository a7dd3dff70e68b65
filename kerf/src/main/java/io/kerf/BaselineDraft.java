// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.model.SystemState;
import io.kerf.validate.Report;
import io.kerf.validate.Validator;

/** A baseline that was asked for. */
record BaselineDraft(KernelHost host, SystemState baseline) implements BaselineRequest {
    @Override
    public Report validate() {
        return Validator.baseline().validate(baseline);
    }

    @Override
    public InitializePlan plan() {
        return host.pool().plan(validate().requireValid());
    }

    @Override
    public InitializePlan apply() {
        return host.pool().apply(validate().requireValid());
    }
}
