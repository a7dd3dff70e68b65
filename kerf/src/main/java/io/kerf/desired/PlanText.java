// SPDX-License-Identifier: Apache-2.0
package io.kerf.desired;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kerf.desired.PlannedAction.Kind;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceOptions;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.ModelException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A plan as JSON. Numbers that may need 64 bits unsigned, and sets of CPUs, are texts. */
final class PlanText {
    private static final String FORM = "1";
    private static final JsonFactory FACTORY = new JsonFactory();

    private static final Set<String> PLAN = Set.of("kerf-plan", "from", "actions");
    private static final Set<String> ACTION = Set.of("kind", "name", "before", "after", "reserved", "reasons");
    private static final Set<String> INSTANCE = Set.of(
            "name",
            "id",
            "state",
            "cpus",
            "boot-cpu",
            "memory",
            "regions",
            "numa-nodes",
            "affinity",
            "memory-policy",
            "devices",
            "options");

    private PlanText() {}

    static String write(PlanData plan) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(out).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeNumberField("kerf-plan", Integer.parseInt(FORM));
            json.writeStringField("from", plan.from());
            json.writeArrayFieldStart("actions");
            for (PlannedAction action : plan.actions()) {
                write(json, action);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot be written", e);
        }
        return out.append('\n').toString();
    }

    private static void write(JsonGenerator json, PlannedAction action) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", action.kind().text());
        json.writeStringField("name", action.name().text());
        if (action.before().isPresent()) {
            write(json, "before", action.before().get());
        }
        if (action.after().isPresent()) {
            write(json, "after", action.after().get());
        }
        if (!action.reserved().isEmpty()) {
            json.writeStringField("reserved", action.reserved().toString());
        }
        write(json, "reasons", action.reasons());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String key, Instance instance) throws IOException {
        json.writeObjectFieldStart(key);
        json.writeStringField("name", instance.name().text());
        if (instance.id().isPresent()) {
            json.writeNumberField("id", instance.id().get().value());
        }
        json.writeStringField("state", instance.state().toString());
        json.writeStringField("cpus", instance.cpus().toString());
        if (instance.bootCpu().isPresent()) {
            json.writeStringField(
                    "boot-cpu", Long.toUnsignedString(instance.bootCpu().getAsLong()));
        }
        json.writeStringField("memory", Long.toUnsignedString(instance.memory().bytes()));
        List<String> regions = instance.regions().stream()
                .map(region -> Long.toUnsignedString(region.base()) + "+" + Long.toUnsignedString(region.size()))
                .toList();
        write(json, "regions", regions);
        write(
                json,
                "numa-nodes",
                instance.numaNodes().stream().map(String::valueOf).toList());
        json.writeStringField("affinity", instance.affinity().text());
        json.writeStringField("memory-policy", instance.memoryPolicy().text());
        write(json, "devices", instance.devices().stream().map(PlanText::device).toList());
        if (!instance.options().equals(InstanceOptions.none())) {
            OptionsText.write(json, "options", instance.options());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String key, List<String> texts) throws IOException {
        json.writeFieldName(key);
        json.writeArray(texts.toArray(String[]::new), 0, texts.size());
    }

    /** A device by its kind, since a name alone may look like that of a part. */
    private static String device(DeviceRef ref) {
        if (ref instanceof DeviceRef.VirtualFunction vf) {
            return "vf " + vf.index() + " " + vf.device();
        }
        if (ref instanceof DeviceRef.Namespace ns) {
            return "ns " + ns.id() + " " + ns.device();
        }
        return "whole " + ref.device();
    }

    static PlanData parse(String text, String source) {
        YamlFields plan = YamlFields.document(text, source, "the plan");
        plan.requireKnown(PLAN);
        if (!plan.text("kerf-plan").equals(FORM)) {
            throw plan.fault(
                    "kerf-plan",
                    "this plan has form " + plan.text("kerf-plan") + ", and form " + FORM
                            + " is known: make the plan again");
        }
        List<PlannedAction> actions = new ArrayList<>();
        for (YamlFields each : plan.mappings("actions")) {
            actions.add(action(each));
        }
        return plan.at("actions", () -> new PlanData(plan.text("from"), actions));
    }

    private static PlannedAction action(YamlFields fields) {
        fields.requireKnown(ACTION);
        InstanceName name = fields.read("name", InstanceName::of);
        Optional<Instance> before = instance(fields, "before", name);
        Optional<Instance> after = instance(fields, "after", name);
        CpuSet reserved = fields.readIfPresent("reserved", CpuSet::parse).orElse(CpuSet.empty());
        Kind kind = fields.read("kind", text -> word(Kind.values(), text, "kind of action"));
        return fields.at("kind", () -> new PlannedAction(kind, name, before, after, reserved, fields.texts("reasons")));
    }

    private static Optional<Instance> instance(YamlFields action, String key, InstanceName name) {
        return action.has(key) ? Optional.of(instance(action.mapping(key), name)) : Optional.empty();
    }

    private static Instance instance(YamlFields fields, InstanceName name) {
        fields.requireKnown(INSTANCE);
        Instance instance = Instance.named(fields.read("name", InstanceName::of))
                .withState(fields.read("state", text -> word(InstanceState.values(), text, "state")))
                .withCpus(fields.read("cpus", CpuSet::parse))
                .withMemory(fields.read("memory", text -> new ByteSize(unsigned(text))))
                .withNumaNodes(fields.at(
                        "numa-nodes",
                        () -> fields.texts("numa-nodes").stream()
                                .map(PlanText::number)
                                .toList()))
                .withAffinity(fields.read("affinity", CpuAffinity::parse))
                .withMemoryPolicy(fields.read("memory-policy", MemoryPolicy::parse))
                .withDevices(fields.at(
                        "devices",
                        () -> fields.texts("devices").stream()
                                .map(PlanText::device)
                                .toList()));
        if (!instance.name().equals(name)) {
            throw fields.fault("name", "the action is about '" + name + "', and this is '" + instance.name() + "'");
        }
        Instance placed = instance;
        List<MemoryRange> regions = fields.at(
                "regions",
                () -> fields.texts("regions").stream().map(PlanText::region).toList());
        placed = regions.isEmpty() ? placed : placed.withRegions(regions);
        Optional<InstanceId> id = fields.readIfPresent("id", text -> InstanceId.of(number(text)));
        placed = id.isPresent() ? placed.withId(id.get()) : placed;
        placed = fields.has("options") ? placed.withOptions(OptionsText.read(fields.mapping("options"))) : placed;
        Instance booting = placed;
        return fields.readIfPresent("boot-cpu", text -> booting.withBootCpu(unsigned(text)))
                .orElse(booting);
    }

    private static MemoryRange region(String text) {
        int plus = text.indexOf('+');
        if (plus < 0) {
            throw new ModelException("memory region", text, "expected its base, '+' and its size");
        }
        return new MemoryRange(unsigned(text.substring(0, plus)), unsigned(text.substring(plus + 1)));
    }

    private static DeviceRef device(String text) {
        String[] words = text.split(" ", 3);
        if (words.length == 2 && words[0].equals("whole")) {
            return new DeviceRef.Whole(words[1]);
        }
        if (words.length == 3 && words[0].equals("vf")) {
            return new DeviceRef.VirtualFunction(words[2], number(words[1]));
        }
        if (words.length == 3 && words[0].equals("ns")) {
            return new DeviceRef.Namespace(words[2], number(words[1]));
        }
        throw new ModelException("device", text, "expected 'whole NAME', 'vf N NAME' or 'ns N NAME'");
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new ModelException("number", text, "expected a decimal number up to " + Integer.MAX_VALUE);
        }
    }

    private static long unsigned(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new ModelException("number", text, "expected a decimal number from 0 to 2^64 - 1");
        }
    }

    private static <E extends Enum<E>> E word(E[] values, String text, String kind) {
        return Arrays.stream(values)
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new ModelException(
                        kind,
                        text,
                        "expected "
                                + String.join(
                                        ", ",
                                        Arrays.stream(values)
                                                .map(value -> value.name().toLowerCase(Locale.ROOT))
                                                .toList())));
    }
}
