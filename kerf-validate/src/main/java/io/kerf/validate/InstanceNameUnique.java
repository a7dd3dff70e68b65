// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Two instances of one name cannot be told apart: the name is a directory. */
final class InstanceNameUnique extends Rule {
    private static final int LONGEST_STEM = InstanceName.MAX_LENGTH - "-2147483647".length();

    InstanceNameUnique() {
        super("ID-001", Severity.ERROR, "instance names are unique");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        Set<String> used = new HashSet<>(2 * ground.instances().size());
        ground.instances().forEach(instance -> used.add(instance.name().text()));
        if (used.size() == ground.instances().size()) {
            return;
        }
        Map<InstanceName, Instance> first = new HashMap<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (Instance instance : ground.instances()) {
            Instance other = first.putIfAbsent(instance.name(), instance);
            if (other != null) {
                Draft.of(this, instance, "", "there are two instances called '" + instance.name() + "'")
                        .now("the first has " + described(other) + ", the second " + described(instance))
                        .suggest("call the second '" + free(instance.name().text(), numbers, used) + "', which is free")
                        .or("remove one of the two")
                        .also("the first one", other.declaredAt())
                        .to(out);
            }
        }
    }

    private static String described(Instance instance) {
        return Words.cpus(instance.cpus()) + " and " + instance.memory();
    }

    /** The name with the next number that makes it another one; no name is given out twice. */
    private static String free(String name, Map<String, Integer> numbers, Set<String> used) {
        String stem = name.length() > LONGEST_STEM ? name.substring(0, LONGEST_STEM) : name;
        int number = numbers.getOrDefault(stem, 1);
        String found;
        do {
            number++;
            found = stem + "-" + number;
        } while (!used.add(found));
        numbers.put(stem, number);
        return found;
    }
}
