// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.SystemState;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** An id stands for one instance: loading a kernel goes by it. */
final class InstanceIdUnique implements Rule {
    @Override
    public String id() {
        return "ID-002";
    }

    @Override
    public String title() {
        return "instance ids are unique";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        Map<InstanceId, Instance> first = new HashMap<>();
        for (Instance instance : state.instances()) {
            Instance other =
                    instance.id().map(id -> first.putIfAbsent(id, instance)).orElse(null);
            if (other != null) {
                report(state, instance, other, out);
            }
        }
    }

    private void report(SystemState state, Instance instance, Instance other, Consumer<Diagnostic> out) {
        InstanceId id = instance.id().orElseThrow();
        Draft.of(
                        this,
                        instance,
                        "id",
                        "id " + id + " of '" + instance.name() + "' already belongs to '" + other.name() + "'")
                .suggest("use id " + lowestFree(state) + ", which is free")
                .or("leave the id out: the kernel picks one")
                .also("first used here", other.places().find("id"))
                .to(out);
    }

    private static int lowestFree(SystemState state) {
        Set<Integer> used = state.instances().stream()
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
