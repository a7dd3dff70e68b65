// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.InstanceHandle;
import io.kerf.model.CpuAffinity;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.sysfs.TransactionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a command that changes one instance answers, as data and as lines. */
final class InstanceAnswer {
    /** As many as fit a line of a terminal; more are told as ranges. */
    private static final int LISTED_CPUS = 24;

    private InstanceAnswer() {}

    /** The data of an answer: the instance as it is now, or would be. */
    static Answer of(
            String action, Instance instance, Optional<InstanceState> state, List<TransactionId> transactions) {
        return of(action, instance.name(), instance.id(), state)
                .with(
                        "transactions",
                        transactions.stream().map(TransactionId::number).toList())
                .with("resources", resources(instance));
    }

    /** The data of an answer about an instance whose resources nobody changed. */
    static Answer of(String action, InstanceHandle instance) {
        return of(action, instance.name(), Optional.of(instance.id()), Optional.of(instance.status()))
                .with("transactions", List.of())
                .with("resources", Optional.empty());
    }

    private static Answer of(String action, InstanceName name, Optional<InstanceId> id, Optional<InstanceState> state) {
        return Answer.of("change")
                .with("action", action)
                .with("name", name)
                .with("id", id.map(InstanceId::value))
                .with("state", state.map(InstanceState::text));
    }

    /** Ends the data of an answer. */
    static Answer ended(Answer answer, boolean changed, boolean dryRun, List<String> warnings) {
        return answer.with("changed", changed).with("dry_run", dryRun).with("warnings", warnings);
    }

    private static Map<String, Object> resources(Instance instance) {
        return Answer.part(
                "cpus",
                instance.cpus().stream().boxed().toList(),
                "memory_bytes",
                instance.memory().bytes(),
                "memory_regions",
                instance.regions().stream()
                        .map(region -> Answer.part("base", region.base(), "bytes", region.size()))
                        .toList(),
                "numa_nodes",
                instance.numaNodes(),
                "devices",
                instance.devices().stream().map(DeviceRef::text).toList());
    }

    /** Writes what an instance has. */
    static void details(Terminal terminal, Instance instance) {
        details(terminal, instance, cpus(instance), Optional.empty(), Optional.empty());
    }

    /** Writes what an instance has, its CPUs in other words, and how they and the memory were asked for. */
    static void details(
            Terminal terminal,
            Instance instance,
            String cpus,
            Optional<CpuAffinity> affinity,
            Optional<MemoryPolicy> policy) {
        terminal.detail("CPUs", cpus);
        affinity.ifPresent(word -> terminal.detail("CPU Affinity", word));
        if (!instance.numaNodes().isEmpty()) {
            terminal.detail("NUMA Nodes", joined(instance.numaNodes()));
        }
        terminal.detail("Memory", memory(instance));
        policy.ifPresent(word -> terminal.detail("Memory Policy", word));
        if (!instance.devices().isEmpty()) {
            terminal.detail(
                    "Devices",
                    joined(instance.devices().stream().map(DeviceRef::text).toList()));
        }
        instance.id().ifPresent(id -> terminal.detail("Instance ID", id));
    }

    private static String joined(List<?> items) {
        return items.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** CPUs one by one, which can be searched for; as ranges where that would be too long. */
    static String cpus(Instance instance) {
        return instance.cpus().size() > LISTED_CPUS
                ? instance.cpus().toString()
                : instance.cpus().stream().mapToObj(Long::toUnsignedString).collect(Collectors.joining(", "));
    }

    private static String memory(Instance instance) {
        List<MemoryRange> regions = instance.regions();
        if (regions.size() > 1) {
            return instance.memory() + " in " + regions.size() + " regions at "
                    + joined(regions.stream().map(each -> hex(each.base())).toList());
        }
        return instance.memory()
                + (instance.memoryBase().isPresent()
                        ? " at " + hex(instance.memoryBase().getAsLong())
                        : "");
    }

    private static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }

    /** Such as {@code (transaction 3)}, with a blank in front. */
    static String suffix(List<TransactionId> transactions) {
        return transactions.isEmpty()
                ? ""
                : " (transaction"
                        + (transactions.size() == 1 ? " " : "s ")
                        + joined(
                                transactions.stream().map(TransactionId::number).toList())
                        + ")";
    }
}
