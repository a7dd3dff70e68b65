// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Tells in words how what the kernel says differs from what was meant, or from what it said before. */
final class SnapshotDifference {
    private SnapshotDifference() {}

    /**
     * How an instance differs from what was asked for; empty if it does not. Where its memory lies counts by NUMA node only, and not at all
     * where the kernel passes over wishes for nodes.
     */
    static List<String> ofInstance(SystemState intended, Instance wanted, KernelSnapshot snapshot) {
        Optional<Instance> found = snapshot.instance(wanted.name());
        if (found.isEmpty()) {
            return List.of("there is no instance '" + wanted.name() + "'");
        }
        Instance is = found.get();
        String subject = "'" + wanted.name() + "' has ";
        List<String> differences = new ArrayList<>();
        if (wanted.id().isPresent() && !wanted.id().equals(is.id())) {
            differences.add(subject + "id " + words(is.id()) + " instead of " + words(wanted.id()));
        }
        if (!wanted.cpus().equals(is.cpus())) {
            differences.add(subject + "CPUs " + is.cpus() + " instead of " + wanted.cpus());
        } else if (!wanted.bootCpu().equals(is.bootCpu())) {
            differences.add(subject + "boot CPU " + is.bootCpu().orElse(-1) + " instead of "
                    + wanted.bootCpu().orElse(-1));
        }
        if (!wanted.memory().equals(is.memory())) {
            differences.add(subject + is.memory() + " of memory instead of " + wanted.memory());
        } else if (!snapshot.isFlat()) {
            nodes(intended, wanted, snapshot, is).ifPresent(difference -> differences.add(subject + difference));
        }
        if (!wanted.devices().equals(is.devices())
                && !new TreeSet<>(wanted.devices()).equals(new TreeSet<>(is.devices()))) {
            differences.add(subject + "devices " + is.devices() + " instead of " + wanted.devices());
        }
        return differences;
    }

    private static Optional<String> nodes(SystemState intended, Instance wanted, KernelSnapshot snapshot, Instance is) {
        Optional<Map<Integer, Long>> meant = MemoryByNode.bytesByNode(intended, wanted.regions());
        Optional<Map<Integer, Long>> real = MemoryByNode.bytesByNode(snapshot.host(), is.regions());
        boolean differs = meant.isPresent() && real.isPresent() && !meant.equals(real);
        return differs
                ? Optional.of("memory on NUMA nodes " + real.get().keySet() + " instead of "
                        + meant.get().keySet())
                : Optional.empty();
    }

    private static String words(Optional<?> value) {
        return value.map(Object::toString).orElse("unknown");
    }

    /** How one moment differs from another; where memory lies and the records of transactions do not count. */
    static List<String> between(KernelSnapshot before, KernelSnapshot after) {
        return between(essence(before), essence(after));
    }

    /** How one moment differs from another, out of what {@link #essence} told of each; where memory lies does not count. */
    static List<String> between(Map<String, String> before, Map<String, String> after) {
        List<String> differences = new ArrayList<>();
        before.forEach((what, was) -> {
            String is = after.get(what);
            if (is == null) {
                differences.add(what + " is gone");
            } else if (!is.equals(was)) {
                differences.add(what + ": " + is + " instead of " + was);
            }
        });
        after.keySet().stream()
                .filter(what -> !before.containsKey(what))
                .forEach(what -> differences.add(what + " is new"));
        return differences;
    }

    /** All of a moment that counts, in words, by what it is about. */
    static Map<String, String> essence(KernelSnapshot snapshot) {
        return essence(snapshot, name -> true);
    }

    /** All of a moment that can count for a change of some instances: the pool, and these. */
    static Map<String, String> essence(KernelSnapshot snapshot, Set<InstanceName> changed) {
        return essence(snapshot, changed::contains);
    }

    private static Map<String, String> essence(KernelSnapshot snapshot, Predicate<InstanceName> counts) {
        Map<String, String> essence = new LinkedHashMap<>();
        essence.put("CPUs of the pool", snapshot.poolCpus().toString());
        essence.put("free CPUs", snapshot.freeCpus().toString());
        essence.put("memory of the pool", chunks(snapshot).toString());
        essence.put("free devices", devices(snapshot).toString());
        essence.put("foreign instances", snapshot.foreign().toString());
        Map<String, String> byName = new TreeMap<>();
        for (Instance instance : snapshot.instances()) {
            if (counts.test(instance.name())) {
                byName.put("instance '" + instance.name() + "'", essence(instance));
            }
        }
        essence.putAll(byName);
        return essence;
    }

    /** What was asked for an instance, and must be the case once it is there; not where its memory lies. */
    static String request(Instance instance) {
        return "ID " + words(instance.id()) + ", CPUs " + instance.cpus() + ", boot CPU " + instance.bootCpu() + ", "
                + instance.memory().bytes() + " bytes, devices " + sorted(instance);
    }

    /** What of an instance must come back. Another boot CPU order behind the first CPU cannot be seen and does not count. */
    private static String essence(Instance instance) {
        return instance.withMemory(instance.memory())
                        .withDevices(sorted(instance))
                        .toString() + ", boot CPU " + instance.bootCpu();
    }

    private static List<DeviceRef> sorted(Instance instance) {
        return instance.devices().stream().sorted().toList();
    }

    /** Sizes by node, in order of both. */
    static List<String> chunks(KernelSnapshot snapshot) {
        return snapshot.pool().chunks().stream()
                .map(SnapshotDifference::sizeAndNode)
                .sorted()
                .toList();
    }

    static String sizeAndNode(PoolChunk chunk) {
        return chunk.size()
                + (chunk.numaNode().isPresent() ? " on node " + chunk.numaNode().getAsInt() : "");
    }

    private static List<String> devices(KernelSnapshot snapshot) {
        return snapshot.host().devices().stream()
                .map(SnapshotDifference::identity)
                .sorted()
                .toList();
    }

    private static String identity(Device device) {
        return device.pciAddress().map(Object::toString).orElse(device.name());
    }
}
