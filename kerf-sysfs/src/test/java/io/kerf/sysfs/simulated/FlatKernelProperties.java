// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import static io.kerf.sysfs.simulated.Blobs.GIB;
import static io.kerf.sysfs.simulated.Blobs.MIB;
import static io.kerf.sysfs.simulated.Blobs.blob;
import static io.kerf.sysfs.simulated.Blobs.createWithId;
import static io.kerf.sysfs.simulated.Blobs.node;
import static io.kerf.sysfs.simulated.Blobs.pci;
import static io.kerf.sysfs.simulated.Blobs.remove;
import static io.kerf.sysfs.simulated.Blobs.text;
import static io.kerf.sysfs.simulated.Blobs.u32;
import static io.kerf.sysfs.simulated.Blobs.u64;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryRange;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelSnapshot;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class FlatKernelProperties {
    private static final String[] NAMES = {"a", "b", "c"};
    private static final String[] DEVICES = {"nic0", "nvme0", "ghost"};

    @Provide
    Arbitrary<SimulatedRelease> flat() {
        return Arbitraries.of(SimulatedRelease.EARLY_FLAT, SimulatedRelease.FLAT_U32, SimulatedRelease.FLAT_U64);
    }

    @Property(tries = 200)
    void nothingIsOwnedTwiceAndASnapshotTellsTheState(
            @ForAll("flat") SimulatedRelease release,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 40) int steps) {
        Random random = new Random(seed);
        SimulatedKernel kernel = SimulatedKernel.inMemory(
                Blobs.machine().reservedPool(ReleaseContract.RESERVED).build(), release);
        for (int i = 0; i < steps; i++) {
            step(kernel, random);
            checkOwnership(kernel.state());
            checkSnapshot(kernel);
            ReleaseContract.checkNothingKeptIsOld(kernel);
        }
    }

    private static void step(SimulatedKernel kernel, Random random) {
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                try {
                    kernel.fs().writeDeviceTree(blob(baseline(kernel.release(), random)));
                } catch (KernelInterfaceException refused) {
                    assertThat(refused.errno()).isPresent();
                }
            }
            case 2, 3, 4 -> write(kernel, create(kernel.release(), random));
            case 5 -> write(kernel, remove(name(random)));
            default -> write(kernel, update(kernel, random));
        }
    }

    private static void write(SimulatedKernel kernel, DtNode operation) {
        kernel.fs().writeOverlay(blob(node("", node("fragment@0", node("__overlay__", operation)))));
    }

    private static String name(Random random) {
        return NAMES[random.nextInt(NAMES.length)];
    }

    /** Now and then with the boot CPU, which fails it half-way. */
    private static DtNode baseline(SimulatedRelease release, Random random) {
        return node(
                "",
                node(
                        "resources",
                        cpus(release, 4 + random.nextInt(4), 8 + random.nextInt(6), random.nextInt(8)),
                        u64("memory-base", ReleaseContract.RESERVED.base()),
                        u64("memory-bytes", random.nextInt(5) * GIB),
                        node(
                                "devices",
                                pci("nic0", "0000:01:00.0", 0x8086, 0x1572),
                                pci("nvme0", "0000:10:02.1", 0x144d, 0xa808))));
    }

    private static DtProperty cpus(SimulatedRelease release, int... ids) {
        return release.cpuIdBytes() == Integer.BYTES
                ? u32("cpus", ids)
                : u64("cpus", Arrays.stream(ids).asLongStream().toArray());
    }

    private static DtNode create(SimulatedRelease release, Random random) {
        return createWithId(
                name(random),
                1 + random.nextInt(3),
                cpus(release, 4 + random.nextInt(8)),
                u64("memory-bytes", random.nextInt(1500) * MIB),
                text("device-names", DEVICES[random.nextInt(random.nextInt(10) == 0 ? 3 : 2)]));
    }

    private static DtNode update(SimulatedKernel kernel, Random random) {
        String add = random.nextBoolean() ? "add" : "remove";
        DtProperty instance = text("mk,instance", name(random));
        return switch (random.nextInt(3)) {
            case 0 -> node("cpu-" + add, instance, node("cpu@0", u32("reg", 4 + random.nextInt(8))));
            case 1 ->
                node(
                        "memory-" + add,
                        instance,
                        node("region@0", u64("reg", random.nextInt(8) * GIB, random.nextInt(300) * MIB)));
            default -> node("device-" + add, instance, node("pci@0", text("pci-id", "0000:01:00.0")));
        };
    }

    private static void checkOwnership(KernelState state) {
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
        assertThat(state.cpus().host().intersects(state.cpus().members())).isFalse();
        List<MemoryRange> sorted = regions.stream().sorted().toList();
        for (int i = 0; i < sorted.size(); i++) {
            assertThat(ReleaseContract.RESERVED.contains(sorted.get(i))).isTrue();
            assertThat(i > 0 && sorted.get(i - 1).overlaps(sorted.get(i))).isFalse();
        }
    }

    /**
     * The first flat kernels show the baseline as it was written, so not a CPU that an instance gave back which a later baseline did not
     * name.
     */
    private static void checkSnapshot(SimulatedKernel kernel) {
        KernelState state = kernel.state();
        KernelSnapshot snapshot =
                KernelSnapshot.read(kernel.fs(), kernel.release().abi(), List.of());
        assertThat(snapshot.hasPool()).isEqualTo(state.flatBaseline().isPresent());
        if (state.flatBaseline().isPresent() && kernel.release() == SimulatedRelease.EARLY_FLAT) {
            assertThat(snapshot.freeCpus().minus(state.cpus().free()).isEmpty()).isTrue();
        } else if (state.flatBaseline().isPresent()) {
            assertThat(snapshot.freeCpus()).isEqualTo(state.cpus().free());
        }
        assertThat(snapshot.instances()).hasSize(state.instances().size());
        for (SimulatedInstance instance : state.instances()) {
            Instance read = snapshot.instance(InstanceName.of(instance.name())).orElseThrow();
            assertThat(read.cpus().stream().boxed()).containsExactlyInAnyOrderElementsOf(instance.cpus());
            assertThat(read.memory().bytes()).isEqualTo(instance.memoryBytes());
            assertThat(read.id().orElseThrow().value()).isEqualTo(instance.id());
        }
    }
}
