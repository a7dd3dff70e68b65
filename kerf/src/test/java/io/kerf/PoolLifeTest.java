// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static io.kerf.SampleBaselines.file;
import static io.kerf.SampleBaselines.initialized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.diag.ErrorCategory;
import io.kerf.kexec.KernelImage;
import io.kerf.kexec.LoadRequest;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.InstanceState;
import io.kerf.model.ModelException;
import io.kerf.model.SystemState;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.sysfs.simulated.SimulatedRelease;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A pool comes, becomes another one while instances run on, and goes. */
class PoolLifeTest {
    private static final String NUMA = "numa_topology.dts";

    @TempDir
    Path folder;

    private static SimulatedKernel kernel(SimulatedRelease release) {
        return SimulatedKernel.inMemory(SimulatedMachine.describedBy(BaselineFile.read(file(NUMA))), release);
    }

    /** The sample with fewer CPUs in its pool. */
    private static SystemState withPoolCpus(String list) {
        SystemState numa = BaselineFile.read(file(NUMA));
        CpuSet pool = CpuSet.parse(list);
        return numa.toBuilder()
                .cpus(new CpuInventory(64, CpuSet.range(0, 63).minus(pool), pool))
                .build();
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
        return LoadRequest.of(KernelImage.open(Files.write(folder.resolve("vmlinux"), elf.array())));
    }

    @ParameterizedTest
    @EnumSource(SimulatedRelease.class)
    void theSameBaselineOnceMoreChangesNothing(SimulatedRelease release) {
        SimulatedKernel kernel = kernel(release);
        try (Host host = Kerf.simulated(kernel, HostConfig.system().withAbi(release.abi()))) {
            host.initialize(file(NUMA)).apply();
            host.createInstance("web").cpus("8-9").memory("1GB").create();
            byte[] before = kernel.fs().readDeviceTree();

            InitializePlan again = host.initialize(file(NUMA)).apply();

            assertThat(again.isAlreadySo()).isTrue();
            assertThat(again.source()).isEmpty();
            assertThat(kernel.fs().readDeviceTree()).isEqualTo(before);
            assertThat(host.instances()).hasSize(1);
        }
    }

    @Test
    void anotherBaselineIsAChangeOfThePoolUnderInstancesThatStay() {
        try (Host host = initialized(NUMA)) {
            InstanceHandle web =
                    host.createInstance("web").cpus("4-5").memory("1GB").create();
            InitializePlan plan = host.initialize(withPoolCpus("4-31")).plan();
            assertThat(plan.baseline()).isEmpty();
            assertThat(plan.poolChange()).isPresent();
            assertThat(plan.isAlreadySo()).isFalse();
            assertThat(plan).asString().startsWith("change the pool: ").contains("remove CPU");
            assertThat(plan.source()).contains("cpu-remove");
            assertThat(host.state().cpus().available()).hasToString("4-63");
            plan.apply();
            assertThat(host.state().cpus().available()).hasToString("4-31");
            assertThat(web.describe().cpus()).hasToString("4-5");
            host.initialize(file(NUMA)).apply();
            assertThat(host.state().cpus().available()).hasToString("4-63");
            assertThat(host.initialize(file(NUMA)).plan().isAlreadySo()).isTrue();
        }
    }

    @Test
    void whatAnInstanceHasDoesNotLeaveThePool() {
        try (Host host = initialized(NUMA)) {
            host.createInstance("web").cpus("40-41").memory("1GB").create();
            BaselineRequest request = host.initialize(withPoolCpus("4-31"));
            assertThatExceptionOfType(KernelInterfaceException.class)
                    .isThrownBy(request::apply)
                    .withMessageContaining("instance 'web' has some of it")
                    .satisfies(e -> assertThat(e.category()).isEqualTo(ErrorCategory.PRECONDITION));
            assertThat(host.state().cpus().available()).hasToString("4-63");
        }
    }

    @Test
    void aPlanForAPoolThatBecameAnotherOneIsRefused() {
        try (Host host = initialized(NUMA)) {
            InitializePlan first = host.initialize(withPoolCpus("4-31")).plan();
            InitializePlan second = host.initialize(withPoolCpus("4-47")).plan();
            first.apply();
            assertThatExceptionOfType(KernelInterfaceException.class).isThrownBy(second::apply);
            assertThat(host.state().cpus().available()).hasToString("4-31");
        }
    }

    @Test
    void aFlatKernelKeepsItsFirstPoolAndSaysWhy() {
        try (Host host = Kerf.simulated(kernel(SimulatedRelease.FLAT_U64))) {
            host.initialize(file(NUMA)).apply();
            BaselineRequest another = host.initialize(withPoolCpus("4-31"));
            assertThatExceptionOfType(KernelInterfaceException.class)
                    .isThrownBy(another::apply)
                    .withMessageContaining("a flat-u64 kernel has no operation on its pool")
                    .withMessageContaining("reboot the host");
            host.createInstance("web").cpuCount(1).memory("1GB").create();
            assertThatExceptionOfType(KernelInterfaceException.class)
                    .isThrownBy(() -> host.teardown().apply());
            assertThat(host.instances()).as("nothing was taken down").hasSize(1);
        }
    }

