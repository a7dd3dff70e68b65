// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.desired.DesiredInstance;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceOptions;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is wanted of an instance that is there.
 *
 * @param there the instance
 * @param wish what is wanted
 * @param devices the devices of the wish
 * @param hasRightNodes whether its CPUs are on nodes that the wish allows
 * @param claimed CPUs that others are to have by id, and so this one is not
 */
record InstanceWish(
        Instance there, DesiredInstance wish, Set<DeviceRef> devices, boolean hasRightNodes, CpuSet claimed) {
    static InstanceWish of(SystemState state, Instance there, DesiredInstance wish, CpuSet claimed) {
        TreeSet<DeviceRef> devices = new TreeSet<>();
        wish.devices().forEach(name -> devices.add(state.deviceRef(name)));
        CpuSet cpus = wish.cpus().orElse(there.cpus());
        boolean rightNodes = wish.numaNodes().isEmpty()
                || wish.numaNodes().containsAll(state.topology().nodesOf(cpus));
        return new InstanceWish(there, wish, devices, rightNodes, claimed);
    }

    /** Whether nothing has to happen. */
    boolean isMet() {
        return hasRightCpus()
                && there.memory().equals(memory())
                && new TreeSet<>(there.devices()).equals(devices)
                && replacement().isEmpty();
    }

    boolean hasRightCpus() {
        return wish.cpus()
                .map(set -> set.equals(there.cpus()))
                .orElse(wish.cpuCount() == there.cpus().size() && !there.cpus().intersects(claimed));
    }

    /** Why the instance has to be created anew, whatever a kernel can change. */
    Optional<String> replacement() {
        if (wish.id().isPresent() && !wish.id().equals(there.id())) {
            return Optional.of("it has id " + there.id().map(Object::toString).orElse("none") + ", and id "
                    + wish.id().get() + " is wanted");
        }
        if (wish.cpus().isEmpty() && claimed.contains(there.cpusBootFirst()[0])) {
            return Optional.of("it boots on CPU " + Long.toUnsignedString(there.cpusBootFirst()[0])
                    + ", which another instance is to have");
        }
        InstanceOptions has = there.options();
        if (!wish.options().orElse(has).equals(has)) {
            return Optional.of("it was created with " + words(has) + ", and "
                    + words(wish.options().get()) + " are wanted");
        }
        if (there.memory().equals(memory()) && isScattered(there)) {
            return Optional.of(scattered(there));
        }
        return hasRightNodes
                ? Optional.empty()
                : Optional.of("its CPUs " + wish.cpus().orElse(there.cpus()) + " are not all on NUMA nodes "
                        + wish.numaNodes());
    }

    private static String words(InstanceOptions options) {
        return options.equals(InstanceOptions.none()) ? "no options" : options.toString();
    }

    /** Whether the memory of an instance lies in more regions than it may. */
    boolean isScattered(Instance instance) {
        return wish.memoryRegions().isPresent()
                && instance.regions().size() > wish.memoryRegions().getAsInt();
    }

    /** Says so. */
    String scattered(Instance instance) {
        return "its memory of " + instance.memory() + (instance.equals(there) ? " is in " : " would be in ")
                + instance.regions().size() + " regions, and at most "
                + wish.memoryRegions().orElseThrow() + " is wanted";
    }

    /** Requests round memory up to pages. */
    private ByteSize memory() {
        long page = MemoryRange.PAGE_SIZE;
        long bytes = wish.memory().bytes();
        return ByteSize.ofBytes(bytes > Long.MAX_VALUE - page ? bytes : (bytes + page - 1) / page * page);
    }

    /** Asks for all that is missing. */
    UpdateInstance update(Host host, CpuSet cpus) {
        UpdateInstance update = host.updateInstance(there.name().text());
        update = cpus.equals(there.cpus()) ? update : update.cpus(cpus);
        update = there.memory().equals(memory()) ? update : update.memory(memory());
        for (DeviceRef device : there.devices()) {
            update = devices.contains(device) ? update : update.removeDevice(device.text());
        }
        for (DeviceRef device : devices) {
            update = there.devices().contains(device) ? update : update.addDevice(device.text());
        }
        return update;
    }

    /** What an update changes, in words. */
    static List<String> differences(Instance before, Instance after) {
        List<String> words = new ArrayList<>();
        CpuSet come = after.cpus().minus(before.cpus());
        CpuSet go = before.cpus().minus(after.cpus());
        if (!come.isEmpty()) {
            words.add("CPUs " + come + " come");
        }
        if (!go.isEmpty()) {
            words.add("CPUs " + go + " go");
        }
        if (!before.memory().equals(after.memory())) {
            words.add("memory changes from " + before.memory() + " to " + after.memory());
        }
        for (DeviceRef device : after.devices()) {
            if (!before.devices().contains(device)) {
                words.add(device + " comes");
            }
        }
        for (DeviceRef device : before.devices()) {
            if (!after.devices().contains(device)) {
                words.add(device + " goes");
            }
        }
        return words;
    }
}
