// SPDX-License-Identifier: Apache-2.0
package io.kerf.desired;

import io.kerf.alloc.SmtPolicy;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.ModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads a desired state from YAML or JSON. */
final class DesiredText {
    private static final Set<String> KEYS = Set.of(
            "cpus",
            "cpu-count",
            "memory",
            "memory-regions",
            "numa-nodes",
            "devices",
            "affinity",
            "smt",
            "memory-policy",
            "id",
            "options");

    private DesiredText() {}

    static DesiredState parse(String text, String source) {
        YamlFields document = YamlFields.document(text, source, "the desired state");
        document.requireKnown(Set.of("instances"));
        YamlFields instances = document.mapping("instances");
        List<DesiredInstance> all = new ArrayList<>();
        for (String name : instances.keys()) {
            all.add(instance(instances.at(name, () -> InstanceName.of(name)), instances.mapping(name)));
        }
        return new DesiredState(all);
    }

    private static DesiredInstance instance(InstanceName name, YamlFields fields) {
        fields.requireKnown(KEYS);
        DesiredInstance bare = cpus(name, fields, fields.read("memory", DesiredText::memory));
        DesiredInstance wanted = bare.onNumaNodes(numbers(fields, "numa-nodes"))
                .withDevices(fields.texts("devices").toArray(String[]::new))
                .withAffinity(
                        fields.readIfPresent("affinity", CpuAffinity::parse).orElse(bare.affinity()))
                .withSmt(fields.readIfPresent("smt", DesiredText::smt).orElse(bare.smt()))
                .withMemoryPolicy(fields.readIfPresent("memory-policy", MemoryPolicy::parse)
                        .orElse(bare.memoryPolicy()));
        DesiredInstance pieces = fields.readIfPresent("memory-regions", text -> wanted.withMemoryRegions(number(text)))
                .orElse(wanted);
        DesiredInstance special =
                fields.has("options") ? pieces.withOptions(OptionsText.read(fields.mapping("options"))) : pieces;
        return fields.readIfPresent("id", text -> special.withId(number(text))).orElse(special);
    }

    private static DesiredInstance cpus(InstanceName name, YamlFields fields, ByteSize memory) {
        if (fields.has("cpus") == fields.has("cpu-count")) {
            throw fields.fault("cpus", "instance '" + name + "' needs either 'cpus' or 'cpu-count'");
        }
        if (fields.has("cpu-count")) {
            return fields.at(
                    "cpu-count", () -> DesiredInstance.withCpuCount(name, number(fields.text("cpu-count")), memory));
        }
        if (fields.texts("cpus").isEmpty()) {
            throw fields.fault("cpus", "'cpus' is empty, and an instance has at least one CPU");
        }
        return fields.at("cpus", () -> {
            CpuSet set = CpuSet.parse(String.join(",", fields.texts("cpus")));
            return DesiredInstance.withCpus(name, set, memory);
        });
    }

    private static ByteSize memory(String text) {
        ByteSize size = ByteSize.parse(text);
        if (size.isZero()) {
            throw new ModelException("memory", text, "an instance has some");
        }
        return size;
    }

    private static int[] numbers(YamlFields fields, String key) {
        return fields.at(
                key,
                () -> fields.texts(key).stream().mapToInt(DesiredText::number).toArray());
    }

    static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new ModelException("number", text, "use a decimal number up to " + Integer.MAX_VALUE);
        }
    }

    private static SmtPolicy smt(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(SmtPolicy.values())
                .filter(value -> value.text().equals(word))
                .findFirst()
                .orElseThrow(() -> new ModelException("SMT policy", text, "expected avoid, whole, share or require"));
    }
}
