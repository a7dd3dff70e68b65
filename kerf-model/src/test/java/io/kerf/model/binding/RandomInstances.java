// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.Device;
import io.kerf.model.DeviceClass;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.DeviceType;
import io.kerf.model.Extras;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceOptions;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import io.kerf.model.PciAddress;
import io.kerf.model.PoolChunk;
import io.kerf.model.Topology;
import io.kerf.model.VirtioDevice;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The devices and instances of {@link RandomStates}. */
final class RandomInstances {
    private static final long PAGE = 4096;
    private static final List<String> NAMES =
            List.of("eth0", "nvme0", "gpu0", "uart1", "eth0_vf1", "my.card", "net+1", "storage@0", "x");

    private final Random random;
    private final List<Long> freeCpus;
    private final Topology topology;
    private final List<MemoryRange> free = new ArrayList<>();
    private long left;
    private final List<Device> devices = new ArrayList<>();
    private final List<DeviceRef> freeRefs = new ArrayList<>();
    private final List<Instance> instances = new ArrayList<>();

    RandomInstances(Random random, List<Long> pool, List<PoolChunk> chunks, Topology topology) {
        this.random = random;
        this.freeCpus = pool;
        this.topology = topology;
        chunks.forEach(chunk -> left += chunk.size().bytes());
        chunks.forEach(chunk -> chunk.range().ifPresent(range -> {
            long half = range.size() / 2 / PAGE * PAGE;
            free.add(new MemoryRange(range.base(), half));
            free.add(new MemoryRange(range.base() + half, range.size() - half));
        }));
        for (int i = 0; i < NAMES.size(); i++) {
            if (random.nextInt(3) != 0) {
                devices.add(device(NAMES.get(i), i));
            }
        }
        devices.forEach(this::addRefs);
        int count = random.nextInt(5);
        for (int i = 0; i < count && !freeCpus.isEmpty(); i++) {
            instances.add(instance(i));
        }
    }

    List<Device> devices() {
        return devices;
    }

    List<Instance> instances() {
        return instances;
    }

    List<Long> freeCpus() {
        return freeCpus;
    }

    private Device device(String name, int bus) {
        Device device = Device.named(name);
        if (random.nextInt(4) == 0) {
            device = random.nextBoolean() ? device.withPlatformName("serial8250.1") : device.withAcpiHid("PNP0501");
            device = random.nextInt(5) == 0 ? Device.named(name).withType(DeviceType.UNKNOWN) : device;
        } else {
            device = device.withPciAddress(new PciAddress(random.nextInt(2), bus, random.nextInt(32), 0))
                    .withPciIds(0x8086, random.nextInt(0x10000));
            device = random.nextBoolean()
                    ? device.withVirtualFunctions(DeviceParts.of(8, hostParts(), List.of(1, 2, 5)))
                    : device.withNamespaces(DeviceParts.of(4 + random.nextInt(3), List.of(), List.of(1, 4)));
        }
        device = random.nextBoolean() ? device.withNumaNode(nodeOfDevice()) : device;
        device = random.nextBoolean() ? device.withCompatible(List.of("intel,i40e", "pci8086,1572")) : device;
        return device.withClass(DeviceClass.of(name, device));
    }

    private int nodeOfDevice() {
        List<NumaNode> nodes = topology.nodes();
        return nodes.isEmpty()
                ? random.nextInt(2)
                : nodes.get(random.nextInt(nodes.size())).id();
    }

    private List<Integer> hostParts() {
        return List.of(List.<Integer>of(), List.of(0), List.of(0, 3, 7)).get(random.nextInt(3));
    }

    private void addRefs(Device device) {
        boolean named = devices.stream().anyMatch(other -> other.name().equals(device.name() + "_vf1"));
        if (device.virtualFunctions().isPresent() && !named) {
            freeRefs.add(new DeviceRef.VirtualFunction(device.name(), 1));
            freeRefs.add(new DeviceRef.VirtualFunction(device.name(), 5));
        } else if (device.namespaces().isPresent()) {
            freeRefs.add(new DeviceRef.Namespace(device.name(), 4));
        } else {
            freeRefs.add(new DeviceRef.Whole(device.name()));
        }
    }

