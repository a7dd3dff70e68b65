// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.desired.PlanData;
import io.kerf.desired.PlannedAction;
import io.kerf.desired.PlannedAction.Kind;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceOptions;
import io.kerf.model.InstanceOptions.Uring;
import io.kerf.model.VirtioDevice;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A plan as an answer: how many actions of each kind, and each with what it is about and why. */
final class PlanAnswer {
    private PlanAnswer() {}

    static Answer of(PlanData plan, boolean applied) {
        Map<String, Object> counts = Answer.part();
        Arrays.stream(Kind.values()).forEach(kind -> counts.put(kind.text(), plan.count(kind)));
        return Answer.of("plan")
                .with("applied", applied)
                .with("from", plan.from())
                .with("counts", counts)
                .with("actions", plan.actions().stream().map(PlanAnswer::part).toList());
    }

    private static Map<String, Object> part(PlannedAction action) {
        return Answer.part(
                "kind", action.kind().text(),
                "name", action.name().text(),
                "before", action.before().map(PlanAnswer::part),
                "after", action.after().map(PlanAnswer::part),
                "reserved", ids(action.reserved()),
                "reasons", action.reasons());
    }

    private static Map<String, Object> part(Instance instance) {
        return Answer.part(
                "id", instance.id().map(id -> id.value()),
                "state", instance.state().toString(),
                "cpus", ids(instance.cpus()),
                "memory_bytes", instance.memory().bytes(),
                "regions", instance.regions().stream().map(ShowData::range).toList(),
                "devices", instance.devices().stream().map(Object::toString).toList(),
                "options", part(instance.options()));
    }

    private static Map<String, Object> part(InstanceOptions options) {
        return Answer.part(
                "enable_host_kcore", options.isHostKcoreEnabled(),
                "uring", options.uring().map(PlanAnswer::part),
                "virtio", options.virtio().stream().map(PlanAnswer::part).toList(),
                "llc_way_mask",
                        options.cacheWays().stream()
                                .mapToObj(Integer::toUnsignedLong)
                                .findFirst());
    }

    private static Map<String, Object> part(Uring rings) {
        return Answer.part(
                "sq_entries",
                rings.sqEntries(),
                "cq_entries",
                rings.cqEntries(),
                "shim_data_pages",
                rings.shimDataPages());
    }

    private static Map<String, Object> part(VirtioDevice device) {
        return Answer.part(
                "name", device.name(),
                "device_id", device.deviceId(),
                "queues", device.queues(),
                "queue_size", device.queueSize());
    }

    /** The ids one by one. */
    static List<Long> ids(CpuSet cpus) {
        return cpus.stream().boxed().toList();
    }

    /** What was done, such as {@code 1 created, 2 deleted}. */
    static String done(PlanData plan) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind != Kind.UNCHANGED && plan.count(kind) > 0)
                .map(kind -> plan.count(kind) + " " + participle(kind))
                .collect(Collectors.joining(", "));
    }

    private static String participle(Kind kind) {
        return kind.text() + (kind.text().endsWith("e") ? "d" : "ed");
    }
}
