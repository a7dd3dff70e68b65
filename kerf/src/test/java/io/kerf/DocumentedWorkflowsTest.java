// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static io.kerf.SampleBaselines.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.kexec.InstanceStateException;
import io.kerf.kexec.KernelImage;
import io.kerf.kexec.LoadRequest;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
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

/**
 * What operators do with the command line, line by line, through the API and on the kernels of all generations. The lines of a block that
 * do not fit one host together begin a host of their own; a refusal that must come is an outcome as well.
 */
class DocumentedWorkflowsTest {
    @TempDir
    Path folder;

    private static Host host(SimulatedRelease release, String baseline) {
        SimulatedKernel kernel =
                SimulatedKernel.inMemory(SimulatedMachine.describedBy(BaselineFile.read(file(baseline))), release);
        return Kerf.simulated(kernel, HostConfig.system().withAbi(release.abi()));
    }

    /** {@code kerf init --input=baseline.dts}. */
    private static Host initialized(SimulatedRelease release, String baseline) {
        Host host = host(release, baseline);
        host.initialize(file(baseline)).apply();
        return host;
    }

    private LoadRequest kernel() throws Exception {
        ByteBuffer elf = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).position(16);
        elf.putShort((short) 2).putShort((short) 62).putInt(1);
        elf.putLong(0x1000000).putLong(64).putLong(0).putInt(0);
        elf.putShort((short) 64).putShort((short) 56).putShort((short) 1).position(64);
        elf.putInt(1).putInt(5).putLong(0).putLong(0x1000000).putLong(0x1000000);
        elf.putLong(64).putLong(64).putLong(4096);
        Path image = Files.write(folder.resolve("vmlinuz"), elf.array());
        Path initrd = Files.write(folder.resolve("initrd.img"), new byte[8192]);
        return LoadRequest.of(KernelImage.open(image)).withInitrd(initrd).withCommandLine("root=/dev/sda1 ro");
    }

    @ParameterizedTest
    @EnumSource(SimulatedRelease.class)
    void aBaselineIsValidatedAloneAndThenApplied(SimulatedRelease release) {
        try (Host host = host(release, "baseline.dts")) {
            // kerf init --input=baseline.dts --dry-run
            assertThat(host.initialize(file("baseline.dts")).validate().isValid())
                    .isTrue();
            assertThatExceptionOfType(KernelInterfaceException.class).isThrownBy(host::state);

            // kerf init --input=baseline.dts
            host.initialize(file("baseline.dts")).apply();

            assertThat(host.state().freeCpus()).isEqualTo(CpuSet.parse("4-31"));
            assertThat(host.state().freeMemory()).isEqualTo(ByteSize.ofGiB(14));
        }
    }

    @ParameterizedTest
    @EnumSource(SimulatedRelease.class)
    void instancesAreCreatedShownLoadedBootedUnloadedAndDeleted(SimulatedRelease release) throws Exception {
        try (Host host = initialized(release, "baseline.dts")) {
            LoadRequest kernel = kernel();
            // kerf load --kernel=/boot/vmlinuz --initrd=/boot/initrd.img --cmdline="root=/dev/sda1 ro" --id=1
            assertThatExceptionOfType(KernelInterfaceException.class)
                    .as("there is no instance yet")
                    .isThrownBy(() -> host.instance(1).load(kernel));

            // kerf create web-server --cpus=4-7 --memory=2GB
            InstanceHandle web =
                    host.createInstance("web-server").cpus("4-7").memory("2GB").create();
            assertThat(web.id().value()).isEqualTo(1);

            // kerf create database --cpu-count=8 --memory=16GB
            assertThatExceptionOfType(PlacementException.class)
                    .as("the whole pool has 14 GB")
                    .isThrownBy(() -> host.createInstance("database")
                            .cpuCount(8)
                            .memory("16GB")
                            .create())
                    .satisfies(e -> assertThat(e.refusal().cause()).isEqualTo(Cause.INVALID));

            // kerf create test-instance --cpu-count=4 --memory=2GB --dry-run
            CreatePlan plan = host.createInstance("test-instance")
                    .cpuCount(4)
                    .memory("2GB")
                    .plan();
            assertThat(plan.instance().cpus().intersects(CpuSet.parse("0-7"))).isFalse();
            assertThat(host.instances()).hasSize(1);

            // kerf show; kerf show web-server --verbose
            assertThat(host.instances()).extracting(each -> each.name().text()).containsExactly("web-server");
            Instance shown = host.instance("web-server").describe();
            assertThat(shown.cpus()).isEqualTo(CpuSet.parse("4-7"));
            assertThat(shown.memory()).isEqualTo(ByteSize.ofGiB(2));

            // kerf exec web-server, before there is a kernel in it
            assertThatExceptionOfType(InstanceStateException.class).isThrownBy(web::boot);
            // kerf load --kernel=... --id=1; kerf exec --id=1
            host.instance(1).load(kernel);
            host.instance(1).boot();
            assertThat(web.status()).isEqualTo(InstanceState.ACTIVE);

            // kerf unload web-server, while it runs; then halted: kerf unload --id=1 --verbose
            assertThatExceptionOfType(InstanceStateException.class).isThrownBy(web::unload);
            web.halt();
            // kerf delete web-server: must be unloaded first
            assertThatExceptionOfType(KernelInterfaceException.class)
                    .isThrownBy(web::delete)
                    .withMessageContaining("unload");
            host.instance(1).unload();

            // kerf delete --id=1 --dry-run; kerf delete web-server
            assertThat(host.batch().delete("web-server").plan().delta().removed())
                    .hasSize(1);
            assertThat(host.instances()).hasSize(1);
            web.delete();
            assertThat(host.instances()).isEmpty();
            assertThat(host.state().freeCpus()).isEqualTo(CpuSet.parse("4-31"));
        }
    }

    @ParameterizedTest
    @EnumSource(SimulatedRelease.class)
    void instancesArePlacedByTopology(SimulatedRelease release) {
        try (Host host = initialized(release, "numa_topology.dts")) {
            // kerf create compute --cpu-count=16 --memory=32GB --numa-nodes=0,1 --cpu-affinity=spread
            //     --memory-policy=interleave
            CreateInstance.Ready compute = host.createInstance("compute")
                    .cpuCount(16)
                    .memory("32GB")
                    .numaNodes(0, 1)
                    .affinity(CpuAffinity.SPREAD)
                    .memoryPolicy(MemoryPolicy.INTERLEAVE);
            if (release.abi().takesNumaNodes()) {
                Instance spread = compute.create().describe();
                assertThat(spread.memory()).isEqualTo(ByteSize.ofGiB(32));
                assertThat(host.state().topology().nodesOf(spread.cpus())).containsExactly(0, 1);
            } else {
                assertThatExceptionOfType(KernelInterfaceException.class)
                        .as("memory of a flat kernel is in one piece")
                        .isThrownBy(compute::create)
                        .withMessageContaining("one piece");
                assertThat(host.instances()).isEmpty();
            }
        }
        try (Host host = initialized(release, "numa_topology.dts")) {
            // kerf create compute --cpu-count=8 --memory=16GB --numa-nodes=0 --cpu-affinity=compact
            // --memory-policy=local
            Instance compute = host.createInstance("compute")
                    .cpuCount(8)
                    .memory("16GB")
                    .numaNodes(0)
                    .affinity(CpuAffinity.COMPACT)
                    .memoryPolicy(MemoryPolicy.LOCAL)
                    .create()
                    .describe();
            assertThat(host.state().topology().nodesOf(compute.cpus())).containsExactly(0);
            assertThat(compute.memory()).isEqualTo(ByteSize.ofGiB(16));
        }
    }

    @ParameterizedTest
    @EnumSource(SimulatedRelease.class)
    void theFirstInstancesAreSetUp(SimulatedRelease release) {
        try (Host host = initialized(release, "baseline.dts")) {
            // kerf create web-server --cpus=4-7 --memory=2GB; kerf create database --cpus=8-15 --memory=8GB
            host.createInstance("web-server").cpus("4-7").memory("2GB").create();
            host.createInstance("database").cpus("8-15").memory("8GB").create();

            assertThat(host.instances())
                    .extracting(each -> each.name().text())
                    .containsExactly("database", "web-server");
            assertThat(host.report().errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(SimulatedRelease.class)
    void instancesAreUpdatedAndDeleted(SimulatedRelease release) {
        try (Host host = initialized(release, "baseline.dts")) {
            // kerf create --cpus=8-15 --memory=8GB database
            host.createInstance("database").cpus("8-15").memory("8GB").create();
            // kerf create compute --cpus=8 --memory=16GB
            assertThatExceptionOfType(PlacementException.class)
                    .as("CPU 8 is the database's")
                    .isThrownBy(() -> host.createInstance("compute")
                            .cpus("8")
                            .memory("16GB")
                            .create());
            // kerf create compute --cpu-count=8 ..., as much as there is left
            host.createInstance("compute").cpus("20-27").memory("3GB").create();

            // kerf create web-server --cpu-count=4 --memory=2GB --dry-run
            assertThat(host.createInstance("web-server")
                            .cpuCount(4)
                            .memory("2GB")
                            .plan()
                            .instance()
                            .cpus()
                            .size())
                    .isEqualTo(4);

            // kerf update database --cpus=8-19 --memory=8GB
            host.updateInstance("database").cpus("8-19").memory("8GB").apply();
            assertThat(host.instance("database").describe().cpus()).isEqualTo(CpuSet.parse("8-19"));
            assertThat(host.instance("database").describe().memory()).isEqualTo(ByteSize.ofGiB(8));

            // kerf delete compute
            host.instance("compute").delete();
            assertThat(host.instances()).extracting(each -> each.name().text()).containsExactly("database");
            assertThat(host.report().errors()).isEmpty();
        }
    }
}
