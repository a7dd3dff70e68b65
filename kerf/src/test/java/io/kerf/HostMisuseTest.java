// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static io.kerf.SampleBaselines.file;
import static io.kerf.SampleBaselines.initialized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.kerf.dts.Dts;
import io.kerf.fdt.Fdt;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.InstanceState;
import io.kerf.model.ModelException;
import io.kerf.model.SystemState;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelInterfaceException.Reason;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What comes of arguments that make no sense, hosts that are closed, and what other programs leave behind. */
class HostMisuseTest {
    @Test
    void nullIsRefusedAtOnce() {
        try (Host host = initialized("minimal.dts")) {
            List<ThrowingCallable> calls = List.of(
                    () -> Kerf.simulated((Path) null),
                    () -> Kerf.simulated((SimulatedKernel) null),
                    () -> host.initialize((Path) null),
                    () -> host.initialize((SystemState) null),
                    () -> host.createInstance(null),
                    () -> host.instance(null),
                    () -> host.createInstance("a").cpus((String) null),
                    () -> host.createInstance("a").cpus((CpuSet) null),
                    () -> host.createInstance("a").cpuCount(1).memory((ByteSize) null),
                    () -> host.createInstance("a").cpuCount(1).memory("1GB").device(null),
                    () -> host.createInstance("a").cpuCount(1).memory("1GB").affinity(null));
            assertThat(calls)
                    .allSatisfy(call -> assertThatNullPointerException().isThrownBy(call));
        }
    }

    @Test
    void numbersThatMakeNoSenseAreRefusedAtOnce() {
        try (Host host = initialized("minimal.dts")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> host.createInstance("a").cpuCount(0))
                    .withMessageContaining("at least one CPU, not 0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> host.createInstance("a").cpuCount(-1));
            CreateInstance.Ready request = host.createInstance("a").cpuCount(1).memory("1GB");
            assertThatIllegalArgumentException().isThrownBy(() -> request.id(0));
            assertThatIllegalArgumentException().isThrownBy(() -> request.id(2048));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> HostConfig.system().withStateTimeout(Duration.ofMillis(-1)));
            assertThatExceptionOfType(ModelException.class)
                    .isThrownBy(() -> host.createInstance("a").cpuCount(1).memory("-1GB"));
            assertThatExceptionOfType(PlacementException.class)
                    .isThrownBy(() -> request.numaNodes(-1).create());
            assertThatExceptionOfType(PlacementException.class)
                    .isThrownBy(() -> request.numaNodes(7).create());
        }
    }

    @Test
    void noCpusAndNoMemoryAreRefusedAndOddMemoryIsRoundedUp() {
        try (Host host = initialized("minimal.dts")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> host.createInstance("a").cpus(CpuSet.empty()));
            CreateInstance.NeedsMemory oneCpu = host.createInstance("a").cpuCount(1);
            assertThatIllegalArgumentException().isThrownBy(() -> oneCpu.memory("0"));
            assertThat(host.transactions()).isEmpty();
            assertThat(oneCpu.memory("1000").create().describe().memory()).isEqualTo(ByteSize.ofBytes(4096));
        }
    }

    @Test
    void aDeviceThatIsNotThereIsRefusedBeforeAnythingIsWritten() {
        try (Host host = initialized("minimal.dts")) {
            CreateInstance.Ready request = host.createInstance("a").cpuCount(1).memory("1GB");
            assertThatExceptionOfType(ModelException.class)
                    .isThrownBy(() -> request.device("gpu7").create())
                    .withMessageContaining("gpu7");
            assertThat(host.transactions()).isEmpty();
        }
    }

    @Test
    void withoutABaselineEveryUseOfThePoolSaysSo() {
        try (Host host = Kerf.simulated(file("minimal.dts"))) {
            CreateInstance.Ready request = host.createInstance("a").cpuCount(1).memory("1GB");
            List<ThrowingCallable> calls =
                    List.of(request::plan, request::create, host::instances, host::state, host::report);
            assertThat(calls)
                    .allSatisfy(call -> assertThatExceptionOfType(KernelInterfaceException.class)
                            .isThrownBy(call)
                            .withMessageStartingWith("cannot read ")
                            .withMessageContaining("no baseline was applied")
                            .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.GONE)));
            assertThat(host.transactions()).isEmpty();
        }
    }

    @Test
    void nothingThatAClosedHostGaveStillWorks() {
        Host host = initialized("minimal.dts");
        CreateInstance.Ready request = host.createInstance("b").cpuCount(1).memory("1GB");
        CreatePlan plan = request.plan();
        InstanceHandle handle =
                host.createInstance("a").cpuCount(1).memory("1GB").create();
        TransactionHandle transaction = host.transactions().get(0);
        BaselineRequest baseline = host.initialize(file("minimal.dts"));
        host.close();
        List<ThrowingCallable> calls = List.of(
                host::instances,
                host::report,
                () -> host.instance("a"),
                request::plan,
                request::create,
                plan::apply,
                handle::status,
                handle::describe,
                handle::boot,
                handle::delete,
                () -> handle.await(InstanceState.READY, Duration.ZERO),
                transaction::details,
                transaction::rollback,
                baseline::plan,
                baseline::apply);
        assertThat(calls)
                .allSatisfy(call ->
                        assertThatIllegalStateException().isThrownBy(call).withMessage("this host was closed"));
        assertThat(handle).hasToString("instance 'a' (id 1)");
        assertThat(host).hasToString("closed host");
    }

    @Test
    void aHandleOfAnInstanceThatIsGoneSaysThatItIsGone() {
        try (Host host = initialized("minimal.dts")) {
            InstanceHandle first =
                    host.createInstance("a").cpuCount(1).memory("1GB").id(5).create();
            first.delete();
            host.createInstance("a").cpuCount(1).memory("1GB").id(6).create();
            assertThatExceptionOfType(KernelInterfaceException.class)
                    .isThrownBy(first::describe)
                    .withMessageStartingWith("cannot read ")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.GONE));
        }
    }

    @Test
    void waitingForEverIsAllowed() {
        try (Host host = initialized("minimal.dts")) {
            InstanceHandle a =
                    host.createInstance("a").cpuCount(1).memory("1GB").create();
            a.await(InstanceState.READY, Duration.ofSeconds(Long.MAX_VALUE));
            assertThat(a.status()).isEqualTo(InstanceState.READY);
        }
    }

    /** Other programs may number instances as they like; the kernel stops them only when such an instance is loaded. */
    @Test
    void anInstanceWithAnIdThatCannotBeLoadedIsLeftToItsMaker() {
        SimulatedKernel kernel =
                SimulatedKernel.inMemory(SimulatedMachine.describedBy(BaselineFile.read(file("minimal.dts"))));
        try (Host host = Kerf.simulated(kernel)) {
            host.initialize(file("minimal.dts")).apply();
            String overlay =
                    host.createInstance("high").cpuCount(1).memory("1GB").plan().source();
            String high = overlay.replaceFirst("id = <0x0*1>", "id = <3000>");
            assertThat(high).contains("<3000>");
            kernel.fs().writeOverlay(Fdt.encode(Dts.compile(high, "high.dts")));
            assertThat(kernel.fs().instanceId("high")).isEqualTo(3000);

            assertThat(host.instances()).isEmpty();
            assertThat(host.report().findings()).isNotNull();
            assertThatExceptionOfType(KernelInterfaceException.class)
                    .isThrownBy(() -> host.instance("high"))
                    .withMessageContaining("its id 3000 is not one of 1 to 2047");
        }
    }
}
