// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.MemoryRange;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.simulated.SimulatedMachine.PciFunction;
import io.kerf.tree.DtNode;
import io.kerf.tree.PropertyValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One {@code instance-create} of a pool kernel. Only a malformed description and a lack of memory fail it. If one of the CPUs is taken, the instance gets
 * no CPU at all and the creation succeeds; the same goes for its PCI and for its platform devices.
 */
final class InstanceCreation {
    private static final int MOST_VIRTIO = 16;
    private static final int MOST_QUEUES = 8;
    private static final int MOST_HOST_TREE_BYTES = 128 << 10;
    private static final String HOST_TREE = "multikernel,host-tree";

    private final KernelState state;
    private final DtNode operation;
    private final List<PciFunction> pci = new ArrayList<>();
    private final List<String> platform = new ArrayList<>();
    private final Set<Long> cpus = new LinkedHashSet<>();
    private long memoryBytes;
    private int node = KernelProperty.ANY_NODE;

    InstanceCreation(KernelState state, DtNode operation) {
        this.state = state;
        this.operation = operation;
    }

    void run() throws KernelError {
        String name = InstanceSetTarget.instanceName(operation);
        DtNode resources = operation
                .child("resources")
                .orElseThrow(() -> new KernelError(Errno.EINVAL, "instance-create needs resources"));
        readResources(resources);
        Optional<DtNode> hostTree = Optional.empty();
        if (state.release() == SimulatedRelease.POOL) {
            checkVirtio(resources);
            hostTree = readChosen();
        }
        if (state.instance(name).isPresent()) {
            throw new KernelError(Errno.EEXIST, "there is an instance '" + name + "'");
        }
        SimulatedInstance instance = new SimulatedInstance(pickId(state, operation), name);
        if (memoryBytes != 0) {
            for (MemoryRange piece : state.memory().grant(memoryBytes, node)) {
                instance.addRegion(piece);
            }
        }
        hostTree.ifPresent(instance::setHostTree);
        state.add(instance);
        lendCpus(instance);
        new CreationDevices(pci, platform).lend(state, instance);
    }

    private void readResources(DtNode resources) throws KernelError {
        boolean newest = state.release() == SimulatedRelease.POOL;
        if (newest && resources.property("device-names").isPresent()) {
            throw new KernelError(Errno.EINVAL, "device-names is not understood: describe devices as nodes");
        }
        if (resources.property("memory-bytes").isPresent()) {
            memoryBytes = KernelProperty.pages(resources, "memory-bytes", state.pageSize());
        }
        if (resources.property("cpus").isPresent()) {
            for (long cpu : KernelProperty.cpus(resources)) {
                cpus.add(cpu);
            }
        }
        Optional<PropertyValue> nodes = KernelProperty.value(resources, "numa-nodes");
        if (nodes.isPresent()) {
            if (nodes.get().isEmpty() || nodes.get().size() % Integer.BYTES != 0) {
                throw new KernelError(Errno.EINVAL, "numa-nodes is empty or no list of cells");
            }
            for (int each : nodes.get().u32List()) {
                KernelProperty.checkedNode(resources, each);
            }
            node = nodes.get().u32List()[0];
        }
        if (newest) {
            readDevices(resources);
        } else {
            CreationDevices named = CreationDevices.of(state, resources);
            pci.addAll(named.pci());
            platform.addAll(named.platform());
        }
    }

    private void readDevices(DtNode resources) throws KernelError {
        Optional<DtNode> devices = resources.child("devices");
        if (devices.isEmpty()) {
            return;
        }
        for (DtNode device : devices.get().children()) {
            String type = KernelProperty.optionalText(device, "device-type").orElse("");
            if (type.equals("pci")) {
                pci.add(BaselineWrite.pciFunction(device));
            } else if (type.equals("platform")) {
                Optional<String> name = KernelProperty.optionalText(device, "device-name");
                if (name.isEmpty()
                        && KernelProperty.optionalText(device, "acpi-hid").isEmpty()) {
                    throw new KernelError(Errno.EINVAL, device.name() + " needs device-name or acpi-hid");
                }
                platform.add(name.orElse(""));
            } else {
                state.log().add("device '" + device.name() + "' has no known device-type, skipped");
            }
        }
    }

    private static void checkVirtio(DtNode resources) throws KernelError {
        Optional<DtNode> virtio = resources.child("virtio");
        if (virtio.isEmpty()) {
            return;
        }
        if (virtio.get().children().size() > MOST_VIRTIO) {
            throw new KernelError(Errno.E2BIG, "more than " + MOST_VIRTIO + " virtio devices");
        }
        for (DtNode device : virtio.get().children()) {
            KernelProperty.u32(device, "device-id");
            int queues = KernelProperty.u32(device, "queues");
            if (queues < 1 || queues > MOST_QUEUES) {
                throw new KernelError(Errno.EINVAL, device.name() + ": 1 to " + MOST_QUEUES + " queues, not " + queues);
            }
        }
    }

    private Optional<DtNode> readChosen() throws KernelError {
        Optional<DtNode> chosen = operation.child("chosen");
        if (chosen.isEmpty()) {
            return Optional.empty();
        }
        boolean foreign =
                chosen.get().children().stream().anyMatch(child -> !child.name().equals(HOST_TREE));
        if (foreign || !chosen.get().properties().isEmpty()) {
            throw new KernelError(Errno.EINVAL, "chosen may hold " + HOST_TREE + " alone");
        }
        Optional<DtNode> tree = chosen.get().child(HOST_TREE);
        if (tree.isPresent() && bytesOf(tree.get()) > MOST_HOST_TREE_BYTES) {
            throw new KernelError(Errno.EINVAL, HOST_TREE + " is larger than " + MOST_HOST_TREE_BYTES + " bytes");
        }
        return tree;
    }

    private static long bytesOf(DtNode tree) {
        return tree.stream()
                .mapToLong(each -> each.name().length()
                        + each.properties().stream()
                                .mapToLong(property -> property.size())
                                .sum())
                .sum();
    }

    /** The id that is asked for, if it is one and free; else the lowest free one. */
    static int pickId(KernelState state, DtNode operation) throws KernelError {
        Optional<PropertyValue> value =
                KernelProperty.value(operation, "id").filter(each -> each.size() == Integer.BYTES && each.u32() >= 0);
        if (value.isEmpty()) {
            int lowest = 1;
            while (state.instance(lowest).isPresent()) {
                lowest++;
            }
            return lowest;
        }
        int id = value.get().u32();
        if (id == 0 || state.instance(id).isPresent()) {
            throw new KernelError(Errno.EEXIST, "id " + id + " is in use");
        }
        return id;
    }

    private void lendCpus(SimulatedInstance instance) throws KernelError {
        for (long cpu : cpus) {
            if (!state.cpus().isFree(cpu)) {
                warn(instance, "CPU " + Long.toUnsignedString(cpu) + " is not free, no CPU is given");
                return;
            }
        }
        for (long cpu : cpus) {
            state.cpus().lend(cpu, instance.id());
            instance.addCpu(cpu);
        }
    }

    private void warn(SimulatedInstance instance, String what) {
        state.log().add("instance '" + instance.name() + "': " + what);
    }
}
