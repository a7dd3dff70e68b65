// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static io.kerf.SampleBaselines.file;
import static io.kerf.SampleBaselines.initialized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.desired.DesiredInstance;
import io.kerf.desired.DesiredState;
import io.kerf.diag.Diagnostic;
import io.kerf.dts.Dts;
import io.kerf.dts.DtsException;
import io.kerf.fdt.Fdt;
import io.kerf.kexec.InstanceStateException;
import io.kerf.kexec.KernelImage;
import io.kerf.kexec.LoadRequest;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.model.ModelException;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.TransactionStatus;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.tree.DeviceTree;
import io.kerf.validate.Report;
import io.kerf.validate.ReportFormat;
import io.kerf.validate.ValidationException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostTest {
    private static final String NUMA = "numa_topology.dts";

    @TempDir
    Path folder;

    private LoadRequest image() throws Exception {
        return image(folder);
    }

    /** A small ELF file in a folder, with a command line. */
    static LoadRequest image(Path folder) throws Exception {
        ByteBuffer elf = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).position(16);
        elf.putShort((short) 2)
                .putShort((short) 62)
                .putInt(1)
                .putLong(0x1000000)
                .putLong(64)
                .putLong(0)
                .putInt(0);
        elf.putShort((short) 64).putShort((short) 56).putShort((short) 1).position(64);
        elf.putInt(1)
                .putInt(5)
                .putLong(0)
                .putLong(0x1000000)
                .putLong(0x1000000)
                .putLong(64)
                .putLong(64)
                .putLong(4096);
        Path file = Files.write(folder.resolve("vmlinux"), elf.array());
        return LoadRequest.of(KernelImage.open(file)).withCommandLine("console=mktty0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline.dts", "minimal.dts", "edge_computing.dts", "numa_topology.dts", "system.dts"})
    void everyValidSampleIsAppliedAndReadBack(String sample) {
        try (Host host = Kerf.simulated(file(sample))) {
            assertThatExceptionOfType(KernelInterfaceException.class)
                    .isThrownBy(host::state)
                    .withMessageContaining("no baseline was applied");
            BaselineRequest request = host.initialize(file(sample));
            assertThat(request.validate().isValid()).isTrue();
            request.apply();
            CpuSet described = request.plan().description().cpus().available();
            assertThat(host.state().cpus().available()).isEqualTo(described);
            assertThat(host.state().memory().pool().size())
                    .isEqualTo(request.plan().description().memory().pool().size());
            assertThat(host.report().errors()).isEmpty();
        }
    }

    @Test
    void theSameBaselineOnceMoreChangesNothing() {
        try (Host host = initialized(NUMA)) {
            InitializePlan plan = host.initialize(file(NUMA)).apply();
            assertThat(plan.isAlreadySo()).isTrue();
            assertThat(host.transactions()).isEmpty();
            assertThat(host.report().isValid()).isTrue();
        }
    }

    @Test
    void aBlobIsToldFromSourceByItsContent() throws Exception {
        Path blob = folder.resolve("baseline.dts");
        DeviceTree tree = Dts.compile(file(NUMA));
        Fdt.write(tree, blob);
        try (Host host = Kerf.simulated(blob)) {
            host.initialize(blob).apply();
            assertThat(host.state().cpus().available()).isEqualTo(CpuSet.parse("4-63"));
        }
    }

    @Test
    void allErrorsOfAConflictingBaselineComeAtOnceAndNothingIsApplied() {
        try (Host host = Kerf.simulated(file("minimal.dts"))) {
            BaselineRequest request = host.initialize(file("conflict_example.dts"));
            Report report = request.validate();
            assertThat(report.errors()).extracting(Diagnostic::code).containsExactly("CPU-004", "MEM-001", "BASE-001");
            assertThat(report.render(ReportFormat.TEXT))
                    .contains("Line 18:", "Line 24:", "Line 40:")
                    .contains("available = <3 4 5 6 7 8 9 10 11 12 13 14 15>;")
                    .contains("^");
            assertThatExceptionOfType(ValidationException.class)
                    .isThrownBy(request::apply)
                    .satisfies(e -> assertThat(e.report().errors()).hasSize(3));
            assertThatExceptionOfType(ValidationException.class).isThrownBy(request::plan);
            assertThatExceptionOfType(KernelInterfaceException.class)
                    .as("there is still no pool")
                    .isThrownBy(host::state);
        }
    }

    @Test
    void anOldHeaderOverWideNumbersIsAnErrorThatNamesTheNewOne() throws Exception {
        String old = Files.readString(file("baseline.dts")).replace("/multikernel-v1/;", "/dts-v1/;");
        Path source = Files.writeString(folder.resolve("old.dts"), old);
        try (Host host = Kerf.simulated(file("baseline.dts"))) {
            assertThatExceptionOfType(ValidationException.class)
                    .isThrownBy(() -> host.initialize(source).apply())
                    .satisfies(e ->
                            assertThat(e.report().render(ReportFormat.TEXT)).contains("/multikernel-v1/;"));
        }
    }

    @Test
    void aFileThatIsNotThereIsAnErrorOfTheSource() {
        assertThatExceptionOfType(DtsException.class)
                .isThrownBy(() -> Kerf.simulated(folder.resolve("none.dts")))
                .withMessageContaining("none.dts");
    }

    @Test
    void instancesReadBackAsTheyWerePlanned() {
        try (Host host = initialized(NUMA)) {
            List<CreateInstance.Ready> requests = List.of(
                    host.createInstance("web").cpuCount(4).memory("2GB"),
                    host.createInstance("database").cpuCount(8).memory("8GB").numaNodes(1),
                    host.createInstance("exact")
                            .cpus("40-43,50")
                            .memory(ByteSize.parse("512MB"))
                            .id(77),
                    host.createInstance("net").cpuCount(2).memory("1GB").device("eth1"));
            for (CreateInstance.Ready request : requests) {
                CreatePlan plan = request.plan();
                Instance planned = plan.instance();
                Instance real = request.create().describe();
                assertThat(real.cpus()).isEqualTo(planned.cpus());
                assertThat(real.bootCpu()).isEqualTo(planned.bootCpu());
                assertThat(real.memory()).isEqualTo(planned.memory());
                assertThat(real.regions()).isEqualTo(planned.regions());
                assertThat(real.devices()).isEqualTo(planned.devices());
                assertThat(real.id()).isEqualTo(planned.id());
                assertThat(plan.source()).contains("instance-name = \"" + planned.name() + "\"");
            }
            assertThat(host.instances())
                    .extracting(handle -> handle.name().text())
                    .containsExactly("database", "exact", "net", "web");
            assertThat(host.state()
                            .topology()
                            .nodesOf(host.instance("database").describe().cpus()))
                    .containsExactly(1);
            assertThat(host.report().errors()).isEmpty();
        }
    }

    @Test
    void aStepThatIsHeldCanBeUsedAgain() {
        try (Host host = initialized(NUMA)) {
            CreateInstance.Ready web = host.createInstance("web").cpuCount(4).memory("2GB");
            CreateInstance.Ready onNode2 = web.numaNodes(2);
            assertThat(web.plan().instance().cpus()).isEqualTo(CpuSet.parse("4-7"));
            assertThat(onNode2.plan().instance().cpus()).isEqualTo(CpuSet.parse("32-35"));
            assertThat(web.create().describe().cpus()).isEqualTo(CpuSet.parse("4-7"));
        }
    }

    @Test
    void aPlanIsRefusedOnceTheHostHasMovedOn() {
        try (Host host = initialized(NUMA)) {
            CreatePlan plan = host.createInstance("a").cpuCount(4).memory("2GB").plan();
            CreatePlan same = host.createInstance("b").cpuCount(4).memory("2GB").plan();
            plan.apply();
            assertThatExceptionOfType(StalePlanException.class).isThrownBy(same::apply);
            assertThat(host.instances()).hasSize(1);
        }
    }

    @Test
    void whatDoesNotFitIsRefusedWithWhatWould() {
        try (Host host = initialized("minimal.dts")) {
            host.createInstance("first").cpuCount(2).memory("1GB").create();
            CreateInstance.Ready all = host.createInstance("all").cpuCount(6).memory("1GB");
            assertThatExceptionOfType(PlacementException.class)
                    .isThrownBy(all::create)
                    .satisfies(e -> {
                        assertThat(e.refusal().cause()).isEqualTo(Cause.TOO_FEW_CPUS);
                        assertThat(e.refusal().nearest()).isPresent();
                    });
            CreateInstance.NeedsMemory impossible = host.createInstance("big").cpuCount(100);
            assertThatExceptionOfType(PlacementException.class)
                    .isThrownBy(() -> impossible.memory("1GB").create())
                    .satisfies(e -> assertThat(e.refusal().cause()).isEqualTo(Cause.INVALID));
            assertThat(host.instances()).hasSize(1);
            assertThat(host.transactions()).hasSize(1);
        }
    }

    @Test
    void aNameIsGivenOnce() {
        try (Host host = initialized("minimal.dts")) {
            host.createInstance("web").cpuCount(1).memory("1GB").create();
            assertThatExceptionOfType(InstanceExistsException.class)
                    .isThrownBy(() ->
                            host.createInstance("web").cpuCount(1).memory("1GB").create())
                    .satisfies(e -> assertThat(e.name()).isEqualTo(InstanceName.of("web")));
            assertThatExceptionOfType(ModelException.class).isThrownBy(() -> host.createInstance("../etc"));
            assertThatExceptionOfType(KernelInterfaceException.class).isThrownBy(() -> host.instance("none"));
        }
    }

    @Test
    void cpusThatAnotherInstanceHasAreRefused() {
        try (Host host = initialized("minimal.dts")) {
            CpuSet cpus = host.createInstance("a")
                    .cpuCount(2)
                    .memory("1GB")
                    .create()
                    .describe()
                    .cpus();
            assertThatExceptionOfType(PlacementException.class)
                    .isThrownBy(() ->
                            host.createInstance("b").cpus(cpus).memory("1GB").create())
                    .satisfies(e -> assertThat(e.refusal().cause()).isEqualTo(Cause.CPU_TAKEN));
        }
    }

    @Test
    void anInstanceLivesThroughItsStates() throws Exception {
        try (Host host = initialized(NUMA)) {
            InstanceHandle web =
                    host.createInstance("web").cpuCount(4).memory("2GB").create();
            assertThat(web.status()).isEqualTo(InstanceState.READY);
            assertThatExceptionOfType(InstanceStateException.class).isThrownBy(web::boot);
            web.load(image());
            assertThat(web.status()).isEqualTo(InstanceState.LOADED);
            assertThatExceptionOfType(KernelInterfaceException.class)
                    .isThrownBy(web::delete)
                    .withMessageContaining("unload");
            web.boot();
            assertThat(web.status()).isEqualTo(InstanceState.ACTIVE);
            assertThatExceptionOfType(InstanceStateException.class).isThrownBy(web::unload);
            web.halt();
            web.boot();
            web.forceHalt();
            web.await(InstanceState.LOADED, Duration.ofSeconds(1));
            web.unload();
            assertThat(web.status()).isEqualTo(InstanceState.READY);
            web.delete();
            assertThat(host.instances()).isEmpty();
            assertThat(host.state().freeCpus()).isEqualTo(CpuSet.parse("4-63"));
            assertThatExceptionOfType(KernelInterfaceException.class).isThrownBy(web::status);
        }
    }

    @Test
    void whatIsLoadedOrRunsIsNeitherDeletedNorReplacedForADesiredState() throws Exception {
        DesiredInstance web = DesiredInstance.withCpus("web", "8-11", "2GB");
        try (Host host = initialized(NUMA)) {
            InstanceHandle handle = host.apply(DesiredState.of(web)).get(0);
            handle.load(image());
            handle.boot();
            int before = host.transactions().size();

            assertThatExceptionOfType(KernelInterfaceException.class)
                    .isThrownBy(() -> host.apply(DesiredState.of()))
                    .withMessageContaining("while it is active");
            assertThatExceptionOfType(KernelInterfaceException.class)
                    .isThrownBy(() -> host.apply(DesiredState.of(DesiredInstance.withCpus("web", "9-11", "2GB"))))
                    .withMessageContaining("boots on 8");
            assertThatExceptionOfType(ChangeRefusedException.class)
                    .isThrownBy(() -> host.apply(DesiredState.of(
                            web.withId(9),
                            DesiredInstance.withCpuCount("db", 2, "1GB").withDevices("eth9"))))
                    .satisfies(e -> assertThat(e.reasons()).hasSize(2));
            assertThat(host.transactions()).hasSize(before);

            host.apply(DesiredState.of(DesiredInstance.withCpus("web", "8-12", "2GB")));

            assertThat(handle.status()).isEqualTo(InstanceState.ACTIVE);
            assertThat(handle.describe().cpus()).isEqualTo(CpuSet.parse("8-12"));
        }
    }

    @Test
    void aHandleIsOfOneInstanceNotOfAName() {
        try (Host host = initialized(NUMA)) {
            InstanceHandle first =
                    host.createInstance("web").cpuCount(4).memory("2GB").id(5).create();
            first.delete();
            host.createInstance("web").cpuCount(4).memory("2GB").id(6).create();
            assertThatExceptionOfType(KernelInterfaceException.class)
                    .isThrownBy(first::delete)
                    .withMessageContaining("ask the host for the instance again");
            assertThat(host.instances()).hasSize(1);
        }
    }

    @Test
    void theNewestTransactionRollsBackAndTheOthersSayWhyNot() {
        try (Host host = initialized(NUMA)) {
            host.createInstance("a").cpuCount(4).memory("2GB").create();
            InstanceHandle b =
                    host.createInstance("b").cpuCount(4).memory("2GB").create();
            List<TransactionHandle> transactions = host.transactions();
            assertThat(transactions).extracting(Object::toString).containsExactly("tx_2", "tx_3");
            assertThat(transactions.get(1).details().status()).isEqualTo(TransactionStatus.APPLIED);
            assertThat(transactions.get(1).details().actions())
                    .singleElement()
                    .asString()
                    .contains("'b'");
            transactions.get(1).rollback();
            assertThat(host.instances())
                    .extracting(handle -> handle.name().text())
                    .containsExactly("a");
            assertThatExceptionOfType(KernelInterfaceException.class).isThrownBy(b::status);
            host.instance("a").delete();
            TransactionHandle removal = host.transactions().get(1);
            assertThatExceptionOfType(KernelInterfaceException.class)
                    .isThrownBy(removal::rollback)
                    .withMessageContaining("a removed instance does not come back");
        }
    }

    @Test
    void severalHostsOnOneKernelSeeEachOthersChanges() {
        SimulatedKernel kernel = SimulatedKernel.inMemory(SimulatedMachine.describedBy(BaselineFile.read(file(NUMA))));
        try (Host one = Kerf.simulated(kernel);
                Host two = Kerf.simulated(kernel)) {
            one.initialize(file(NUMA)).apply();
            one.createInstance("a").cpuCount(4).memory("2GB").create();
            assertThat(two.instances())
                    .extracting(handle -> handle.name().text())
                    .containsExactly("a");
            two.instance("a").delete();
            assertThat(one.instances()).isEmpty();
        }
    }

    @Test
    void aClosedHostDoesNothing() {
        Host host = initialized("minimal.dts");
        host.close();
        host.close();
        assertThatIllegalStateException().isThrownBy(host::state);
        assertThatIllegalStateException().isThrownBy(() -> host.createInstance("a"));
        assertThatIllegalStateException().isThrownBy(host::transactions);
    }
}
