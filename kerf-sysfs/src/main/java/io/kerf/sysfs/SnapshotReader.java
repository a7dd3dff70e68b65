// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.fdt.Fdt;
import io.kerf.fdt.FdtFormatException;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.Dialect;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import io.kerf.model.binding.Names;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Reads what a kernel says. The generation settles how wide CPU ids are. Flat kernels do not say which CPUs are free, so what the instances
 * have is taken from the pool, whether or not the tree of the host still lists it.
 */
final class SnapshotReader {
    private static final String ROOT = "/sys/fs/multikernel/";
    private static final String HOST_TREE = ROOT + "device_tree";
    private static final long NO_ID = -1;
    private static final Comparator<Instance> BY_NAME =
            (one, other) -> one.name().text().compareTo(other.name().text());
    private static final DeviceTree WITHOUT_POOL =
            DeviceTree.builder().beginNode(Names.RESOURCES).endNode().build();

    private final MultikernelFs fs;
    private final KernelAbi abi;
    private final List<Device> known;
    private final KnownReadings before;
    private final DeviceTree host;

    /** A reader that makes instances anew only where they differ from those that it knows. */
    SnapshotReader(MultikernelFs fs, KernelAbi abi, List<Device> known, KnownReadings before) {
        this(fs, abi, known, before, hostTree(fs, abi, before));
    }

    private SnapshotReader(MultikernelFs fs, KernelAbi abi, List<Device> known, KnownReadings before, DeviceTree host) {
        this.fs = fs;
        this.abi = abi;
        this.known = known;
        this.before = before;
        this.host = host;
    }

    /**
     * A reader that goes by the tree of the host. One without any mark is read like that of a pool kernel, as there is nothing to tell; where
     * there is none beside {@code overlays/}, the kernel is one of the first flat ones.
     */
    static SnapshotReader guessing(MultikernelFs fs, List<Device> known, KnownReadings before) {
        Optional<byte[]> blob = blob(fs);
        if (blob.isEmpty()) {
            List<TransactionId> unused = fs.transactions();
        }
        if (blob.isEmpty() || blob.get().length == 0) {
            return new SnapshotReader(fs, KernelAbi.FLAT_U32, known, before, WITHOUT_POOL);
        }
        DeviceTree tree = decodedHost(blob.get(), before);
        KernelAbi abi = AbiDetection.of(tree, fs::cpuinfo).orElse(KernelAbi.POOL);
        return new SnapshotReader(fs, abi, known, before, tree);
    }

    private static DeviceTree decodedHost(byte[] blob, KnownReadings before) {
        return before.hostTree(blob, () -> decode(HOST_TREE, blob));
    }

    /** The first flat kernels have no tree before their baseline: there is no pool then. */
    private static DeviceTree hostTree(MultikernelFs fs, KernelAbi abi, KnownReadings before) {
        if (abi != KernelAbi.FLAT_U32) {
            try {
                return decodedHost(fs.readDeviceTree(), before);
            } catch (KernelInterfaceException e) {
                throw e.reason() == KernelInterfaceException.Reason.GONE ? e.spokenAs(abi) : e;
            }
        }
        return blob(fs).filter(blob -> blob.length > 0)
                .map(blob -> decodedHost(blob, before))
                .orElse(WITHOUT_POOL);
    }

