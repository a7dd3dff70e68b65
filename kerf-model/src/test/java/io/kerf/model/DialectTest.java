// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What each dialect cannot say, in the words that users see. */
class DialectTest {
    private static final SystemState HOST = SystemState.builder()
            .cpus(new CpuInventory(8, CpuSet.parse("0-1"), CpuSet.parse("2-7")))
            .memory(new MemoryInventory(
                    ByteSize.ofGiB(16),
                    ByteSize.ofGiB(2),
                    MemoryPool.of(new MemoryRange(0x8000_0000L, 0x3_8000_0000L))))
            .device(Device.named("eth0")
                    .withPciAddress(PciAddress.parse("0000:01:00.0"))
                    .withClass(DeviceClass.NETWORK))
            .instance(Instance.named("web").withCpus(CpuSet.of(2)).withMemory(ByteSize.ofGiB(1)))
            .build();

    private static List<String> losses(Dialect dialect, SystemState state) {
        return dialect.losses(state).stream().map(Loss::toString).toList();
    }

    @Test
    void theInventoryHoldsAllOfAHostWithOneChunk() {
        assertThat(losses(Dialect.INVENTORY, HOST)).isEmpty();
        assertThat(Dialect.INVENTORY.held(HOST)).isEqualTo(HOST);
    }

    @Test
    void flatAndPoolSayNothingOfTheHostsShare() {
        for (Dialect dialect : List.of(Dialect.FLAT, Dialect.POOL)) {
            assertThat(losses(dialect, HOST))
                    .containsExactly(
                            "cpus: the number of CPUs of the machine, 8, is not written",
                            "cpus: the CPUs that the host keeps, 0-1, are not written",
                            "memory: the memory of the machine, 16GB, is not written",
                            "memory: the memory that the host keeps, 2GB, is not written");
            SystemState held = dialect.held(HOST);
            assertThat(held.cpus()).isEqualTo(CpuInventory.ofPool(CpuSet.parse("2-7")));
            assertThat(held.memory().pool()).isEqualTo(HOST.memory().pool());
            assertThat(held.devices()).isEqualTo(HOST.devices());
            assertThat(held.instances()).isEqualTo(HOST.instances());
        }
    }

    private static SystemState pool(PoolChunk... chunks) {
        return SystemState.builder()
                .memory(MemoryInventory.ofPool(MemoryPool.of(chunks)))
                .build();
    }

    @Test
    void onlyThePoolDialectHoldsSeveralChunksAndTheirNodes() {
        PoolChunk first = PoolChunk.at(new MemoryRange(0x1000, 0x1000)).onNode(1);
        PoolChunk second = PoolChunk.at(new MemoryRange(0x8000, 0x2000));
        SystemState state = pool(first, second, PoolChunk.sized(ByteSize.ZERO));
        assertThat(losses(Dialect.FLAT, state))
                .containsExactly(
                        "memory/pool: chunks without memory are not written",
                        "memory/pool: only one chunk is written; 8KB at 0x8000 is not",
                        "memory/pool: that the pool is on NUMA node 1 is not written");
        assertThat(Dialect.FLAT.held(state).memory().pool().ranges()).containsExactly(new MemoryRange(0x1000, 0x1000));
        assertThat(losses(Dialect.POOL, state)).isEmpty();
    }

    @Test
    void onlyThePoolDialectHoldsWhatTheKernelCallsFree() {
        SystemState state = SystemState.builder().kernelFreeCpus(CpuSet.of(4)).build();
        assertThat(losses(Dialect.INVENTORY, state))
                .containsExactly("cpus: which CPUs the kernel calls free is not written");
        assertThat(Dialect.INVENTORY.held(state).kernelFreeCpus()).isEmpty();
        assertThat(Dialect.POOL.held(state).kernelFreeCpus()).contains(CpuSet.of(4));
    }

    @Test
    void aNumberOfCpusAboveAnyCountIsLost() {
        SystemState state = SystemState.builder()
                .cpus(new CpuInventory(1L << 31, CpuSet.of(0), CpuSet.of(1)))
                .build();
        assertThat(losses(Dialect.INVENTORY, state))
                .containsExactly(
                        "cpus: the number of CPUs, 2147483648, is more than a tree can state; 2147483647 is written");
    }

