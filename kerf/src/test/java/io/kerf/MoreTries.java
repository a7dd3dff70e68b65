// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/** Multiplies the tries of properties by the system property {@code kerf.tries}, for whoever has the time. */
class MoreTries implements AroundPropertyHook {
    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        int times = Integer.getInteger("kerf.tries", 1);
        context.attributes().tries().ifPresent(tries -> context.attributes().setTries(tries * times));
        return property.execute();
    }
}
