// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.GIB;
import static io.kerf.sysfs.TestHost.instance;
import static io.kerf.sysfs.TestHost.valid;
import static io.kerf.sysfs.TestHost.withDevices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.PciAddress;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.sysfs.KernelInterfaceException.Reason;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.sysfs.simulated.SimulatedRelease;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool that is in force becomes another one, or stays as it is; no instance loses what it has. */
class PoolResizeTest {
    private static SystemState.Builder with(String pool, MemoryRange memory) {
        CpuSet cpus = CpuSet.parse(pool);
        return TestHost.description()
                .cpus(new CpuInventory(16, CpuSet.range(0, 15).minus(cpus), cpus))
                .memory(new MemoryInventory(
                        ByteSize.ofGiB(16), ByteSize.ofBytes(16 * GIB - memory.size()), MemoryPool.of(memory)));
    }

    private static SystemState without(SystemState state, String device) {
        return state.toBuilder()
                .devices(state.devices().stream()
                        .filter(each -> !each.name().equals(device))
                        .toList())
                .build();
    }

    private static PoolPlan plan(TestHost host, SystemState wanted) {
        return host.planner().planPool(host.snapshot(), host.described().devices(), valid(wanted));
    }

    private static ChangeOutcome resize(TestHost host, SystemState wanted) {
        return new ChangeEngine(host.fs()).resize(plan(host, wanted));
    }

    private static List<String> chunks(TestHost host) {
        return SnapshotDifference.chunks(host.snapshot());
    }

    @ParameterizedTest
    @EnumSource(value = SimulatedRelease.class, names = "POOL.*", mode = EnumSource.Mode.MATCH_ALL)
    void cpusMemoryAndDevicesComeAndGoWhileInstancesKeepTheirs(SimulatedRelease release) {
        TestHost host = new TestHost(release).initialized();
        Instance web = withDevices(instance("web", 3, "2-3", 1024), "eth0");
        host.apply(web.withRegions(List.of(new MemoryRange(2 * GIB, GIB)))).requireDone();
        SystemState wanted =
                without(with("2-7,12-15", new MemoryRange(2 * GIB, 10 * GIB)).build(), "nvme0");
        PoolPlan plan = plan(host, wanted);
        assertThat(plan.toString())
                .isEqualTo("change the pool: remove CPUs 8-11, remove device nvme0, "
                        + "remove memory 200000000-3ffffffff, add 4GB of memory on node 1");
        assertThat(plan.overlays()).hasSize(release == SimulatedRelease.POOL ? 1 : 2);
        new ChangeEngine(host.fs()).resize(plan).requireDone();
        KernelSnapshot now = host.snapshot();
        assertThat(now.poolCpus()).isEqualTo(CpuSet.parse("2-7,12-15"));
        assertThat(chunks(host)).containsExactly("4GB on node 1", "6GB on node 0");
        assertThat(now.host().devices().stream().map(Device::name)).doesNotContain("nvme0");
        assertThat(now.instances().get(0).cpus()).isEqualTo(CpuSet.parse("2-3"));
        new ChangeEngine(host.fs())
                .resize(host.planner()
                        .planPool(host.snapshot(), host.described().devices(), valid(host.described())))
                .requireDone();
        assertThat(chunks(host)).containsExactly("6GB on node 0", "8GB on node 1");
        assertThat(host.snapshot().freeCpus()).isEqualTo(CpuSet.parse("4-15"));
        assertThat(host.snapshot().host().devices())
                .anyMatch(device -> device.pciAddress().equals(Optional.of(PciAddress.parse("0000:31:00.0"))));
    }

    /** Two chunks of one size on the second node, of which one is to stay. */
    private static SystemState.Builder withChunks(PoolChunk... onSecondNode) {
        List<PoolChunk> chunks = new ArrayList<>(List.of(onSecondNode));
        chunks.add(0, PoolChunk.sized(ByteSize.ofGiB(4)).onNode(0));
        return TestHost.description()
                .memory(new MemoryInventory(
                        ByteSize.ofGiB(16), ByteSize.ofGiB(2), MemoryPool.of(chunks.toArray(PoolChunk[]::new))));
    }

    private static TestHost withTwins() {
        PoolChunk twin = PoolChunk.sized(ByteSize.ofGiB(2)).onNode(1);
        TestHost host = new TestHost();
        new ChangeEngine(host.fs())
                .initialize(
                        host.planner().planBaseline(valid(withChunks(twin, twin).build())))
                .requireDone();
        return host;
    }

