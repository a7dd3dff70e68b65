// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static io.kerf.SampleBaselines.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.kexec.InstanceStateException;
import io.kerf.kexec.KernelImage;
import io.kerf.kexec.LoadRequest;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryPolicy;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.sysfs.simulated.SimulatedRelease;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users of the command line do from setting a host up to deleting instances, call by call, on the kernels of all generations. */
class SeedLinesTest {
    @TempDir
    Path folder;

    private static Host host(SimulatedRelease release, String machine) {
        SimulatedKernel kernel =
                SimulatedKernel.inMemory(SimulatedMachine.describedBy(BaselineFile.read(file(machine))), release);
        return Kerf.simulated(kernel, HostConfig.system().withAbi(release.abi()));
    }

    private static Host initialized(SimulatedRelease release, String machine) {
        Host host = host(release, machine);
        host.initialize(file(machine)).apply();
        return host;
    }

    private LoadRequest image() throws Exception {
        ByteBuffer elf = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).position(16);
        elf.putShort((short) 2)
                .putShort((short) 62)
                .putInt(1)
                .putLong(0x1000000)
                .putLong(64);
        elf.putLong(0).putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) 1);
        elf.position(64);
        elf.putInt(1).putInt(5).putLong(0).putLong(0x1000000).putLong(0x1000000).putLong(64);
        elf.putLong(64).putLong(4096);
        Path initrd = Files.writeString(folder.resolve("initrd.img"), "070701");
        return LoadRequest.of(KernelImage.open(Files.write(folder.resolve("vmlinuz"), elf.array())))
                .withInitrd(initrd)
                .withCommandLine("root=/dev/sda1 ro");
    }

    @ParameterizedTest
    @EnumSource(SimulatedRelease.class)
    void aBaselineIsValidatedDryAndApplied(SimulatedRelease release) {
        try (Host host = host(release, "baseline.dts")) {
            BaselineRequest request = host.initialize(file("baseline.dts"));
            assertThat(request.validate().isValid()).isTrue();
            assertThat(request.plan().abi()).isEqualTo(release.abi());
            assertThatExceptionOfType(KernelInterfaceException.class)
                    .as("a dry run applies nothing")
                    .isThrownBy(host::state);
            request.apply();
            assertThat(host.state().cpus().available()).hasToString("4-31");
            assertThat(host.state().memory().pool().size()).isEqualTo(ByteSize.ofGiB(14));
        }
    }

    @ParameterizedTest
    @EnumSource(SimulatedRelease.class)
    void instancesComeByListByCountAndDry(SimulatedRelease release) {
        try (Host host = initialized(release, "baseline.dts")) {
            assertThat(host.createInstance("web-server")
                            .cpus("4-7")
                            .memory("2GB")
                            .create())
                    .satisfies(web -> assertThat(web.describe().cpus()).hasToString("4-7"))
                    .satisfies(web -> assertThat(web.describe().memory()).isEqualTo(ByteSize.ofGiB(2)));
            assertThatExceptionOfType(PlacementException.class)
                    .as("more than the 14 GB of this pool")
                    .isThrownBy(() -> host.createInstance("database")
                            .cpuCount(8)
                            .memory("16GB")
                            .create());
            assertThat(host.createInstance("database")
                            .cpus("8-15")
                            .memory("8GB")
                            .create())
                    .satisfies(
                            database -> assertThat(database.describe().cpus()).hasToString("8-15"));
            assertThatExceptionOfType(PlacementException.class)
                    .as("CPU 8 is the database's")
                    .isThrownBy(() -> host.createInstance("compute")
                            .cpus("8")
                            .memory("16GB")
                            .create());
            assertThat(host.createInstance("test-instance")
                            .cpuCount(4)
                            .memory("2GB")
                            .plan()
                            .instance()
                            .cpus()
                            .size())
                    .isEqualTo(4);
            assertThat(host.instances())
                    .extracting(each -> each.name().text())
                    .containsExactly("database", "web-server");
            assertThat(host.report().errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(SimulatedRelease.class)
    void topologyIsFollowed(SimulatedRelease release) {
        try (Host host = initialized(release, "numa_topology.dts")) {
            InstanceHandle compute = host.createInstance("compute")
                    .cpuCount(8)
                    .memory("16GB")
                    .numaNodes(0)
                    .affinity(CpuAffinity.COMPACT)
                    .memoryPolicy(MemoryPolicy.LOCAL)
                    .create();
            assertThat(host.state().topology().nodesOf(compute.describe().cpus()))
                    .containsExactly(0);
            compute.delete();
            CreateInstance.Ready spread = host.createInstance("compute")
                    .cpuCount(16)
                    .memory("32GB")
                    .numaNodes(0, 1)
                    .affinity(CpuAffinity.SPREAD)
                    .memoryPolicy(MemoryPolicy.INTERLEAVE)
                    .memoryRegions(8);
            if (release.abi().isFlat()) {
                assertThatExceptionOfType(KernelInterfaceException.class)
                        .as("a flat kernel is asked for memory once")
                        .isThrownBy(spread::create)
                        .withMessageContaining("ask for its memory in one piece");
                assertThat(host.instances()).isEmpty();
                return;
            }
            InstanceHandle made = spread.create();
            assertThat(host.state().topology().nodesOf(made.describe().cpus())).containsExactly(0, 1);
            assertThat(made.describe().memory()).isEqualTo(ByteSize.ofGiB(32));
        }
    }

    @ParameterizedTest
    @EnumSource(SimulatedRelease.class)
    void anInstanceIsLoadedBootedShownUnloadedAndDeleted(SimulatedRelease release) throws Exception {
        try (Host host = initialized(release, "baseline.dts")) {
            host.createInstance("web-server").cpus("4-7").memory("2GB").id(1).create();
            assertThatExceptionOfType(InstanceStateException.class)
                    .as("nothing is loaded")
                    .isThrownBy(() -> host.instance("web-server").boot());
            host.instance(1).load(image());
            assertThat(host.instance("web-server").image().orElseThrow().isOf(1))
                    .isTrue();
            host.instance(1).boot();
            assertThat(host.instance("web-server").status()).isEqualTo(InstanceState.ACTIVE);
            assertThat(host.instance("web-server").describe().cpus()).hasToString("4-7");
            assertThatExceptionOfType(InstanceStateException.class)
                    .as("it runs")
                    .isThrownBy(() -> host.instance(1).unload());
            host.instance(1).halt();
            assertThatExceptionOfType(KernelInterfaceException.class)
                    .as("it is loaded")
                    .isThrownBy(() -> host.instance("web-server").delete());
            host.instance(1).unload();
            host.instance("web-server").delete();
            assertThat(host.instances()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(SimulatedRelease.class)
    void anInstanceIsUpdatedByAnOverlay(SimulatedRelease release) {
        try (Host host = initialized(release, "baseline.dts")) {
            host.createInstance("database").cpus("8-15").memory("8GB").create();
            host.updateInstance("database").cpus("8-19").memory("8GB").apply();
            assertThat(host.instance("database").describe().cpus()).hasToString("8-19");
            assertThat(host.instance("database").describe().memory()).isEqualTo(ByteSize.ofGiB(8));
        }
    }
}
