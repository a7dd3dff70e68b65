// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static io.kerf.SampleBaselines.file;
import static io.kerf.SampleBaselines.initialized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kerf.alloc.DeviceUnits;
import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.alloc.PlacementPriority;
import io.kerf.alloc.SmtPolicy;
import io.kerf.diag.ErrorCategory;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceOptions;
import io.kerf.model.MemoryPolicy;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.sysfs.simulated.SimulatedRelease;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that can be asked of an instance, and the keys that make asking twice safe. */
class CreateInstanceTest {
    private static final String NUMA = "numa_topology.dts";

    @TempDir
    Path folder;

    private SimulatedKernel kernel() {
        return SimulatedKernel.onDirectory(
                folder.resolve("host"), SimulatedMachine.describedBy(BaselineFile.read(file(NUMA))));
    }

    @Test
    void cpusComeByListBySetAndByCount() {
        try (Host host = initialized(NUMA)) {
            assertThat(host.createInstance("list").cpus("4-5,8").memory("1GB").create())
                    .satisfies(each -> assertThat(each.describe().cpus()).hasToString("4-5,8"));
            assertThat(host.createInstance("set")
                            .cpus(CpuSet.of(6, 7))
                            .memory("1GB")
                            .create())
                    .satisfies(each -> assertThat(each.describe().cpus()).hasToString("6-7"));
            assertThat(host.createInstance("count").cpuCount(2).memory("1GB").create())
                    .satisfies(each -> assertThat(each.describe().cpus().size()).isEqualTo(2));
        }
    }

    @Test
    void aWishForMemoryOfSeveralNodesIsNoReasonToRefuseWhereTheKernelGivesOnePiece() {
        SimulatedKernel flat = SimulatedKernel.inMemory(
                SimulatedMachine.describedBy(BaselineFile.read(file(NUMA))), SimulatedRelease.FLAT_U64);
        try (Host host = Kerf.simulated(flat)) {
            host.initialize(file(NUMA)).apply();
            CreateInstance.Ready wide =
                    host.createInstance("wide").cpuCount(16).memory("32GB").affinity(CpuAffinity.SPREAD);
            CreatePlan plan =
                    wide.preferredMemoryPolicy(MemoryPolicy.INTERLEAVE).plan();

            assertThat(plan.instance().regions()).hasSize(1);
            assertThat(plan.placement().warnings()).isNotEmpty();
            assertThatExceptionOfType(KernelInterfaceException.class)
                    .as("a demand is refused")
                    .isThrownBy(() -> wide.memoryPolicy(MemoryPolicy.INTERLEAVE).plan());
        }
    }

    @Test
    void affinityNodesAndSharedCoresAreAsAsked() {
        try (Host host = initialized(NUMA)) {
            CreateInstance.Ready eight = host.createInstance("x").cpuCount(8).memory("4GB");
            assertThat(nodes(host, eight.affinity(CpuAffinity.SPREAD))).containsExactly(0, 1, 2, 3);
            assertThat(nodes(host, eight.affinity(CpuAffinity.COMPACT).numaNodes(2)))
                    .containsExactly(2);
            assertThat(nodes(host, eight.affinity(CpuAffinity.LOCAL).numaNodes(3)))
                    .containsExactly(3);
            assertThat(nodes(host, eight.priority(PlacementPriority.FEWEST_NODES)))
                    .hasSize(1);
            assertThat(host.createInstance("y")
                            .cpuCount(3)
                            .memory("1GB")
                            .smt(SmtPolicy.WHOLE)
                            .plan()
                            .placement()
                            .reserved()
                            .size())
                    .isEqualTo(1);
        }
    }

    private static List<Integer> nodes(Host host, CreateInstance.Ready request) {
        return List.copyOf(
                host.state().topology().nodesOf(request.plan().instance().cpus()));
    }

    @Test
    void memoryComesFromWhereItWasAskedFor() {
        try (Host host = initialized(NUMA)) {
            CreateInstance.Ready bound = host.createInstance("bound")
                    .cpuCount(2)
                    .memory("2GB")
                    .numaNodes(2)
                    .memoryPolicy(MemoryPolicy.BIND);
            long base = bound.plan().instance().regions().get(0).base();
            assertThat(host.state().topology().nodesOf(bound.plan().instance().cpus()))
                    .containsExactly(2);
            assertThat(bound.memoryBase(base)
                            .create()
                            .describe()
                            .regions()
                            .get(0)
                            .base())
                    .isEqualTo(base);
            CreateInstance.Ready elsewhere =
                    host.createInstance("elsewhere").cpuCount(1).memory("1GB").memoryBase(base);
            assertThatExceptionOfType(PlacementException.class)
                    .isThrownBy(elsewhere::create)
                    .satisfies(e -> assertThat(e.refusal().cause()).isEqualTo(Cause.BASE_NOT_PREDICTED));
            Instance spread = host.createInstance("spread")
                    .cpuCount(4)
                    .memory("8GB")
                    .memoryPolicy(MemoryPolicy.INTERLEAVE)
                    .memoryRegions(4)
                    .numaNodes(0, 1)
                    .create()
                    .describe();
            assertThat(spread.memory()).isEqualTo(ByteSize.ofGiB(8));
            assertThat(spread.regions()).hasSizeGreaterThan(1);
        }
    }

