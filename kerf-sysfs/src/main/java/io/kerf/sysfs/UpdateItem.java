// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import io.kerf.model.PciAddress;
import io.kerf.model.PoolChunk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The least that an instance can be changed by: one CPU, one device, one piece of memory. */
sealed interface UpdateItem {
    /** The operations of a kernel in the order in which it runs them, whatever their order in an overlay. */
    enum Operation {
        MEMORY_REMOVE("memory-remove"),
        MEMORY_ADD("memory-add"),
        CPU_REMOVE("cpu-remove"),
        CPU_ADD("cpu-add"),
        DEVICE_REMOVE("device-remove"),
        DEVICE_ADD("device-add");

        private final String node;

        Operation(String node) {
            this.node = node;
        }

        /** The name of its node. */
        String node() {
            return node;
        }

        boolean adds() {
            return this == MEMORY_ADD || this == CPU_ADD || this == DEVICE_ADD;
        }
    }

    Operation operation();

    /** What is done, in words. */
    String words();

    /** What several do, in words; CPUs that come or go are named together. */
    static String wordsOf(List<UpdateItem> items) {
        Map<Boolean, CpuSet.Builder> cpus = new HashMap<>();
        items.forEach(item -> {
            if (item instanceof Cpu cpu) {
                cpus.computeIfAbsent(cpu.adds(), adds -> CpuSet.builder()).add(cpu.id());
            }
        });
        List<String> words = new ArrayList<>();
        for (UpdateItem item : items) {
            CpuSet.Builder together = item instanceof Cpu cpu ? cpus.remove(cpu.adds()) : null;
            if (together != null) {
                CpuSet set = together.build();
                String cpu = set.size() == 1 ? "CPU " : "CPUs ";
                words.add((item.operation().adds() ? "add " : "remove ") + cpu + set);
            } else if (!(item instanceof Cpu)) {
                words.add(item.words());
            }
        }
        return String.join(", ", words);
    }

    /** The instance after this is done. */
    Instance applyTo(Instance instance);

    /** A CPU that comes or goes. */
    record Cpu(long id, boolean adds) implements UpdateItem {
        @Override
        public Operation operation() {
            return adds ? Operation.CPU_ADD : Operation.CPU_REMOVE;
        }

        @Override
        public String words() {
            return (adds ? "add CPU " : "remove CPU ") + Long.toUnsignedString(id);
        }

        @Override
        public Instance applyTo(Instance instance) {
            CpuSet one = CpuSet.of(id);
            if (adds) {
                Instance more = instance.withCpus(instance.cpus().union(one));
                return instance.bootCpu().isPresent()
                        ? more.withBootCpu(instance.bootCpu().getAsLong())
                        : more;
            }
            return instance.withCpus(instance.cpus().minus(one));
        }
    }

    /** A PCI device that comes or goes. */
    record Pci(Device device, PciAddress address, boolean adds) implements UpdateItem {
        @Override
        public Operation operation() {
            return adds ? Operation.DEVICE_ADD : Operation.DEVICE_REMOVE;
        }

        @Override
        public String words() {
            return (adds ? "add device " : "remove device ") + device.name();
        }

        @Override
        public Instance applyTo(Instance instance) {
            List<DeviceRef> refs = new ArrayList<>(instance.devices());
            DeviceRef ref = new DeviceRef.Whole(device.name());
            if (adds) {
                refs.add(ref);
            } else {
                refs.remove(ref);
            }
            return instance.withDevices(refs);
        }
    }

    /** Memory that comes. The kernel places it, so where it is afterwards is not known before. */
    record MemoryGrowth(PoolChunk piece) implements UpdateItem {
        @Override
        public Operation operation() {
            return Operation.MEMORY_ADD;
        }

        @Override
        public String words() {
            String node = piece.numaNode().isPresent()
                    ? " on node " + piece.numaNode().getAsInt()
                    : "";
            return "add " + piece.size() + " of memory" + node;
        }

        @Override
        public Instance applyTo(Instance instance) {
            return instance.withMemory(instance.memory().plus(piece.size()));
        }
    }

    /** A region that goes, all of it. */
    record MemoryLoss(MemoryRange region) implements UpdateItem {
        @Override
        public Operation operation() {
            return Operation.MEMORY_REMOVE;
        }

        @Override
        public String words() {
            return "remove memory " + region;
        }

        @Override
        public Instance applyTo(Instance instance) {
            List<MemoryRange> left = new ArrayList<>(instance.regions());
            return left.remove(region)
                    ? instance.withRegions(left)
                    : instance.withMemory(instance.memory().minus(region.byteSize()));
        }
    }
}