    /** The tree of the host; empty if it is not there. */
    static Optional<byte[]> blob(MultikernelFs fs) {
        try {
            return Optional.of(fs.readDeviceTree());
        } catch (KernelInterfaceException e) {
            if (e.reason() == KernelInterfaceException.Reason.GONE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    KernelSnapshot read() {
        IomemRegions regions = before.regions(fs.iomem());
        List<Instance> instances = new ArrayList<>();
        List<String> foreign = new ArrayList<>();
        List<String> names = fs.instances();
        for (String name : names) {
            if (InstanceName.isValid(name)) {
                instance(InstanceName.of(name), regions).ifPresent(instances::add);
            } else {
                foreign.add(name);
            }
        }
        before.keepOnly(names);
        return new KernelSnapshot(abi.isFlat() ? flatHost(instances) : poolHost(), instances, foreign);
    }

    /** Reads the pool; of a flat kernel with all instances, as only they tell which CPUs of it are lent. */
    KernelSnapshot readPool() {
        return abi.isFlat() ? read() : new KernelSnapshot(poolHost(), List.of(), List.of());
    }

    /**
     * Reads the host and some instances; the others are as was known. A flat kernel is read as a whole, as only all instances together tell
     * which CPUs are free.
     */
    KernelSnapshot readOnly(Set<InstanceName> names, List<Instance> others) {
        if (abi.isFlat()) {
            return read();
        }
        IomemRegions regions = before.regions(fs.iomem());
        List<Instance> instances = new ArrayList<>(others.size() + names.size());
        for (Instance each : others) {
            if (!names.contains(each.name())) {
                instances.add(each);
            }
        }
        for (InstanceName name : names) {
            instance(name, regions).ifPresent(instances::add);
        }
        instances.sort(BY_NAME);
        List<String> foreign = new ArrayList<>();
        for (String name : fs.instances()) {
            if (!InstanceName.isValid(name)) {
                foreign.add(name);
            }
        }
        return new KernelSnapshot(poolHost(), instances, foreign);
    }

    private SystemState poolHost() {
        return before.host(host, this::madePoolHost);
    }

    /** A list of CPUs or a chunk that is cut would be taken for a smaller pool, and changes be made by that. */
    private SystemState madePoolHost() {
        DtNode resources = host.root().child(Names.RESOURCES).orElse(host.root());
        for (String list : List.of(Names.CPUS, Names.CPUS_AVAILABLE)) {
            requireSize(resources.property(list), size -> size % Long.BYTES == 0, "CPU ids of 8 bytes each");
        }
        for (DtNode child : resources.children()) {
            if (child.name().startsWith("memory@")) {
                requireSize(child.property(Names.REG), size -> size == 2 * Long.BYTES, "a base and a size");
            }
        }
        return Bindings.read(host);
    }

    private void requireSize(Optional<DtProperty> property, IntPredicate fits, String expected) {
        if (property.isPresent() && !fits.test(property.get().size())) {
            throw KernelInterfaceException.malformed(
                            HOST_TREE,
                            property.get().name() + " of " + property.get().size() + " bytes",
                            expected)
                    .spokenAs(abi);
        }
    }

    private SystemState flatHost(List<Instance> instances) {
        CpuSet lent = instances.stream().map(Instance::cpus).reduce(CpuSet.empty(), CpuSet::union);
        CpuSet listed = setOf(cpus(HOST_TREE, host.root()));
        return Bindings.read(host).toBuilder()
                .dialect(Dialect.FLAT)
                .cpus(CpuInventory.ofPool(listed.union(lent)))
                .kernelFreeCpus(listed.minus(lent))
                .instances(List.of())
                .build();
    }

    private Optional<Instance> instance(InstanceName name, IomemRegions regions) {
        try {
            int id = fs.instanceId(name.text());
            if (id == 0) {
                before.forget(name.text());
                return Optional.empty();
            }
            InstanceState state = fs.instanceState(name.text());
            ByteBuffer tree = ByteBuffer.wrap(fs.readInstanceTree(name.text()));
            KnownReadings.Evidence evidence =
                    new KnownReadings.Evidence(abi, id, state, tree, regions.of(id, name.text()), known);
            return Optional.of(before.instance(name.text(), evidence, () -> made(name, evidence)));
        } catch (KernelInterfaceException e) {
            if (e.reason() == KernelInterfaceException.Reason.GONE) {
                before.forget(name.text());
                return Optional.empty();
            }
            throw e;
        }
    }

    private Instance made(InstanceName name, KnownReadings.Evidence evidence) {
        String path = ROOT + "instances/" + name + "/device_tree";
        DeviceTree tree = decode(path, evidence.tree().array());
        Instance read = Bindings.readInstance(tree, name, known).instance().withState(evidence.state());
        read = withCpus(read, cpus(path, holder(tree, name)));
        read = InstanceId.isValid(evidence.id()) ? read.withId(InstanceId.of(evidence.id())) : read;
        List<MemoryRange> pieces = evidence.regions();
        return sizeOf(pieces) == read.memory().bytes() ? read.withRegions(firstOf(read, pieces)) : read;
    }

    /** The sum of some regions; -1 if there is no such number, as where lines of {@code /proc/iomem} contradict each other. */
    private static long sizeOf(List<MemoryRange> regions) {
        long sum = 0;
        for (MemoryRange region : regions) {
            sum = region.size() < 0 || sum + region.size() < 0 ? -1 : sum + region.size();
            if (sum < 0) {
                return -1;
            }
        }
        return sum;
    }

    /** The region whose base the tree states came first, with the instance; of the others nobody knows, so they are by address. */
    private static List<MemoryRange> firstOf(Instance instance, List<MemoryRange> regions) {
        long first = instance.memoryBase().orElse(0);
        List<MemoryRange> ordered = new ArrayList<>();
        for (MemoryRange region : regions) {
            if (region.base() == first) {
                ordered.add(region);
            }
        }
        regions.stream().filter(region -> region.base() != first).sorted().forEach(ordered::add);
        return List.copyOf(ordered);
    }

    /** The first flat kernels put an instance where it would be in the tree of the host. */
    private static DtNode holder(DeviceTree tree, InstanceName name) {
        return tree.root()
                .child(Names.INSTANCES)
                .flatMap(list -> list.child(name.text()))
                .orElse(tree.root());
    }

    private static Instance withCpus(Instance instance, long[] ids) {
        Instance counted = instance.withCpus(setOf(ids));
        return ids.length == 0 || ids[0] == NO_ID ? counted : counted.withBootCpu(ids[0]);
    }

    private static CpuSet setOf(long[] ids) {
        CpuSet.Builder set = CpuSet.builder();
        for (long id : ids) {
            if (id != NO_ID) {
                set.add(id);
            }
        }
        return set.build();
    }

    /** The ids in the width of the generation; in another they would be other CPUs. */
    private long[] cpus(String path, DtNode holder) {
        Optional<DtProperty> list = holder.child(Names.RESOURCES).flatMap(node -> node.property(Names.CPUS));
        if (list.isEmpty()) {
            return new long[0];
        }
        if (list.get().size() % abi.cpuIdBytes() != 0) {
            throw KernelInterfaceException.malformed(
                            path,
                            Names.CPUS + " of " + list.get().size() + " bytes",
                            "CPU ids of " + abi.cpuIdBytes() + " bytes each")
                    .spokenAs(abi);
        }
        if (abi.cpuIdBytes() == Long.BYTES) {
            return list.get().u64List();
        }
        int[] cells = list.get().u32List();
        long[] ids = new long[cells.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Integer.toUnsignedLong(cells[i]);
        }
        return ids;
    }

    private static DeviceTree decode(String path, byte[] blob) {
        try {
            return Fdt.decode(blob);
        } catch (FdtFormatException e) {
            throw KernelInterfaceException.malformed(
                    path, "a damaged tree (" + e.getMessage() + ")", "a device tree blob");
        }
    }
}