    @Test
    void everythingComesBackAndTheHostCanBeginAnew() throws Exception {
        for (SimulatedRelease release : List.of(SimulatedRelease.POOL_EARLY, SimulatedRelease.POOL)) {
            try (Host host = Kerf.simulated(kernel(release))) {
                host.initialize(file(NUMA)).apply();
                host.createInstance("a")
                        .cpuCount(4)
                        .memory("2GB")
                        .device("eth1")
                        .create();
                InstanceHandle b =
                        host.createInstance("b").cpuCount(4).memory("2GB").create();
                b.load(image());
                Teardown.Plan plan = host.teardown().plan();
                assertThat(plan.steps())
                        .startsWith("unload 'b'", "delete 'a'", "delete 'b'")
                        .hasSize(4);
                assertThat(plan.pool()).asString().contains("remove CPUs 4-63", "remove memory ");
                assertThat(host.instances()).hasSize(2);

                TeardownResult result = host.teardown().apply();

                assertThat(result.isComplete()).as("%s: %s", release, result).isTrue();
                assertThat(result.before().instances()).isEqualTo(2);
                assertThat(result.before().devices()).containsExactly("eth0", "eth1", "nvme0", "nvme1");
                assertThat(result.returnedCpus()).hasToString("4-63");
                assertThat(result.returnedMemory()).isEqualTo(ByteSize.ofGiB(124));
                assertThat(result.before().hostCpus()).hasValue(4);
                assertThat(result.after().hostCpus()).hasValue(64);
                assertThat(result.done()).hasSize(4);
                assertThat(result).asString().startsWith("before: CPUs 4-63, 124GB memory");
                assertThatExceptionOfType(KernelInterfaceException.class)
                        .isThrownBy(host::state)
                        .withMessageContaining("no baseline was applied");
                assertThatExceptionOfType(KernelInterfaceException.class)
                        .isThrownBy(() -> host.teardown().plan())
                        .withMessageContaining("there is no pool to take down");
                assertThat(host.initialize(file(NUMA)).apply().baseline()).isPresent();
                assertThat(host.createInstance("a")
                                .cpuCount(4)
                                .memory("2GB")
                                .create()
                                .name())
                        .hasToString("a");
            }
        }
    }

    @Test
    void whatRunsIsHaltedOnlyIfAsked() throws Exception {
        try (Host host = initialized(NUMA)) {
            InstanceHandle web =
                    host.createInstance("web").cpuCount(4).memory("2GB").create();
            web.load(image());
            web.boot();
            assertThatExceptionOfType(KernelInterfaceException.class)
                    .isThrownBy(() -> host.teardown().apply())
                    .withMessageContaining("[web] active")
                    .withMessageContaining("evenIfActive()");
            assertThat(web.status()).isEqualTo(InstanceState.ACTIVE);
            TeardownResult result = host.teardown().evenIfActive().apply();
            assertThat(result.done()).startsWith("halt 'web'", "unload 'web'", "delete 'web'");
            assertThat(result.isComplete()).isTrue();
        }
    }

    @Test
    void aTeardownThatFailsSaysWhatWasDone() throws Exception {
        SimulatedKernel kernel = kernel(SimulatedRelease.POOL);
        try (Host host = Kerf.simulated(kernel)) {
            host.initialize(file(NUMA)).apply();
            for (String name : List.of("a", "b")) {
                InstanceHandle instance =
                        host.createInstance(name).cpuCount(4).memory("2GB").create();
                instance.load(image());
                instance.boot();
            }
            kernel.guestStopsAnswering(host.instance("b").id().value());
            assertThatExceptionOfType(TeardownException.class)
                    .isThrownBy(() -> host.teardown().evenIfActive().apply())
                    .withMessageContaining("at: halt 'b'")
                    .satisfies(e -> assertThat(e.done()).containsExactly("halt 'a'"))
                    .satisfies(e -> assertThat(e.isRetryable()).isTrue());
            assertThat(host.instance("b").status()).isEqualTo(InstanceState.ACTIVE);
            host.instance("b").forceHalt();
            assertThat(host.teardown().apply().isComplete()).isTrue();
        }
    }

    @Test
    void aTeardownOfOneProcessIsSeenByTheOthers() {
        SimulatedKernel kernel = SimulatedKernel.onDirectory(
                folder.resolve("host"), SimulatedMachine.describedBy(BaselineFile.read(file(NUMA))));
        try (Host one = Kerf.simulated(kernel);
                Host two = Kerf.simulated(SimulatedKernel.onDirectory(folder.resolve("host")))) {
            one.initialize(file(NUMA)).apply();
            two.createInstance("web").cpuCount(2).memory("1GB").create();
            assertThat(two.teardown().apply().isComplete()).isTrue();
            assertThatExceptionOfType(KernelInterfaceException.class).isThrownBy(one::state);
            one.initialize(withPoolCpus("4-31")).apply();
            assertThat(two.state().cpus().available()).hasToString("4-31");

            two.teardown().apply();
            two.initialize(withPoolCpus("4-31").toBuilder().devices(List.of()).build())
                    .apply();
            assertThat(one.state().devices())
                    .as("what the other described, and not what this host did")
                    .isEmpty();
            assertThatExceptionOfType(ModelException.class)
                    .isThrownBy(() -> one.createInstance("z")
                            .cpuCount(1)
                            .memory("1GB")
                            .device("eth0")
                            .plan());
        }
    }
}