    @Test
    void aPreferredPolicyWarnsWhereAHardOneRefuses() {
        try (Host host = initialized(NUMA)) {
            CreateInstance.Ready tooMuch = host.createInstance("big")
                    .cpuCount(1)
                    .memory("40GB")
                    .memoryRegions(8)
                    .numaNodes(1);
            assertThatExceptionOfType(PlacementException.class)
                    .isThrownBy(() -> tooMuch.memoryPolicy(MemoryPolicy.BIND).plan());
            assertThat(tooMuch.preferredMemoryPolicy(MemoryPolicy.BIND)
                            .plan()
                            .placement()
                            .warnings())
                    .isNotEmpty();
        }
    }

    @Test
    void aWholeDeviceIsGiven() {
        try (Host host = initialized(NUMA)) {
            CreateInstance.Ready request =
                    host.createInstance("net").cpuCount(2).memory("1GB");
            assertThat(request.device("eth1")
                            .device("nvme0")
                            .create()
                            .describe()
                            .devices())
                    .extracting(Object::toString)
                    .containsExactlyInAnyOrder("eth1", "nvme0");
        }
    }

    /** Parts are placed, and no kernel that is known takes one. */
    @Test
    void partsAreChosenAndRefusedByNameBeforeAnythingIsWritten() {
        try (Host host = initialized(NUMA)) {
            CreateInstance.Ready request =
                    host.createInstance("net").cpuCount(2).memory("1GB");
            refusedFor(request.device("eth0_vf3").device("nvme0_ns2"), "eth0_vf3");
            refusedFor(request.anyFunctionOf("eth0"), "eth0_vf1");
            refusedFor(request.anyNamespaceOf("nvme1"), "nvme1_ns2");
            refusedFor(request.parts(DeviceUnits.functions(2)).numaNodes(2), "eth1_vf1");
            assertThatExceptionOfType(PlacementException.class)
                    .isThrownBy(() -> request.anyNamespaceOf("eth0").plan());
            assertThatIllegalArgumentException().isThrownBy(() -> request.parts(DeviceUnits.functions(0)));
            assertThat(host.transactions()).isEmpty();
        }
    }

    private static void refusedFor(CreateInstance.Ready request, String part) {
        assertThatExceptionOfType(KernelInterfaceException.class)
                .isThrownBy(request::create)
                .withMessageContaining("the kernel gives whole devices only, not '" + part + "'")
                .satisfies(e -> assertThat(e.category()).isEqualTo(ErrorCategory.PRECONDITION));
    }

    @Test
    void optionsAreWritten() {
        try (Host host = initialized("minimal.dts")) {
            CreateInstance.Ready request = host.createInstance("a").cpuCount(1).memory("1GB");
            assertThat(request.options(InstanceOptions.none().withHostKcore())
                            .plan()
                            .source())
                    .contains("enable-host-kcore");
            assertThat(request.plan().source()).doesNotContain("enable-host-kcore");
        }
    }

    @Test
    void askingAgainWithTheSameKeyForTheSameGivesTheSameInstance() {
        try (Host host = initialized("minimal.dts")) {
            CreateInstance.Ready request =
                    host.createInstance("web").cpuCount(1).memory("1GB").idempotencyKey("k1");
            InstanceHandle first = request.create();
            host.updateInstance("web").addCpus("7").apply();
            InstanceHandle second = request.create();
            assertThat(second.id()).isEqualTo(first.id());
            assertThat(host.instances()).hasSize(1);
            assertThat(host.transactions()).as("nothing more was written").hasSize(2);
        }
    }

