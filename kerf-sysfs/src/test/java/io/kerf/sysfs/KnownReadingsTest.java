// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.instance;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.fdt.Fdt;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.InstanceState;
import io.kerf.sysfs.simulated.SimulatedImage;
import io.kerf.sysfs.simulated.SimulatedRelease;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.NodePath;
import io.kerf.tree.PropertyValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** What is kept of what the kernel said is never told when it says something else. */
class KnownReadingsTest {
    /** Hands out one array for each file as long as its length stays, and puts things into trees that are not understood. */
    private static final class ReusedArrays extends ForwardingFs {
        private final Map<String, byte[]> arrays = new HashMap<>();
        private int oddities;

        private ReusedArrays(MultikernelFs behind) {
            super(behind);
        }

        private byte[] refilled(String file, byte[] now) {
            byte[] odd = oddities == 0 ? now : withOddities(now);
            byte[] array = arrays.computeIfAbsent(file + " " + odd.length, unused -> new byte[odd.length]);
            System.arraycopy(odd, 0, array, 0, odd.length);
            return array;
        }

        private byte[] withOddities(byte[] blob) {
            DeviceTree tree = Fdt.decode(blob);
            return tree.find("/resources").isEmpty()
                    ? blob
                    : Fdt.encode(tree.update(
                            NodePath.of("/resources"),
                            resources -> resources
                                    .withProperty("odd", PropertyValue.ofU32(oddities))
                                    .withProperty("numa-nodes", PropertyValue.of(new byte[oddities]))));
        }

        @Override
        public byte[] readDeviceTree() {
            return refilled("", super.readDeviceTree());
        }

        @Override
        public byte[] readInstanceTree(String name) {
            return refilled(name, super.readInstanceTree(name));
        }
    }

    @Example
    void instancesThatAreGoneAreNotKeptInMind() {
        KnownReadings known = new KnownReadings();
        KnownReadings.Evidence evidence = new KnownReadings.Evidence(
                KernelAbi.POOL, 1, InstanceState.READY, ByteBuffer.wrap(new byte[] {1}), List.of(), List.of());
        Instance made = known.instance("web", evidence, () -> instance("web", 1, "2", 64));
        assertThat(known.instance("web", evidence, () -> instance("web", 1, "3", 64)))
                .isSameAs(made);
        known.forget("web");
        assertThat(known.instance("web", evidence, () -> instance("web", 1, "3", 64))
                        .cpus())
                .isEqualTo(CpuSet.of(3));
    }

    @Example
    void anArrayThatTheReaderUsesAgainIsNotTheOneThatIsKept() {
        TestHost host = new TestHost().initialized();
        host.apply(instance("web", 1, "2-3", 64)).requireDone();
        ReusedArrays fs = new ReusedArrays(host.fs());
        ChangeEngine engine = new ChangeEngine(fs);
        assertThat(engine.snapshot(List.of()).instances().get(0).cpus()).isEqualTo(CpuSet.parse("2-3"));

        host.apply(instance("web", 1, "2,4", 64)).requireDone();

        KernelSnapshot now = engine.snapshot(List.of());
        assertThat(now.instances().get(0).cpus()).isEqualTo(CpuSet.parse("2,4"));
        assertThat(now.freeCpus()).isEqualTo(CpuSet.parse("3,5-15"));
    }

    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void anEngineThatHasReadBeforeTellsTheSameAsOneThatHasNot(@ForAll long seed) {
        Random random = new Random(seed);
        SimulatedRelease[] releases = SimulatedRelease.values();
        TestHost host = new TestHost(releases[random.nextInt(releases.length)]).initialized();
        ReusedArrays fs = new ReusedArrays(host.fs());
        ChangeEngine engine = new ChangeEngine(fs);
        for (int i = 0; i < 20; i++) {
            step(host, fs, random);
            List<Device> known =
                    random.nextInt(4) == 0 ? List.of() : host.described().devices();
            KernelSnapshot remembered = engine.snapshot(known);
            KernelSnapshot fresh = KernelSnapshot.read(fs, known);
            assertThat(remembered).isEqualTo(fresh);
            assertThat(remembered.host().findings()).isEqualTo(fresh.host().findings());
            assertThat(remembered.host().kernelFreeCpus())
                    .isEqualTo(fresh.host().kernelFreeCpus());
            assertThat(remembered.host().extras()).isEqualTo(fresh.host().extras());
            assertThat(remembered.host().dialect()).isEqualTo(fresh.host().dialect());
            assertThat(remembered.instances())
                    .extracting(Instance::state)
                    .containsExactlyElementsOf(
                            fresh.instances().stream().map(Instance::state).toList());
        }
    }

    /** A change that the kernel or the planner refuses is a step, too. */
    private static void step(TestHost host, ReusedArrays fs, Random random) {
        int id = 1 + random.nextInt(3);
        switch (random.nextInt(8)) {
            case 0 -> fs.oddities = random.nextInt(4);
            case 1 -> host.kernel().kexecLoad(id, new SimulatedImage(1 << 20, 3, "quiet"));
            case 2 -> host.kernel().boot(id);
            case 3 -> {
                host.kernel().forceHalt(id);
                host.kernel().kexecUnload(id);
            }
            default -> {
                try {
                    host.apply(instances(random));
                } catch (KernelInterfaceException refused) {
                    assertThat(refused.reason()).isNotEqualTo(KernelInterfaceException.Reason.MALFORMED);
                }
            }
        }
    }

    private static Instance[] instances(Random random) {
        List<Instance> instances = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            if (random.nextInt(4) > 0) {
                int first = 2 + 4 * i;
                Set<Long> cpus = new HashSet<>();
                for (int j = 0; j <= random.nextInt(3); j++) {
                    cpus.add((long) first + random.nextInt(4));
                }
                Instance made = instance("i" + i, i + 1, Integer.toString(first), 64L * (1 + random.nextInt(2)));
                instances.add(made.withCpus(
                        CpuSet.of(cpus.stream().mapToLong(Long::longValue).toArray())));
            }
        }
        return instances.toArray(Instance[]::new);
    }
}