    @Test
    void anInventoryOfAPoolThatIsAllThatIsKnownSaysTheLeastThatTheMachineHas() {
        SystemState state = pool(PoolChunk.at(new MemoryRange(0x1_0000_0000L, 1L << 30))).toBuilder()
                .cpus(CpuInventory.ofPool(CpuSet.parse("4-7")))
                .build();
        assertThat(losses(Dialect.INVENTORY, state))
                .containsExactly(
                        "cpus: the number of CPUs of the machine is not known; 4 is written, those that are listed",
                        "memory: the memory of the machine is not known; 1GB is written, which is what the host keeps and the"
                                + " pool");
        SystemState held = Dialect.INVENTORY.held(state);
        assertThat(held.cpus()).isEqualTo(new CpuInventory(4, CpuSet.empty(), CpuSet.parse("4-7")));
        assertThat(held.memory().total()).isEqualTo(ByteSize.ofGiB(1));
        assertThat(losses(Dialect.INVENTORY, held)).isEmpty();
    }

    @Test
    void anInventoryHasNoPoolWhosePlaceIsNotKnown() {
        SystemState state = SystemState.builder()
                .memory(new MemoryInventory(
                        ByteSize.ofGiB(8),
                        ByteSize.ZERO,
                        MemoryPool.of(
                                PoolChunk.sized(ByteSize.ofGiB(2)), PoolChunk.at(new MemoryRange(0x1000, 0x1000)))))
                .build();
        assertThat(losses(Dialect.INVENTORY, state))
                .containsExactly("memory/pool: only one chunk is written; 2GB is not");
        assertThat(Dialect.INVENTORY.held(state).memory().pool().ranges())
                .containsExactly(new MemoryRange(0x1000, 0x1000));
        SystemState unplaced = pool(PoolChunk.sized(ByteSize.ofGiB(2)));
        assertThat(losses(Dialect.INVENTORY, unplaced))
                .contains(
                        "memory/pool: no chunk has a known place, which an inventory has to state; 2GB is not written");
        assertThat(Dialect.INVENTORY.held(unplaced).memory().pool().isEmpty()).isTrue();
        assertThat(losses(Dialect.FLAT, unplaced)).isEmpty();
    }

    @Test
    void thingsOfOneNameOrNumberAreHeldOnce() {
        NumaNode node = NumaNode.of(1, CpuSet.of(1));
        SystemState state = SystemState.builder()
                .topology(Topology.of(
                        List.of(node, node),
                        List.of(Core.of(2, CpuSet.of(1)), Core.of(2, CpuSet.of(3))),
                        NumaDistances.none().with(1, 7, 20).with(1, 1, 10)))
                .device(Device.named("a"))
                .device(Device.named("a"))
                .instance(Instance.named("web"))
                .instance(Instance.named("web"))
                .build();
        assertThat(losses(Dialect.INVENTORY, state))
                .containsExactly(
                        "node/1: a second node of that number is not written",
                        "core/2: a second core of that number is not written",
                        "topology: distances from or to NUMA nodes that are not listed are not written",
                        "a: a second device of that name is not written",
                        "web: a second instance of that name is not written");
        assertThat(Dialect.INVENTORY.held(state).topology().distances()).hasToString("1-1: 10");
    }

    @Test
    void moreNodesAndInstancesThanTreesHaveAreLost() {
        List<NumaNode> nodes = IntStream.range(0, 1025)
                .mapToObj(id -> NumaNode.of(id, CpuSet.empty()))
                .toList();
        List<Instance> instances = new ArrayList<>();
        IntStream.range(0, 2048).forEach(i -> instances.add(Instance.named("i" + i)));
        SystemState state = SystemState.builder()
                .topology(Topology.of(nodes, List.of(), NumaDistances.none()))
                .instances(instances)
                .build();
        assertThat(losses(Dialect.INVENTORY, state))
                .containsExactly(
                        "node/1024: no tree has more than 1024 NUMA nodes",
                        "i2047: no tree has more than 2047 instances");
    }

