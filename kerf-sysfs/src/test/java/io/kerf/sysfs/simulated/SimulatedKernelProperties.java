// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import static io.kerf.sysfs.simulated.Blobs.GIB;
import static io.kerf.sysfs.simulated.Blobs.MIB;
import static io.kerf.sysfs.simulated.Blobs.change;
import static io.kerf.sysfs.simulated.Blobs.cpuAdd;
import static io.kerf.sysfs.simulated.Blobs.cpuRemove;
import static io.kerf.sysfs.simulated.Blobs.createWithId;
import static io.kerf.sysfs.simulated.Blobs.device;
import static io.kerf.sysfs.simulated.Blobs.memory;
import static io.kerf.sysfs.simulated.Blobs.node;
import static io.kerf.sysfs.simulated.Blobs.pci;
import static io.kerf.sysfs.simulated.Blobs.pooled;
import static io.kerf.sysfs.simulated.Blobs.remove;
import static io.kerf.sysfs.simulated.Blobs.u32;
import static io.kerf.sysfs.simulated.Blobs.u64;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.fdt.Fdt;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryRange;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.TransactionId;
import io.kerf.tree.DtNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SimulatedKernelProperties {
    private static final String[] NAMES = {"a", "b", "c"};
    private static final String[] CARDS = {"0000:01:00.0", "0000:10:02.1", "0001:01:00.0"};

    @Property(tries = 300)
    void nothingIsOwnedTwiceAndTheTreesTellTheState(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int steps) {
        Random random = new Random(seed);
        SimulatedKernel kernel = pooled();
        for (int i = 0; i < steps; i++) {
            step(kernel, random);
            checkOwnership(kernel);
            checkReadback(kernel);
            ReleaseContract.checkNothingKeptIsOld(kernel);
        }
    }

    private static void step(SimulatedKernel kernel, Random random) {
        int id = 1 + random.nextInt(3);
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> kernel.fs().writeOverlay(change("/instances", randomCreate(random)));
            case 3 -> kernel.fs().writeOverlay(change("/instances", remove(name(random))));
            case 4, 5, 6 -> kernel.fs().writeOverlay(change("/instances/" + name(random), randomOperations(random)));
            case 7 -> kernel.fs().writeOverlay(change("/resources", randomPoolOperation(random)));
            case 8, 9 -> rollback(kernel, random);
            case 10 -> kernel.kexecLoad(id, new SimulatedImage(MIB, 3, "quiet"));
            default -> {
                kernel.boot(id);
                if (random.nextBoolean()) {
                    kernel.forceHalt(id);
                    kernel.kexecUnload(id);
                }
            }
        }
    }

    private static String name(Random random) {
        return NAMES[random.nextInt(NAMES.length)];
    }

    private static long cpu(Random random) {
        return random.nextInt(18);
    }

    private static DtNode randomCreate(Random random) {
        return createWithId(
                name(random),
                1 + random.nextInt(3),
                u64("cpus", cpu(random), cpu(random)),
                u64("memory-bytes", (1 + random.nextInt(400)) * MIB),
                u32("numa-nodes", random.nextInt(2)),
                node("devices", pci("d", CARDS[random.nextInt(2)], 0x8086, 0x1572)));
    }

    private static Object[] randomOperations(Random random) {
        List<Object> operations = new ArrayList<>();
        if (random.nextBoolean()) {
            operations.add(cpuAdd(cpu(random)));
        }
        if (random.nextBoolean()) {
            operations.add(cpuRemove(cpu(random)));
        }
        if (random.nextInt(3) == 0) {
            operations.add(memory("memory-add", random.nextInt(8) * GIB, random.nextInt(300) * MIB));
        }
        if (random.nextInt(3) == 0) {
            operations.add(device("device-add", CARDS[random.nextInt(3)]));
        }
        return operations.toArray();
    }

    private static DtNode randomPoolOperation(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> cpuAdd(cpu(random));
            case 1 -> cpuRemove(cpu(random));
            case 2 -> node("memory-add", node("memory@0", u64("size", random.nextInt(300) * MIB)));
            case 3 -> memory("memory-remove", 0x1c0000000L, GIB);
            default -> device(random.nextBoolean() ? "device-add" : "device-remove", CARDS[random.nextInt(3)]);
        };
    }

    private static void rollback(SimulatedKernel kernel, Random random) {
        List<TransactionId> all = kernel.fs().transactions();
        if (all.isEmpty()) {
            return;
        }
        try {
            kernel.fs().removeTransaction(all.get(random.nextInt(all.size())));
        } catch (KernelInterfaceException refused) {
            assertThat(refused.errno()).isPresent();
        }
    }

    private static void checkOwnership(SimulatedKernel kernel) {
        KernelState state = kernel.state();
        Set<Long> cpus = new HashSet<>();
        List<MemoryRange> regions = new ArrayList<>();
        for (SimulatedInstance instance : state.instances()) {
            for (long cpu : instance.cpus()) {
                assertThat(cpus.add(cpu)).as("CPU %s is owned once", cpu).isTrue();
                assertThat(state.cpus().isHeldBy(cpu, instance.id())).isTrue();
            }
            instance.regions().forEach(region -> regions.add(region.range()));
        }
        assertThat(cpus).noneMatch(state.cpus().free()::contains);
        assertThat(state.cpus().members().size()).isEqualTo(state.cpus().free().size() + cpus.size());
        assertThat(state.cpus().host().intersects(state.cpus().members())).isFalse();
        assertThat(state.cpus().host().union(state.cpus().members())).isEqualTo(CpuSet.range(0, 15));
        checkRegions(state, regions);
    }

    private static void checkRegions(KernelState state, List<MemoryRange> regions) {
        List<MemoryRange> sorted = regions.stream().sorted().toList();
        for (int i = 0; i < sorted.size(); i++) {
            MemoryRange region = sorted.get(i);
            assertThat(state.memory().chunks()).anyMatch(chunk -> chunk.range().contains(region));
            assertThat(i > 0 && sorted.get(i - 1).overlaps(region)).isFalse();
        }
    }

    private static void checkReadback(SimulatedKernel kernel) {
        KernelState state = kernel.state();
        DtNode host = Fdt.decode(kernel.fs().readDeviceTree())
                .root()
                .child("resources")
                .orElseThrow();
        assertThat(ids(host, "cpus"))
                .isEqualTo(
                        state.hasPool() ? state.cpus().members() : state.cpus().host());
        assertThat(ids(host, "cpus-available"))
                .isEqualTo(state.hasPool() ? state.cpus().free() : CpuSet.empty());
        for (SimulatedInstance instance : state.instances()) {
            DtNode resources = Fdt.decode(kernel.fs().readInstanceTree(instance.name()))
                    .root()
                    .child("resources")
                    .orElseThrow();
            assertThat(resources.property("cpus").map(each -> each.u64List()).orElse(new long[0]))
                    .containsExactly(instance.cpus().toArray(new Long[0]));
            assertThat(resources
                            .property("memory-bytes")
                            .map(each -> each.u64())
                            .orElse(0L))
                    .isEqualTo(instance.memoryBytes());
        }
    }

    private static CpuSet ids(DtNode resources, String property) {
        return resources
                .property(property)
                .map(each -> CpuSet.of(each.u64List()))
                .orElse(CpuSet.empty());
    }
}
