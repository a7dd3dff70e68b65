// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** An id stands for one instance: loading a kernel goes by it. */
final class InstanceIdUnique extends Rule {
    InstanceIdUnique() {
        super("ID-002", Severity.ERROR, "instance ids are unique");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        Map<InstanceId, Instance> first = new HashMap<>();
        for (Instance instance : ground.instances()) {
            Instance other =
                    instance.id().map(id -> first.putIfAbsent(id, instance)).orElse(null);
            if (other != null) {
                report(ground, instance, other, out);
            }
        }
    }

    private void report(Ground ground, Instance instance, Instance other, Consumer<Diagnostic> out) {
        InstanceId id = instance.id().orElseThrow();
        Draft.of(
                        this,
                        instance,
                        "id",
                        "id " + id + " of '" + instance.name() + "' already belongs to '" + other.name() + "'")
                .suggest("use id " + lowestFree(ground) + ", which is free")
                .or("leave the id out: the kernel picks one")
                .also("first used here", other.places().find("id"))
                .to(out);
    }

    private static int lowestFree(Ground ground) {
        Set<Integer> used = ground.instances().stream()
                .flatMap(instance -> instance.id().stream())
                .map(InstanceId::value)
                .collect(Collectors.toSet());
        int id = InstanceId.FIRST;
        while (used.contains(id)) {
            id++;
        }
        return id;
    }
}