    @Test
    void namesThatNoNodeCanHaveAreChangedAlsoWhereTheyAreReferredTo() {
        SystemState state = SystemState.builder()
                .device(Device.named("0000:01:00.0"))
                .device(Device.named("0000-01-00.0"))
                .instance(Instance.named("web")
                        .withDevices(List.of(new DeviceRef.Whole("0000:01:00.0"), new DeviceRef.Whole("0000-01-00.0"))))
                .build();
        assertThat(losses(Dialect.POOL, state))
                .containsExactly(
                        "0000:01:00.0: no node can have that name; it is written as '0000-01-00.0-2'",
                        "web: its device '0000:01:00.0' is read back as the device '0000-01-00.0-2'");
        assertThat(Dialect.POOL.held(state).instances().get(0).devices())
                .containsExactly(new DeviceRef.Whole("0000-01-00.0-2"), new DeviceRef.Whole("0000-01-00.0"));
    }

    @Test
    void whatNoPropertyStatesOfADeviceIsLost() {
        SystemState state = SystemState.builder()
                .device(Device.named("eth0").withClass(DeviceClass.STORAGE))
                .device(Device.named("x")
                        .withPciAddress(PciAddress.parse("0:1:0.0"))
                        .withType(DeviceType.UNKNOWN))
                .device(Device.named("y").withPlatformName("a\0b").withAcpiHid("\ud800"))
                .device(Device.named("z").withCompatible(List.of("a", "\0")))
                .build();
        assertThat(losses(Dialect.FLAT, state))
                .containsExactly(
                        "eth0: its class STORAGE is read back as NETWORK",
                        "x: that its type is not known is not written; it is read back as pci",
                        "y: its name on its bus has a NUL in it and is not written",
                        "y: its ACPI id has a NUL in it and is not written",
                        "z: a programming model with a NUL in it is not written");
    }

    @Test
    void aPartWhoseNameAnotherDeviceHasIsReadBackAsThatDevice() {
        SystemState state = SystemState.builder()
                .device(Device.named("a"))
                .device(Device.named("a_vf1"))
                .instance(Instance.named("web").withDevices(List.of(new DeviceRef.VirtualFunction("a", 1))))
                .build();
        assertThat(losses(Dialect.FLAT, state))
                .containsExactly("web: its device 'a_vf1' is read back as the device 'a_vf1'");
    }

    @Test
    void memoryOfWhichOnlyTheBeginningIsKnownLosesItsPlace() {
        SystemState state = SystemState.builder()
                .instance(Instance.named("web").withMemoryFrom(0x4000_0000L, ByteSize.ofGiB(1)))
                .instance(Instance.named("db").withRegions(List.of(new MemoryRange(0, 1L << 63))))
                .build();
        assertThat(losses(Dialect.INVENTORY, state))
                .containsExactly(
                        "web: that its memory begins at 0x40000000 is not written, since its regions are not known",
                        "db: memory of 2^63 bytes or more is not written");
        assertThat(Dialect.INVENTORY.held(state).instances().get(0).memory()).isEqualTo(ByteSize.ofGiB(1));
    }

    @Test
    void whatKerfDoesNotKnowIsHeldInTheDialectItWasFoundIn() {
        DtProperty colour = DtProperty.of("colour", PropertyValue.ofStrings("red"));
        Extras extras = Extras.builder()
                .property("memory", colour)
                .property("device/eth0", colour)
                .property("device/gone", colour)
                .build();
        SystemState state = HOST.toBuilder().extras(extras).build();
        assertThat(losses(Dialect.INVENTORY, state))
                .containsExactly("device/gone: what kerf does not know of it is not written");
        assertThat(Dialect.INVENTORY.held(state).extras().parts()).containsExactly("memory", "device/eth0");
        assertThat(losses(Dialect.POOL, state)).contains("memory: what kerf does not know of it is not written");
        assertThat(Dialect.POOL.held(state).extras().isEmpty()).isTrue();
    }
}
