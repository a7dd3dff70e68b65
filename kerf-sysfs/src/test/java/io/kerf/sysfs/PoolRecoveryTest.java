// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.instance;
import static io.kerf.sysfs.TestHost.valid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.fdt.Fdt;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.NodePath;
import io.kerf.tree.PropertyValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change of the pool leaves when it fails or its process dies, and what others make of it. */
class PoolRecoveryTest {
    private static SystemState with(String pool, PoolChunk... chunks) {
        CpuSet cpus = CpuSet.parse(pool);
        return TestHost.description()
                .cpus(new CpuInventory(16, CpuSet.range(0, 15).minus(cpus), cpus))
                .memory(new MemoryInventory(ByteSize.ofGiB(32), ByteSize.ofGiB(1), MemoryPool.of(chunks)))
                .build();
    }

    private static PoolChunk piece(long gib, int node) {
        return PoolChunk.sized(ByteSize.ofGiB(gib)).onNode(node);
    }

    private static SimulatedMachine machine() {
        return SimulatedMachine.describedBy(TestHost.description().build());
    }

    private static ChangePlanner planner(SimulatedKernel kernel) {
        return ChangePlanner.of(KernelAbi.POOL, 4096)
                .withPciIds(kernel.machine().pciIds());
    }

    private static PoolPlan plan(SimulatedKernel kernel, ChangeEngine engine, SystemState wanted) {
        List<Device> known = TestHost.description().build().devices();
        return planner(kernel).planPool(engine.snapshot(known), known, valid(wanted));
    }

    private static SystemState withoutDrive() {
        SystemState all = TestHost.description().build();
        return all.toBuilder()
                .devices(all.devices().stream()
                        .filter(device -> !device.name().equals("nvme0"))
                        .toList())
                .build();
    }

    /** All memory has gone when the kernel cannot give the new chunk: the CPUs that stayed are the pool's all the same. */
    @Test
    void cpusComeBackAlthoughTheMemoryHadGone() {
        SimulatedKernel kernel = SimulatedKernel.inMemory(machine());
        ChangeEngine engine = new ChangeEngine(kernel.fs());
        SystemState small = with("2-15", PoolChunk.sized(ByteSize.ofKiB(64)).onNode(1));
        engine.initialize(planner(kernel).planBaseline(valid(small))).requireDone();
        KernelSnapshot before = engine.snapshot(small.devices());

        ChangeOutcome outcome = engine.resize(plan(kernel, engine, with("2-9", piece(12, 1))));

        assertThat(outcome).isInstanceOf(ChangeOutcome.NotDone.class);
        assertThat(((ChangeOutcome.NotDone) outcome).cause())
                .hasMessageContaining("-12")
                .hasMessageNotContaining("parked");
        assertThat(SnapshotDifference.between(before, engine.snapshot(small.devices())))
                .isEmpty();
    }

    /** Its name is none that kerf would give, and it has nothing to do with the change. */
    @Test
    void aForeignInstanceIsNoReasonToCallAChangePartial() {
        TestHost host = new TestHost().initialized();
        host.fs()
                .writeOverlay(Fdt.encode(DeviceTree.builder()
                        .beginNode("fragment@0")
                        .property("target-path", PropertyValue.ofStrings("/instances"))
                        .beginNode("__overlay__")
                        .beginNode("instance-create")
                        .property("instance-name", PropertyValue.ofStrings("web 1"))
                        .beginNode("resources")
                        .property("cpus", PropertyValue.ofU64(15))
                        .endNode()
                        .endNode()
                        .endNode()
                        .endNode()
                        .build()));
        assertThat(host.snapshot().foreign()).containsExactly("web 1");
        ChangePlan plan = host.plan(instance("a", 5, "2", 64), instance("b", 6, "15", 64));

        ChangeOutcome outcome = new ChangeEngine(host.fs()).apply(plan);

        assertThat(outcome).isInstanceOf(ChangeOutcome.NotDone.class);
        assertThat(host.snapshot().instances()).isEmpty();
        ChangeOutcome.Done done = host.apply(instance("a", 5, "2", 64)).requireDone();
        assertThat(done.after().foreign()).containsExactly("web 1");
    }

    @Test
    void aChangeOfDevicesThatWasKilledAndIsFinishedIsKnownToTheNext(@TempDir Path directory) {
        SimulatedKernel kernel = new TestHost().onDirectory(directory);
        MultikernelFs dying = new ForwardingFs(kernel.fs()) {
            private boolean written;

            @Override
            public byte[] readDeviceTree() {
                if (written) {
                    throw new IllegalStateException("killed");
                }
                return super.readDeviceTree();
            }

            @Override
            public void writeOverlay(byte[] blob) {
                super.writeOverlay(blob);
                written = true;
            }
        };
        ChangeEngine first =
                ChangeEngine.journaled(dying, kernel.roots().orElseThrow().state());
        PoolPlan plan = plan(kernel, TestHost.engineOf(kernel), withoutDrive());
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> first.resize(plan));

