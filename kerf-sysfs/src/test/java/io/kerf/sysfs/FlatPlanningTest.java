// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.GIB;
import static io.kerf.sysfs.TestHost.instance;
import static io.kerf.sysfs.TestHost.valid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.PciAddress;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import io.kerf.sysfs.KernelInterfaceException.Reason;
import io.kerf.sysfs.simulated.SimulatedRelease;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What flat kernels cannot do is refused before anything is written. */
@ParameterizedClass
@EnumSource(
        value = SimulatedRelease.class,
        names = {"FLAT_U32", "FLAT_U64"})
class FlatPlanningTest {
    private final SimulatedRelease release;
    private final TestHost host;

    FlatPlanningTest(SimulatedRelease release) {
        this.release = release;
        this.host = new TestHost(release);
    }

    private KernelInterfaceException refusal(Runnable planning) {
        KernelInterfaceException refusal = catchThrowableOfType(KernelInterfaceException.class, planning::run);
        assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(refusal.remedy()).isNotEmpty();
        assertThat(host.fs().transactions()).isEmpty();
        return refusal;
    }

    private KernelInterfaceException refusal(SystemState description) {
        return refusal(() -> host.planner().planBaseline(valid(description)));
    }

    private KernelInterfaceException refusal(Instance instance) {
        return refusal(
                () -> KernelEncoder.of(release.abi(), PciIdLookup.none()).requireCreatable(host.described(), instance));
    }

    private static SystemState withPool(PoolChunk... chunks) {
        return TestHost.description()
                .memory(new MemoryInventory(ByteSize.ofGiB(16), ByteSize.ofGiB(2), MemoryPool.of(chunks)))
                .build();
    }

    @Test
    void aPoolInSeveralRangesOrWithoutAPlaceIsRefused() {
        assertThat(refusal(withPool(
                        PoolChunk.at(new MemoryRange(2 * GIB, GIB)), PoolChunk.at(new MemoryRange(4 * GIB, GIB)))))
                .hasMessageContaining("the kernel speaks " + release.abi())
                .hasMessageContaining("takes one range of memory, and the pool lies in 2 that do not touch");
        assertThat(refusal(withPool(PoolChunk.sized(ByteSize.ofGiB(4)).onNode(1))))
                .hasMessageContaining("has to be told where the memory of the pool lies");
    }

    @Test
    void chunksThatTouchAreOneRange() {
        BaselinePlan plan = host.planner()
                .planBaseline(valid(withPool(
                        PoolChunk.at(new MemoryRange(8 * GIB, GIB)).onNode(1),
                        PoolChunk.at(new MemoryRange(7 * GIB, GIB)).onNode(0))));

        assertThat(plan.pieces()).containsExactly(PoolChunk.at(new MemoryRange(7 * GIB, 2 * GIB)));
    }

    @Test
    void anIdAbove32BitsIsRefusedWhereIdsAreShorter() {
        SystemState far = TestHost.description()
                .cpus(new CpuInventory(3, CpuSet.of(0), CpuSet.of(0xffffffffL, 0x100000000L)))
                .topology(Topology.empty())
                .build();

        if (release == SimulatedRelease.FLAT_U64) {
            assertThat(host.planner()
                            .planBaseline(valid(far))
                            .tree()
                            .find("/resources")
                            .orElseThrow()
                            .property("cpus")
                            .orElseThrow()
                            .u64List())
                    .containsExactly(0xffffffffL, 0x100000000L);
        } else {
            assertThat(refusal(far)).hasMessageContaining("its CPU ids have 32 bits, and 4294967296 has more");
        }
    }

    @Test
    void anInstanceWithoutIdCpusOrMemoryIsRefused() {
        assertThat(refusal(Instance.named("web").withCpus(CpuSet.of(4)).withMemory(ByteSize.ofMiB(64))))
                .hasMessageContaining("it picks no id for 'web'");
        assertThat(refusal(Instance.named("web").withId(InstanceId.of(1)).withMemory(ByteSize.ofMiB(64))))
                .hasMessageContaining("without CPUs or without memory");
        assertThat(refusal(instance("web", 1, "4", 0))).hasMessageContaining("without CPUs or without memory");
    }

    @Test
    void memoryInSeveralPiecesOrBoundToANodeIsRefused() {
        Instance wide = instance("wide", 1, "2,8", 0)
                .withRegions(List.of(new MemoryRange(2 * GIB, GIB), new MemoryRange(8 * GIB, GIB)));
        SystemState next = host.described().withInstance(wide);

        assertThat(refusal(() -> host.planner().plan(valid(host.described()), valid(next))))
                .hasMessageContaining("the memory of an instance is one request, and 'wide' is to have 2 pieces");
        assertThat(refusal(
                        instance("near", 1, "2", 64).withNumaNodes(List.of(1)).withMemoryPolicy(MemoryPolicy.BIND)))
                .hasMessageContaining("that of 'near' is bound to [1]");
    }

    @Test
    void partsOfDevicesAreRefused() {
        SystemState withParts = TestHost.description()
                .devices(List.of(Device.named("eth0")
                        .withPciAddress(PciAddress.parse("0000:17:00.0"))
                        .withPciIds(0x8086, 0x1592)
                        .withVirtualFunctions(DeviceParts.of(4, List.of(0), List.of(1, 2, 3)))))
                .build();
        SystemState next = withParts.withInstance(
                instance("web", 1, "2", 64).withDevices(List.of(new DeviceRef.VirtualFunction("eth0", 1))));

        assertThat(refusal(() -> host.planner().plan(valid(withParts), valid(next))))
                .hasMessageContaining("the kernel gives whole devices only, not 'eth0_vf1'");
    }

    @Test
    void aPoolOutsideTheReservedMemoryIsNotWritten() {
        BaselinePlan plan = host.planner().planBaseline(valid(withPool(PoolChunk.at(new MemoryRange(GIB, GIB)))));

        ChangeOutcome outcome = new ChangeEngine(host.fs()).initialize(plan);

        assertThat(((ChangeOutcome.NotDone) outcome).cause())
                .hasMessageContaining("is not in what was reserved for the pool");
        assertThat(host.snapshot().poolCpus().isEmpty()).isTrue();
    }

    private void becomes(SystemState next) {
        SystemState now = host.state();
        new ChangeEngine(host.fs())
                .apply(host.planner().plan(valid(now), valid(next)))
                .requireDone();
    }

    @Test
    void whatAnInstanceGotInSeveralPiecesIsRemovedAllTheSame() {
        host.initialized();
        host.apply(instance("a", 1, "2", 64), instance("b", 2, "3", 64), instance("c", 3, "4", 12 * 1024))
                .requireDone();
        becomes(host.state().withoutInstance(InstanceName.of("a")));
        // 64 MiB are free where 'a' was, 1920 MiB behind 'c'
        becomes(host.state().withInstance(instance("d", 4, "5", 1950)));

        assertThat(host.snapshot().instance(InstanceName.of("d")).orElseThrow().regions())
                .hasSizeGreaterThan(1);
        becomes(host.state().withoutInstance(InstanceName.of("d")));
        assertThat(host.fs().instances()).containsExactly("b", "c");
    }
}
