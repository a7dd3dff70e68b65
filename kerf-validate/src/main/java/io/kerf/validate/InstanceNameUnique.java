// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Two instances of one name cannot be told apart: the name is a directory. */
final class InstanceNameUnique extends Rule {
    InstanceNameUnique() {
        super("ID-001", Severity.ERROR, "instance names are unique");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        Map<InstanceName, Instance> first = new HashMap<>();
        for (Instance instance : ground.instances()) {
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