        ChangeEngine next = TestHost.engineOf(kernel);
        assertThat(next.recover()).map(Recovery::result).contains(Recovery.Result.FINISHED);
        assertThat(next.description().orElseThrow().devices())
                .extracting(Device::name)
                .containsExactly("eth0", "uart1");
        next.resize(plan(kernel, next, TestHost.description().build())).requireDone();
        assertThat(next.snapshot(List.of()).host().devices()).hasSize(3);
        next.resize(planner(kernel).planEmptyPool(next.snapshot(List.of()), List.of()))
                .requireDone();
    }

    /** A chunk that was given back and taken again lies elsewhere; the description is as true as before. */
    @Test
    void theDescriptionOutlivesAChangeThatWasTakenBack(@TempDir Path directory) {
        SimulatedKernel kernel = SimulatedKernel.onDirectory(directory, machine());
        ChangeEngine engine = TestHost.engineOf(kernel);
        SystemState three = with("2-15", piece(2, 0), piece(1, 1), piece(2, 1));
        engine.initialize(planner(kernel).planBaseline(valid(three))).requireDone();
        engine.resize(plan(kernel, engine, with("2-15", piece(2, 0), piece(2, 1))))
                .requireDone();

        ChangeOutcome outcome = engine.resize(plan(kernel, engine, with("2-15", piece(2, 0), piece(12, 1))));

        assertThat(outcome).isInstanceOf(ChangeOutcome.NotDone.class);
        assertThat(TestHost.engineOf(kernel).description()).isPresent();
    }

    @Test
    void ofEqualChunksOneThatNobodyUsesLeaves() {
        SimulatedKernel kernel = SimulatedKernel.inMemory(machine());
        ChangeEngine engine = new ChangeEngine(kernel.fs());
        SystemState three = with("2-15", piece(2, 0), piece(2, 1), piece(2, 1));
        engine.initialize(planner(kernel).planBaseline(valid(three))).requireDone();
        for (int i = 0; i < 2; i++) {
            SystemState now = engine.snapshot(three.devices()).onto(three);
            Instance web = instance("web", 3, "8-9", 1024).withNumaNodes(List.of(1));
            if (i == 0) {
                engine.apply(planner(kernel).plan(valid(now), valid(now.withInstance(web))))
                        .requireDone();
            }
        }

        engine.resize(plan(kernel, engine, with("2-15", piece(2, 0), piece(2, 1))))
                .requireDone();

        KernelSnapshot now = engine.snapshot(three.devices());
        assertThat(now.pool().chunks()).hasSize(2);
        MemoryRange region = now.instances().get(0).regions().get(0);
        assertThat(now.pool().chunkOf(region)).isPresent();
    }

    @Test
    void aPlatformDeviceThatIsLeftOutStaysAndCanBeNamedAgain() {
        TestHost host = new TestHost().initialized();
        SystemState without = host.described().toBuilder()
                .devices(host.described().devices().stream()
                        .filter(device -> !device.name().equals("uart1"))
                        .toList())
                .build();
        List<Device> fewer = without.devices();
        ChangeEngine engine = new ChangeEngine(host.fs());
        engine.resize(host.planner().planPool(host.snapshot(), host.described().devices(), valid(without)))
                .requireDone();
        PoolPlan again = host.planner().planPool(engine.snapshot(fewer), fewer, valid(host.described()));
        assertThat(again.overlays()).isEmpty();
    }

    @Test
    void aCutListOfCpusIsNotTakenForASmallerPool() {
        TestHost host = new TestHost().initialized();
        MultikernelFs torn = new ForwardingFs(host.fs()) {
            @Override
            public byte[] readDeviceTree() {
                DeviceTree tree = Fdt.decode(super.readDeviceTree());
                return Fdt.encode(tree.update(
                        NodePath.of("/resources"),
                        resources -> resources.withProperty("cpus", PropertyValue.of(new byte[7]))));
            }
        };
        assertThatExceptionOfType(KernelInterfaceException.class)
                .isThrownBy(() -> KernelSnapshot.read(torn, KernelAbi.POOL, List.of()))
                .withMessageContaining("cpus of 7 bytes");
    }

    @Test
    void aDamagedPoolInAJournalIsToldAsSuch() {
        PoolShape odd = new PoolShape(CpuSet.of(1), List.of(piece(1, 0)), List.of());
        PoolPlan plan = new PoolPlan(KernelAbi.POOL, odd, PoolShape.EMPTY, List.of(), null, List.of());
        JournalEntry entry = JournalEntry.ofPool("boot", Map.of("a", "b"), plan);
        JournalEntry read = JournalEntry.of(Fdt.decode(Fdt.encode(entry.tree())));
        assertThat(read.pool().map(PoolPlan::before)).isEqualTo(Optional.of(odd));
        assertThat(read.pool().map(PoolPlan::after)).isEqualTo(Optional.of(PoolShape.EMPTY));

        DeviceTree damaged = entry.tree()
                .update(NodePath.of("/pool-before"), pool -> pool.withProperty("memory", PropertyValue.ofU64(-1, 5)));
        assertThatExceptionOfType(KernelInterfaceException.class)
                .isThrownBy(() -> JournalEntry.of(damaged).pool())
                .withMessageContaining("a damaged pool");
    }
}