    @Test
    void theSameKeyForSomethingElseIsAConflict() {
        try (Host host = initialized("minimal.dts")) {
            CreateInstance.NeedsMemory web = host.createInstance("web").cpuCount(1);
            web.memory("1GB").idempotencyKey("k1").create();
            assertThatExceptionOfType(KeyReusedException.class)
                    .isThrownBy(() -> web.memory("2GB").idempotencyKey("k1").create())
                    .withMessageContaining("1 CPU (compact), 1GB")
                    .withMessageContaining("1 CPU (compact), 2GB")
                    .satisfies(e -> assertThat(e.key()).isEqualTo("k1"))
                    .satisfies(e -> assertThat(e.name()).hasToString("web"));
            assertThatExceptionOfType(KeyReusedException.class)
                    .isThrownBy(() -> host.createInstance("other")
                            .cpuCount(1)
                            .memory("1GB")
                            .idempotencyKey("k1")
                            .create());
            assertThatExceptionOfType(InstanceExistsException.class)
                    .isThrownBy(() -> web.memory("1GB").idempotencyKey("k2").create());
            assertThatExceptionOfType(InstanceExistsException.class)
                    .isThrownBy(() -> web.memory("1GB").create());
            assertThat(host.transactions()).hasSize(1);
        }
    }

    @Test
    void aKeyEndsWithItsInstance() {
        try (Host host = initialized("minimal.dts")) {
            CreateInstance.NeedsMemory web = host.createInstance("web").cpuCount(1);
            InstanceHandle first = web.memory("1GB").idempotencyKey("k1").create();
            first.delete();
            web.memory("2GB").idempotencyKey("k1").create();
            assertThat(host.instance("web").describe().memory()).isEqualTo(ByteSize.ofGiB(2));
            host.instance("web").delete();
            web.memory("2GB").create();
            assertThatExceptionOfType(InstanceExistsException.class)
                    .as("made without a key, and of another size")
                    .isThrownBy(() -> web.memory("1GB").idempotencyKey("k1").create());
        }
    }

    @Test
    void aPlanThatIsAppliedKeepsItsKeyToo() {
        try (Host host = initialized("minimal.dts")) {
            CreateInstance.Ready request =
                    host.createInstance("web").cpuCount(1).memory("1GB").idempotencyKey("k1");
            request.plan().apply();
            assertThat(request.create().name()).hasToString("web");
            assertThatExceptionOfType(InstanceExistsException.class).isThrownBy(request::plan);
        }
    }

    @Test
    void keysOutliveTheProgramOnADirectory() throws Exception {
        try (Host host = Kerf.simulated(kernel())) {
            host.initialize(file(NUMA)).apply();
            host.createInstance("web")
                    .cpuCount(2)
                    .memory("1GB")
                    .idempotencyKey("k1")
                    .create();
        }
        try (Host host = Kerf.simulated(SimulatedKernel.onDirectory(folder.resolve("host")))) {
            CreateInstance.NeedsMemory web = host.createInstance("web").cpuCount(2);
            assertThat(web.memory("1GB").idempotencyKey("k1").create().name()).hasToString("web");
            assertThatExceptionOfType(KeyReusedException.class)
                    .isThrownBy(() -> web.memory("2GB").idempotencyKey("k1").create());
            assertThat(records()).containsExactly("web.dtb");
            host.instance("web").delete();
            assertThat(records()).isEmpty();
        }
    }

    @Test
    void withoutARecordTheResourcesDecide() throws Exception {
        try (Host host = Kerf.simulated(kernel())) {
            host.initialize(file(NUMA)).apply();
            CreateInstance.Ready request = host.createInstance("web")
                    .cpuCount(2)
                    .memory("1GB")
                    .device("eth1")
                    .idempotencyKey("k1");
            request.create();
            Path record = folder.resolve("host/var/lib/kerf/requests/web.dtb");
            Files.delete(record);
            assertThatExceptionOfType(InstanceExistsException.class)
                    .isThrownBy(() -> host.createInstance("web")
                            .cpuCount(3)
                            .memory("1GB")
                            .device("eth1")
                            .idempotencyKey("k2")
                            .create());
            assertThatExceptionOfType(InstanceExistsException.class)
                    .isThrownBy(() -> host.createInstance("web")
                            .cpuCount(2)
                            .memory("1GB")
                            .idempotencyKey("k2")
                            .create());
            assertThat(request.create().name()).hasToString("web");
            assertThat(record).isRegularFile();
            Files.writeString(record, "torn");
            assertThat(request.create().name()).hasToString("web");
        }
    }

    private List<String> records() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("host/var/lib/kerf/requests"))) {
            return files.map(each -> each.getFileName().toString()).toList();
        }
    }

    @Test
    void aKeyIsAPlainText() {
        try (Host host = initialized("minimal.dts")) {
            CreateInstance.Ready request = host.createInstance("a").cpuCount(1).memory("1GB");
            for (String key : List.of("", " ", "a\nb", "x".repeat(256))) {
                assertThatIllegalArgumentException().isThrownBy(() -> request.idempotencyKey(key));
            }
            assertThat(request.idempotencyKey("x".repeat(255)).create().name()).hasToString("a");
        }
    }
}