    private static List<MemoryRange> onSecondNode(TestHost host) {
        return host.snapshot().pool().chunks().stream()
                .filter(chunk -> chunk.numaNode().orElse(0) == 1)
                .map(chunk -> chunk.range().orElseThrow())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void ofChunksAlikeTheOneAtTheDescribedPlaceStays(int described) {
        TestHost host = withTwins();
        MemoryRange stays = onSecondNode(host).get(described);
        resize(host, withChunks(PoolChunk.at(stays).onNode(1)).build()).requireDone();
        assertThat(onSecondNode(host)).containsExactly(stays);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aPlaceIsNoReasonToTakeAChunkThatAnInstanceUses(int described) {
        TestHost host = withTwins();
        host.apply(instance("web", 1, "2-3", 512).withNumaNodes(List.of(1))).requireDone();
        MemoryRange used = host.state().instances().get(0).regions().get(0);
        MemoryRange place = onSecondNode(host).get(described);
        resize(host, withChunks(PoolChunk.at(place).onNode(1)).build()).requireDone();
        assertThat(onSecondNode(host)).singleElement().matches(chunk -> chunk.contains(used));
    }

    @Test
    void aPlaceThatNoChunkHasIsAWishAsInABaseline() {
        TestHost host = withTwins();
        List<MemoryRange> there = onSecondNode(host);
        MemoryRange elsewhere = new MemoryRange(9 * GIB, 2 * GIB);
        assertThat(there).doesNotContain(elsewhere);
        resize(host, withChunks(PoolChunk.at(elsewhere).onNode(1)).build()).requireDone();
        assertThat(there).containsAll(onSecondNode(host)).hasSize(2);
        assertThat(onSecondNode(host)).hasSize(1);
    }

    /** The kernel parks CPUs in the first chunk; that is told, and nothing has changed. */
    @Test
    void memoryThatParksCpusStaysAndTheRefusalSaysWhy() {
        TestHost host = new TestHost().initialized();
        KernelSnapshot before = host.snapshot();
        ChangeOutcome outcome =
                resize(host, with("2-15", new MemoryRange(4 * GIB, 12 * GIB)).build());
        assertThat(outcome).isInstanceOf(ChangeOutcome.NotDone.class);
        assertThat(((ChangeOutcome.NotDone) outcome).cause()).hasMessageContaining("leaves only after all of them");
        assertThat(SnapshotDifference.between(before, host.snapshot())).isEmpty();
    }

    @Test
    void aPoolThatIsAsItIsToBeNeedsNothing() {
        TestHost host = new TestHost().initialized();
        assertThat(plan(host, host.described()).overlays()).isEmpty();
        assertThat(plan(host, host.described())).hasToString("leave the pool as it is");
        int transactions = host.fs().transactions().size();
        resize(host, host.described()).requireDone();
        assertThat(host.fs().transactions()).hasSize(transactions);
    }

    @ParameterizedTest
    @EnumSource(value = SimulatedRelease.class, names = "POOL.*", mode = EnumSource.Mode.MATCH_ALL)
    void anEmptiedPoolTakesABaselineAgain(SimulatedRelease release) {
        TestHost host = new TestHost(release).initialized();
        new ChangeEngine(host.fs())
                .resize(host.planner()
                        .planEmptyPool(host.snapshot(), host.described().devices()))
                .requireDone();
        assertThat(host.snapshot().hasPool()).isFalse();
        assertThat(host.fs().iomem()).doesNotContain("Multikernel");
        host.initialized();
        assertThat(host.snapshot().poolCpus()).isEqualTo(CpuSet.parse("2-15"));
    }

    @Test
    void whatAnInstanceHasIsNotTakenFromIt() {
        TestHost host = new TestHost().initialized();
        host.apply(withDevices(instance("web", 3, "4-5", 1024), "eth0")
                        .withRegions(List.of(new MemoryRange(2 * GIB, GIB))))
                .requireDone();
        refused(host, with("2-4,6-15", new MemoryRange(2 * GIB, 14 * GIB)).build(), "remove CPU 5", "'web'");
        refused(host, without(host.described(), "eth0"), "remove device eth0", "'web'");
        refused(host, with("2-15", new MemoryRange(3 * GIB, 13 * GIB)).build(), "remove memory", "'web'");
        assertThatExceptionOfType(KernelInterfaceException.class)
                .isThrownBy(() -> host.planner()
                        .planEmptyPool(host.snapshot(), host.described().devices()))
                .withMessageContaining("'web' has some of it");
    }

    @Test
    void platformDevicesComeWithTheFirstBaselineOnly() {
        TestHost host = new TestHost().initialized();
        SystemState more = host.described().toBuilder()
                .device(Device.named("uart2").withPlatformName("serial8250.2"))
                .build();
        refused(host, more, "platform devices", "'uart2'");
    }

    @Test
    void aFlatKernelIsGivenAnotherBaselineInstead() {
        TestHost host = new TestHost(SimulatedRelease.FLAT_U64).initialized();
        refused(host, host.described(), "flat-u64", "no operation on its pool", "another baseline");
    }

    private static void refused(TestHost host, SystemState wanted, String... words) {
        assertThatExceptionOfType(KernelInterfaceException.class)
                .isThrownBy(() -> plan(host, wanted))
                .satisfies(e -> assertThat(e.getMessage()).contains(words))
                .matches(e -> e.reason() == Reason.UNSUPPORTED);
    }

    @Test
    void aPoolThatHasChangedSincePlanningIsLeftAlone() {
        TestHost host = new TestHost().initialized();
        PoolPlan plan =
                plan(host, with("2-9", new MemoryRange(2 * GIB, 14 * GIB)).build());
        resize(host, with("2-12", new MemoryRange(2 * GIB, 14 * GIB)).build()).requireDone();
        int transactions = host.fs().transactions().size();
        ChangeOutcome outcome = new ChangeEngine(host.fs()).resize(plan);
        assertThat(outcome).isInstanceOf(ChangeOutcome.NotDone.class);
        assertThat(((ChangeOutcome.NotDone) outcome).cause())
                .hasMessageContaining("not what the change was planned for");
        assertThat(host.fs().transactions()).hasSize(transactions);
    }

    @Test
    void whatTheHostCannotSpareIsTakenBack() {
        SystemState small = TestHost.description()
                .memory(new MemoryInventory(
                        ByteSize.ofGiB(16), ByteSize.ofGiB(14), MemoryPool.of(new MemoryRange(8 * GIB, 2 * GIB))))
                .build();
        SimulatedKernel kernel = SimulatedKernel.inMemory(
                SimulatedMachine.describedBy(TestHost.description().build()));
        ChangePlanner planner = ChangePlanner.of(KernelAbi.POOL, 4096)
                .withPciIds(kernel.machine().pciIds());
        ChangeEngine engine = new ChangeEngine(kernel.fs());
        engine.initialize(planner.planBaseline(valid(small))).requireDone();
        KernelSnapshot before = engine.snapshot(small.devices());
        SystemState tooMuch = TestHost.description()
                .cpus(new CpuInventory(16, CpuSet.parse("0-7"), CpuSet.parse("8-15")))
                .memory(new MemoryInventory(
                        ByteSize.ofGiB(32),
                        ByteSize.ofGiB(2),
                        MemoryPool.of(
                                PoolChunk.at(new MemoryRange(8 * GIB, 2 * GIB)).onNode(1),
                                PoolChunk.sized(ByteSize.ofGiB(12)).onNode(1))))
                .build();
        ChangeOutcome outcome = engine.resize(planner.planPool(before, small.devices(), valid(tooMuch)));
        assertThat(outcome).isInstanceOf(ChangeOutcome.NotDone.class);
        assertThat(((ChangeOutcome.NotDone) outcome).cause()).hasMessageContaining("-12");
        assertThat(SnapshotDifference.between(before, engine.snapshot(small.devices())))
                .isEmpty();
    }

    @Test
    void aChangeThatOutgrowsAPageIsSplit() {
        CpuSet all = CpuSet.range(2, 401);
        SystemState large = SystemState.builder()
                .cpus(new CpuInventory(402, CpuSet.parse("0-1"), all))
                .memory(new MemoryInventory(
                        ByteSize.ofGiB(16), ByteSize.ofGiB(2), MemoryPool.of(new MemoryRange(2 * GIB, 14 * GIB))))
                .build();
        SimulatedKernel kernel = SimulatedKernel.inMemory(SimulatedMachine.describedBy(large));
        ChangePlanner planner = ChangePlanner.of(KernelAbi.POOL, 4096);
        List<ChangeProgress> told = new ArrayList<>();
        ChangeEngine engine = new ChangeEngine(kernel.fs()).withListener(told::add);
        engine.initialize(planner.planBaseline(valid(large))).requireDone();
        SystemState less = large.toBuilder()
                .cpus(new CpuInventory(402, CpuSet.range(0, 300), CpuSet.range(301, 401)))
                .build();
        PoolPlan plan = planner.planPool(engine.snapshot(List.of()), List.of(), valid(less));
        assertThat(plan.overlays()).hasSizeGreaterThan(2).allMatch(overlay -> overlay.size() <= 4096);
        engine.resize(plan).requireDone();
        assertThat(engine.snapshot(List.of()).poolCpus()).isEqualTo(CpuSet.range(301, 401));
        assertThat(told)
                .filteredOn(each -> each.stage() == ChangeProgress.Stage.WRITING)
                .hasSize(plan.overlays().size());
    }

    @Test
    void theDescriptionOfTheNewPoolIsKeptForOtherProcesses(@TempDir Path directory) {
        SimulatedKernel shared = new TestHost().onDirectory(directory);
        ChangeEngine engine = TestHost.engineOf(shared);
        SystemState wanted = with("2-9", new MemoryRange(2 * GIB, 14 * GIB)).build();
        ChangePlanner planner = ChangePlanner.of(KernelAbi.POOL, 4096)
                .withPciIds(shared.machine().pciIds());
        engine.resize(planner.planPool(engine.snapshot(wanted.devices()), wanted.devices(), valid(wanted)))
                .requireDone();
        assertThat(TestHost.engineOf(shared).description()).hasValueSatisfying(each -> {
            assertThat(each.cpus().available()).isEqualTo(CpuSet.parse("2-9"));
            assertThat(each.topology().nodes()).hasSize(2);
        });
        engine.resize(planner.planEmptyPool(engine.snapshot(wanted.devices()), wanted.devices()))
                .requireDone();
        assertThat(TestHost.engineOf(shared).description()).isEmpty();
    }
}
