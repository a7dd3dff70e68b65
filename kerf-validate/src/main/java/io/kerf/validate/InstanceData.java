// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.SubjectKind;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The key {@code instances} of the report's data. */
final class InstanceData {
    private InstanceData() {}

    static Map<String, Object> of(Report report) {
        Map<String, Long> errors = errorsByInstance(report);
        OnceByName data = new OnceByName();
        for (Instance instance : report.state().instances()) {
            String name = instance.name().text();
            data.put(name, instance(instance, errors.getOrDefault(name, 0L)));
        }
        return data.data();
    }

    static Map<String, Long> errorsByInstance(Report report) {
        return report.errors().stream()
                .filter(error -> error.subjectKind() == SubjectKind.INSTANCE)
                .flatMap((Diagnostic error) -> error.subject().stream())
                .collect(Collectors.groupingBy(subject -> subject, Collectors.counting()));
    }

    private static Map<String, Object> instance(Instance instance, long errors) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("id", instance.id().<Object>map(id -> (long) id.value()).orElse("auto-assigned"));
        data.put("status", errors == 0 ? "valid" : "invalid");
        data.put("state", instance.state().text());
        data.put("resources", resources(instance));
        return data;
    }

    private static Map<String, Object> resources(Instance instance) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("cpus", HardwareData.ids(instance.cpus()));
        data.put(
                "memory_base",
                instance.memoryBase().isPresent()
                        ? HardwareData.unsigned(instance.memoryBase().getAsLong())
                        : ReportData.NULL);
        data.put("memory_bytes", instance.memory().bytes());
        data.put(
                "memory_regions",
                instance.regions().stream().map(HardwareData::range).toList());
        data.put("devices", instance.devices().stream().map(DeviceRef::text).toList());
        data.put("numa_nodes", HardwareData.numbers(instance.numaNodes()));
        data.put("cpu_affinity", instance.affinity().text());
        data.put("memory_policy", instance.memoryPolicy().text());
        return data;
    }
}
