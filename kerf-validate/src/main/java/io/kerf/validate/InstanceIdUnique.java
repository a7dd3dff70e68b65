// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** An id stands for one instance: loading a kernel goes by it. */
final class InstanceIdUnique extends Rule {
    InstanceIdUnique() {
        super("ID-002", Severity.ERROR, "instance ids are unique");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        if (areUnique(ground.instances())) {
            return;
        }
        Map<InstanceId, Instance> first = new HashMap<>();
        Set<Integer> used = new HashSet<>();
        ground.instances()
                .forEach(instance -> instance.id().map(InstanceId::value).ifPresent(used::add));
        int free = InstanceId.FIRST;
        for (Instance instance : ground.instances()) {
            Instance other =
                    instance.id().map(id -> first.putIfAbsent(id, instance)).orElse(null);
            if (other != null) {
                while (used.contains(free)) {
                    free++;
                }
                report(instance, other, free++, out);
            }
        }
    }

    private static boolean areUnique(List<Instance> instances) {
        BitSet used = new BitSet(InstanceId.LAST + 1);
        for (Instance instance : instances) {
            int id = instance.id().map(InstanceId::value).orElse(0);
            if (id != 0 && used.get(id)) {
                return false;
            }
            used.set(id);
        }
        return true;
    }

    private void report(Instance instance, Instance other, int free, Consumer<Diagnostic> out) {
        InstanceId id = instance.id().orElseThrow();
        Draft.of(
                        this,
                        instance,
                        "id",
                        "id " + id + " of '" + instance.name() + "' already belongs to '" + other.name() + "'")
                .now("'" + other.name() + "' has id " + id + ", and so has '" + instance.name() + "'")
                .suggest(
                        free <= InstanceId.LAST
                                ? "use id " + free + ", which is free"
                                : "remove an instance: there are no more than " + InstanceId.LAST + " ids")
                .or("leave the id out: the kernel picks one")
                .also("first used here", other.places().find("id"))
                .to(out);
    }
}