    private Instance instance(int index) {
        List<Long> cpus = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0 && !freeCpus.isEmpty(); i--) {
            cpus.add(freeCpus.remove(random.nextInt(freeCpus.size())));
        }
        List<DeviceRef> refs = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0 && !freeRefs.isEmpty(); i--) {
            refs.add(freeRefs.remove(random.nextInt(freeRefs.size())));
        }
        Instance named =
                Instance.named(List.of("web", "db-1", "cache_2", "4th", "a.b").get(index));
        Instance instance = (random.nextInt(6) == 0 ? named : named.withId(InstanceId.of(index * 511 + 1)))
                .withState(InstanceState.values()[random.nextInt(5)])
                .withCpus(RandomStates.set(cpus))
                .withBootCpu(cpus.get(0))
                .withDevices(refs)
                .withOptions(options());
        return wishes(memory(instance), index);
    }

    /** What all instances have together is never more than the pool. */
    private Instance memory(Instance instance) {
        List<MemoryRange> regions = new ArrayList<>();
        if (random.nextInt(4) != 0) {
            for (int i = 1 + random.nextInt(2); i > 0 && !free.isEmpty(); i--) {
                MemoryRange region = free.get(free.size() - 1);
                if (region.size() <= left) {
                    regions.add(region);
                    free.remove(region);
                    left -= region.size();
                }
            }
        }
        if (!regions.isEmpty() || left < PAGE) {
            return instance.withRegions(regions);
        }
        ByteSize size = ByteSize.ofBytes(Math.min(PAGE * (1 + random.nextInt(100)), left));
        left -= size.bytes();
        if (random.nextInt(4) != 0) {
            return instance.withMemory(size);
        }
        return instance.withMemoryFrom(free.isEmpty() ? PAGE : free.get(0).base(), size);
    }

    private Instance wishes(Instance instance, int index) {
        CpuAffinity affinity = CpuAffinity.values()[random.nextInt(CpuAffinity.values().length)];
        Instance with = instance.withAffinity(affinity).withNumaNodes(nodes());
        List<MemoryPolicy> policies = new ArrayList<>(List.of(MemoryPolicy.NONE, MemoryPolicy.LOCAL));
        if (affinity != CpuAffinity.LOCAL) {
            policies.add(MemoryPolicy.INTERLEAVE);
        }
        if (!with.numaNodes().isEmpty()) {
            policies.add(MemoryPolicy.BIND);
        }
        with = with.withMemoryPolicy(policies.get(random.nextInt(policies.size())));
        return index != 1
                ? with
                : with.withExtras(Extras.builder()
                        .property("/resources", DtProperty.of("note", PropertyValue.ofStrings("kept")))
                        .property("", DtProperty.of("owner", PropertyValue.ofStrings("ops")))
                        .build());
    }

    /** None, one, some, or all of the nodes, in any order. */
    private List<Integer> nodes() {
        List<Integer> nodes =
                new ArrayList<>(topology.nodes().stream().map(NumaNode::id).toList());
        Collections.shuffle(nodes, random);
        return random.nextBoolean() || nodes.isEmpty() ? List.of() : nodes.subList(0, 1 + random.nextInt(nodes.size()));
    }

    private InstanceOptions options() {
        InstanceOptions options =
                random.nextBoolean() ? InstanceOptions.none().withHostKcore() : InstanceOptions.none();
        options = random.nextBoolean() ? options.withUring(new InstanceOptions.Uring(256, 512, 0)) : options;
        options = random.nextBoolean() ? options.withCacheWays(1 + random.nextInt(0xffff)) : options;
        List<VirtioDevice> devices = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            devices.add(
                    new VirtioDevice("v" + i, 1 + random.nextInt(40), 1 + random.nextInt(8), 1 << random.nextInt(15)));
        }
        return options.withVirtio(devices);
    }
}
