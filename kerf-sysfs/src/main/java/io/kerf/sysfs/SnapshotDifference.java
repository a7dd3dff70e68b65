// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tells in words how what the kernel says differs from what was meant, or from what it said before. */
final class SnapshotDifference {
    private SnapshotDifference() {}

    /** How an instance differs from what was asked for; empty if it does not. Where its memory lies counts by NUMA node only. */
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
        } else {
            nodes(intended, wanted, snapshot, is).ifPresent(difference -> differences.add(subject + difference));
        }
        if (!new TreeSet<>(wanted.devices()).equals(new TreeSet<>(is.devices()))) {
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
        List<String> differences = new ArrayList<>();
        compare("CPUs of the pool", before.poolCpus(), after.poolCpus(), differences);
        compare("free CPUs", before.freeCpus(), after.freeCpus(), differences);
        compare("memory of the pool", chunks(before), chunks(after), differences);
        compare("free devices", devices(before), devices(after), differences);
        compare("foreign instances", before.foreign(), after.foreign(), differences);
        Map<String, Instance> old = byName(before);
        Map<String, Instance> now = byName(after);
        old.forEach((name, was) -> {
            Instance is = now.get(name);
            if (is == null) {
                differences.add("instance '" + name + "' is gone");
            } else {
                compare("instance '" + name + "'", essence(was), essence(is), differences);
            }
        });
        now.keySet().stream()
                .filter(name -> !old.containsKey(name))
                .forEach(name -> differences.add("instance '" + name + "' is new"));
        return differences;
    }

    private static void compare(String what, Object before, Object after, List<String> out) {
        if (!Objects.equals(before, after)) {
            out.add(what + ": " + after + " instead of " + before);
        }
    }

    private static Map<String, Instance> byName(KernelSnapshot snapshot) {
        Map<String, Instance> byName = new TreeMap<>();
        snapshot.instances().forEach(instance -> byName.put(instance.name().text(), instance));
        return byName;
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
