// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceClass;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.PciAddress;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import io.kerf.sysfs.simulated.SimulatedMachine.NodeMemory;
import io.kerf.sysfs.simulated.SimulatedMachine.PciFunction;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedMachineTest {
    private static final long GIB = 1L << 30;

    private static SystemState.Builder host() {
        return SystemState.builder()
                .cpus(new CpuInventory(8, CpuSet.parse("2-3"), CpuSet.parse("0-1,4-7")))
                .memory(new MemoryInventory(
                        ByteSize.ofGiB(8), ByteSize.ofGiB(2), MemoryPool.of(new MemoryRange(2 * GIB, 6 * GIB))));
    }

    @Test
    void aDescribedMachineHasTheHostsCpusAndThePools() {
        SimulatedMachine machine = SimulatedMachine.describedBy(host().build());

        assertThat(machine.cpus()).isEqualTo(CpuSet.range(0, 7));
        assertThat(machine.bootCpu()).isEqualTo(2);
        assertThat(machine.pageSize()).isEqualTo(4096);
    }

    @Test
    void memoryWithoutTopologyIsOneNode() {
        assertThat(SimulatedMachine.describedBy(host().build()).memory())
                .containsExactly(new NodeMemory(0, new MemoryRange(0, 8 * GIB)));
    }

    @Test
    void memoryFollowsTheTopologyAndAPoolOutsideItIsAdded() {
        Topology topology = Topology.of(
                List.of(
                        NumaNode.of(0, CpuSet.parse("0-3"), new MemoryRange(0, 4 * GIB)),
                        NumaNode.of(1, CpuSet.parse("4-7"), new MemoryRange(4 * GIB, 3 * GIB))),
                List.of(),
                NumaDistances.none());

        assertThat(SimulatedMachine.describedBy(host().topology(topology).build())
                        .memory())
                .containsExactly(
                        new NodeMemory(0, new MemoryRange(0, 4 * GIB)),
                        new NodeMemory(1, new MemoryRange(4 * GIB, 3 * GIB)),
                        new NodeMemory(0, new MemoryRange(7 * GIB, GIB)));
    }

    @Test
    void aPoolWithoutPlaceAndAHostWithoutCpusAreMadeUpFor() {
        SystemState pool = SystemState.builder()
                .cpus(CpuInventory.ofPool(CpuSet.parse("0-3")))
                .memory(MemoryInventory.ofPool(
                        MemoryPool.of(PoolChunk.sized(ByteSize.ofGiB(4)).onNode(1))))
                .build();

        SimulatedMachine machine = SimulatedMachine.describedBy(pool);

        assertThat(machine.bootCpu()).isEqualTo(4);
        assertThat(machine.memory()).containsExactly(new NodeMemory(1, new MemoryRange(0, 4 * GIB)));
    }

    @Test
    void contradictionsAreBentUntilAMachineCanBeBuilt() {
        SystemState conflicting = SystemState.builder()
                .cpus(new CpuInventory(8, CpuSet.parse("0-3"), CpuSet.parse("0-7")))
                .memory(new MemoryInventory(
                        ByteSize.ofGiB(4), ByteSize.ZERO, MemoryPool.of(new MemoryRange(0x80000800L, 3 * GIB))))
                .build();

        SimulatedMachine machine = SimulatedMachine.describedBy(conflicting);

        assertThat(machine.bootCpu()).isEqualTo(8);
        assertThat(machine.memory())
                .containsExactly(
                        new NodeMemory(0, new MemoryRange(0, 4 * GIB)),
                        new NodeMemory(0, new MemoryRange(4 * GIB, GIB)));
        assertThat(SimulatedMachine.describedBy(SystemState.builder().build()).memory())
                .hasSize(1);
    }

    @Test
    void devicesHaveTheirOwnIdsOrUsualOnes() {
        SystemState state = host().device(Device.named("eth0")
                        .withPciAddress(PciAddress.parse("0000:01:00.0"))
                        .withPciIds(0x1234, 0x5678))
                .device(Device.named("nvme0")
                        .withPciAddress(PciAddress.parse("0000:02:00.0"))
                        .withClass(DeviceClass.STORAGE))
                .device(Device.named("nvme0-again").withPciAddress(PciAddress.parse("0000:02:00.0")))
                .device(Device.named("uart").withPlatformName("serial.1"))
                .build();

        SimulatedMachine machine = SimulatedMachine.describedBy(state);

        assertThat(machine.pciFunctions())
                .containsExactly(
                        new PciFunction(PciAddress.parse("0000:01:00.0"), 0x1234, 0x5678),
                        new PciFunction(PciAddress.parse("0000:02:00.0"), 0x144d, 0xa808));
    }

    @Test
    void aPoolInOneRangeIsReservedAndOneInSeveralIsNot() {
        SystemState apart = host().memory(new MemoryInventory(
                        ByteSize.ofGiB(8),
                        ByteSize.ZERO,
                        MemoryPool.of(
                                PoolChunk.at(new MemoryRange(GIB, GIB)), PoolChunk.at(new MemoryRange(4 * GIB, GIB)))))
                .build();
        SystemState touching = host().memory(new MemoryInventory(
                        ByteSize.ofGiB(8),
                        ByteSize.ZERO,
                        MemoryPool.of(
                                PoolChunk.at(new MemoryRange(GIB, GIB)), PoolChunk.at(new MemoryRange(2 * GIB, GIB)))))
                .build();

        assertThat(SimulatedMachine.describedBy(host().build()).reservedPool())
                .contains(new MemoryRange(2 * GIB, 6 * GIB));
        assertThat(SimulatedMachine.describedBy(touching).reservedPool()).contains(new MemoryRange(GIB, 2 * GIB));
        assertThat(SimulatedMachine.describedBy(apart).reservedPool()).isEmpty();
    }

    @Test
    void aMachineIsRefusedThatCannotBe() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Blobs.machine()
                        .reservedPool(new MemoryRange(15 * GIB, 2 * GIB))
                        .build());
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        Blobs.machine().reservedPool(new MemoryRange(1, 4096)).build());
        assertThatIllegalStateException()
                .isThrownBy(() -> SimulatedMachine.builder().build());
        assertThatIllegalStateException()
                .isThrownBy(() -> SimulatedMachine.builder().cpus(CpuSet.of(1)).build());
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> Blobs.machine().memory(0, new MemoryRange(0, GIB)).build());
        assertThatIllegalStateException()
                .isThrownBy(() -> Blobs.machine().bootCpu(99).build());
        assertThatIllegalStateException()
                .isThrownBy(() -> Blobs.machine()
                        .pci(PciAddress.parse("0000:01:00.0"), 1, 1)
                        .build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SimulatedMachine.builder().pageSize(8192));
    }
}
