// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.SystemState;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Two instances of one name cannot be told apart: the name is a directory. */
final class InstanceNameUnique implements Rule {
    @Override
    public String id() {
        return "ID-001";
    }

    @Override
    public String title() {
        return "instance names are unique";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        Map<InstanceName, Instance> first = new HashMap<>();
        for (Instance instance : state.instances()) {
            Instance other = first.putIfAbsent(instance.name(), instance);
            if (other != null) {
                Draft.of(this, instance, "", "there are two instances called '" + instance.name() + "'")
                        .suggest("give one of them another name")
                        .also("the first one", other.declaredAt())
                        .to(out);
            }
        }
    }
}
