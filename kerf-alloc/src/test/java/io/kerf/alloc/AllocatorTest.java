// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllocatorTest {
    private static final SystemState LAPTOP = Machine.laptop().state();
    private static final SystemState DUAL = Machine.dualSocket().state();
    private static final SystemState FOUR = Machine.fourNodes().state();

    private static PlacementRequest.Builder cpus(int count) {
        return PlacementRequest.builder().cpuCount(count);
    }

    private static Placed placed(SystemState state, PlacementRequest.Builder request) {
        PlacementOutcome outcome = Allocator.place(state, request.build());
        assertThat(outcome).isInstanceOf(Placed.class);
        return (Placed) outcome;
    }

    private static Refused refused(SystemState state, PlacementRequest.Builder request) {
        PlacementOutcome outcome = Allocator.place(state, request.build());
        assertThat(outcome).isInstanceOf(Refused.class);
        return (Refused) outcome;
    }

    private static SystemState holding(SystemState state, String... cpuLists) {
        SystemState held = state;
        for (int i = 0; i < cpuLists.length; i++) {
            held = held.withInstance(Machine.instance(i + 1, cpuLists[i]));
        }
        return held;
    }

    private static SystemState holdingMemory(SystemState state, MemoryRange... regions) {
        return state.withInstance(
                Instance.named("memory").withId(InstanceId.of(9)).withRegions(List.of(regions)));
    }

    private static MemoryRange gib(long base, long size) {
        return MemoryRange.of(base << 30, ByteSize.ofGiB(size));
    }

    @Nested
    class Compact {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    // held by others | asked | given
                    "none     | 2  | 0-1", // a whole core
                    "none     | 3  | 0-2", // the odd rest opens a core of its own
                    "none     | 8  | 0-7", // a whole node
                    "none     | 9  | 0-8", // two nodes: one whole, one partly
                    "0        | 2  | 2-3", // not the thread beside somebody
                    "0        | 8  | 8-15", // the node that holds it whole
                    "0,8      | 6  | 2-7", // fewest nodes
                    "0,8      | 12 | 2-7,10-15", // all cores of their own, over two nodes
                    "0,8      | 13 | 1-7,10-15", // one core must be shared
                    "0-5      | 2  | 6-7", // the tightest fit
                    "0,2,4,6  | 4  | 8-11", // no core shared, rather than the fuller node
                    "0-7,8,10 | 5  | 9,12-15", // shares one core, and not two
                })
        void placesOnTwoSockets(String held, int asked, String given) {
            SystemState state = holding(DUAL, held.strip());

            assertThat(placed(state, cpus(asked)).cpus()).isEqualTo(CpuSet.parse(given));
        }

        @Test
        void prefersNodesOfOneSocket() {
            SystemState state = holding(FOUR, "0-7,32-39");

            assertThat(placed(state, cpus(24)).cpus()).isEqualTo(CpuSet.parse("8-31"));
        }

        @Test
        void prefersTwoNodesThatAreNearOverTwoThatAreTight() {
            SystemState state = holding(FOUR, "0-3", "32-39");

            Placed placed = placed(state, cpus(18));

            assertThat(placed.quality().nodes()).containsExactly(2, 3);
            assertThat(placed.quality().sockets()).containsExactly(1);
        }

        @Test
        void prefersTheNodeThatHasTheMemory() {
            SystemState state = holdingMemory(FOUR, Machine.fourNodes().memoryOf(0));

            Placed placed = placed(state, cpus(4).memory(ByteSize.ofGiB(2)));

            assertThat(placed.cpus()).isEqualTo(CpuSet.parse("16-19"));
            assertThat(placed.numaNodes()).containsExactly(1);
            assertThat(placed.regions()).containsExactly(gib(128, 2));
        }

        @Test
        void countsTheHostAsAnOwner() {
            SystemState state = Machine.laptop().state(CpuSet.of(0));

            assertThat(placed(state, cpus(6)).cpus()).isEqualTo(CpuSet.parse("2-7"));
            Placed all = placed(state, cpus(7));
            assertThat(all.cpus()).isEqualTo(CpuSet.parse("1-7"));
            assertThat(all.quality().sharedCores()).hasSize(1);
            assertThat(all.quality().sharedCores().get(0).cpus()).isEqualTo(CpuSet.parse("0-1"));
            assertThat(all.quality().sharedCores().get(0).owners()).containsExactly("the host");
        }

        @Test
        void worksWithoutATopology() {
            SystemState state = SystemState.builder()
                    .cpus(CpuInventory.ofPool(CpuSet.parse("4-7,16,18")))
                    .memory(MemoryInventory.ofPool(MemoryPool.of(gib(2, 14))))
                    .build();

            Placed placed = placed(state, cpus(5).memory(ByteSize.ofGiB(2)));

            assertThat(placed.cpus()).isEqualTo(CpuSet.parse("4-7,16"));
            assertThat(placed.regions()).containsExactly(gib(2, 2));
            assertThat(placed.numaNodes()).isEmpty();
        }

        @Test
        void takesSparseUnsignedIds() {
            SystemState state = SystemState.builder()
                    .cpus(CpuInventory.ofPool(CpuSet.of(-2L, 0x8000_0000_0000_0000L, 0x100)))
                    .build();

            assertThat(placed(state, cpus(2)).cpus()).isEqualTo(CpuSet.of(0x100, 0x8000_0000_0000_0000L));
        }

        @Test
        void givesNothingThatTheKernelDoesNotCallFree() {
            SystemState state = SystemState.builder()
                    .cpus(CpuInventory.ofPool(CpuSet.parse("0-3")))
                    .kernelFreeCpus(CpuSet.parse("1-3"))
                    .build();

            assertThat(placed(state, cpus(1)).cpus()).isEqualTo(CpuSet.of(1));
        }

        @Test
        void comparesSetsOfNodesGreedilyOnLargeMachines() {
            Machine machine = new Machine(8, 8, 4, 2, 4);
            SystemState state = holding(machine.state(), "0-7");

            Placed placed = placed(state, cpus(60));

            assertThat(placed.quality().nodes()).containsExactly(8, 9, 10, 11, 12, 13, 14, 15);
            assertThat(placed.quality().sockets()).containsExactly(1);
        }
    }

    @Nested
    class Smt {
        private final SystemState state = holding(LAPTOP, "0");

        @Test
        void wholeReservesTheThreadThatIsLeftOver() {
            Placed placed = placed(state, cpus(3).smt(SmtPolicy.WHOLE));

            assertThat(placed.cpus()).isEqualTo(CpuSet.parse("2-4"));
            assertThat(placed.reserved()).isEqualTo(CpuSet.of(5));
            Refused next = refused(
                    state.withInstance(Machine.instance("a", placed)),
                    cpus(3).smt(SmtPolicy.WHOLE).excludedCpus(placed.reserved()));
            assertThat(next.cause()).isEqualTo(Cause.CORES_SHARED);
            assertThat(next.available()).isEqualTo(2);
            assertThat(next.nearest().map(PlacementRequest::cpuCount)).contains(2);
        }

        @Test
        void wholeSpreadsWholeCores() {
            Placed placed = placed(FOUR, cpus(5).smt(SmtPolicy.WHOLE).affinity(CpuAffinity.SPREAD));

            assertThat(placed.cpus()).isEqualTo(CpuSet.parse("0-1,16-17,32"));
            assertThat(placed.reserved()).isEqualTo(CpuSet.of(33));
        }

        @Test
        void shareFillsHolesFirst() {
            assertThat(placed(state, cpus(2).smt(SmtPolicy.SHARE)).cpus()).isEqualTo(CpuSet.parse("1-2"));
        }

        @Test
        void requireRefusesRatherThanShares() {
            assertThat(placed(state, cpus(6).smt(SmtPolicy.REQUIRE)).cpus()).isEqualTo(CpuSet.parse("2-7"));
            assertThat(refused(state, cpus(7).smt(SmtPolicy.REQUIRE)).cause()).isEqualTo(Cause.CORES_SHARED);
        }

        @Test
        void requireRefusesListedCpusBesideSomebody() {
            PlacementRequest.Builder request =
                    PlacementRequest.builder().cpus(CpuSet.parse("1-3")).smt(SmtPolicy.REQUIRE);

            Refused refused = refused(state, request);

            assertThat(refused.cause()).isEqualTo(Cause.CORES_SHARED);
            assertThat(refused.message()).isEqualTo("CPUs 1 are on cores that 'i1' is on too");
            assertThat(refused.nearest().flatMap(PlacementRequest::cpus)).contains(CpuSet.parse("2-3"));
        }
    }

    @Nested
    class NodesAndAffinity {
        @Test
        void keepsToTheNodesNamed() {
            assertThat(placed(FOUR, cpus(8).numaNodes(List.of(1))).cpus()).isEqualTo(CpuSet.parse("16-23"));
            assertThat(placed(FOUR, cpus(18).numaNodes(List.of(3, 1))).quality().nodes())
                    .containsExactly(1, 3);
        }

        @Test
        void refusesMoreThanTheNodesNamedHave() {
            Refused refused = refused(holding(FOUR, "16-21"), cpus(12).numaNodes(List.of(1)));

            assertThat(refused.cause()).isEqualTo(Cause.TOO_FEW_CPUS);
            assertThat(refused.wanted()).isEqualTo(12);
            assertThat(refused.available()).isEqualTo(10);
            assertThat(refused.perNode().get(1).node()).isEqualTo(OptionalInt.of(1));
            assertThat(refused.perNode().get(1).cpus()).isEqualTo(10);
            assertThat(refused.nearest().map(PlacementRequest::numaNodes)).contains(List.of(0));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    // held | asked | given
                    "none | 4  | 0-1,16-17", // two cores, on two nodes
                    "none | 8  | 0-1,16-17,32-33,48-49", // a core on each node
                    "none | 3  | 0,16,32", // fewer than nodes
                    "none | 6  | 0-1,16-17,32-33",
                    "0-15 | 12 | 16-19,32-35,48-51", // a full node drops out
                    "0-13 | 16 | 14-15,16-21,32-35,48-51", // a node runs dry; the rest goes on
                })
        void spreadsEvenly(String held, int asked, String given) {
            Placed placed = placed(holding(FOUR, held), cpus(asked).affinity(CpuAffinity.SPREAD));

            assertThat(placed.cpus()).isEqualTo(CpuSet.parse(given));
        }

        @Test
        void spreadsOverTheNodesNamed() {
            Placed placed = placed(FOUR, cpus(8).affinity(CpuAffinity.SPREAD).numaNodes(List.of(1, 3)));

            assertThat(placed.cpus()).isEqualTo(CpuSet.parse("16-19,48-51"));
        }

        @Test
        void localTakesTheOneNodeThatHasBoth() {
            SystemState state =
                    holdingMemory(holding(FOUR, "0-9"), gib(64, 30), gib(128, 20), gib(192, 31), gib(256, 10));

            Placed placed = placed(state, cpus(8).affinity(CpuAffinity.LOCAL).memory(ByteSize.ofGiB(8)));

            assertThat(placed.cpus()).isEqualTo(CpuSet.parse("16-23"));
            assertThat(placed.regions()).containsExactly(gib(148, 8));
        }

        @Test
        void localRefusesWhatNoNodeHolds() {
            Refused refused = refused(holding(FOUR, "0-3"), cpus(17).affinity(CpuAffinity.LOCAL));

            assertThat(refused.cause()).isEqualTo(Cause.NO_SINGLE_NODE);
            assertThat(refused.message()).isEqualTo("17 CPUs asked for on a single node; the most is 16, on node 1");
            assertThat(refused.nearest().map(PlacementRequest::cpuCount)).contains(16);
        }

        @Test
        void localMemoryDecidesTheNodes() {
            SystemState state = holdingMemory(holding(DUAL, "8-13"), gib(64, 16));

            Placed placed = placed(state, cpus(4).memory(ByteSize.ofGiB(4)).memoryPolicy(MemoryPolicy.LOCAL));

            assertThat(placed.cpus()).isEqualTo(CpuSet.parse("0-2,14"));
            assertThat(placed.numaNodes()).containsExactly(1, 0);
            assertThat(placed.regions()).containsExactly(gib(128, 4));
        }

        @Test
        void localMemoryIsRefusedIfItsNodeHasNoCpu() {
            SystemState state = holdingMemory(holding(DUAL, "8-15"), gib(64, 15));

            Refused refused = refused(state, cpus(4).memory(ByteSize.ofGiB(4)).memoryPolicy(MemoryPolicy.LOCAL));

            assertThat(refused.cause()).isEqualTo(Cause.NO_CPU_NEAR_MEMORY);
            assertThat(refused.nearest().map(PlacementRequest::memory)).contains(ByteSize.ofMiB(1023));
        }

        @Test
        void listedCpusAreTakenAsTheyAre() {
            Placed placed = placed(FOUR, PlacementRequest.builder().cpus(CpuSet.parse("3,40,7")));

            assertThat(placed.cpus()).isEqualTo(CpuSet.parse("3,7,40"));
            assertThat(placed.bootCpu()).isEqualTo(3);
            assertThat(placed.quality().nodes()).containsExactly(0, 2);
        }

        @Test
        void listedCpusThatAreHeldAreRefusedWithTheOwner() {
            Refused refused = refused(
                    holding(LAPTOP, "0-1", "4"), PlacementRequest.builder().cpus(CpuSet.parse("1-4")));

            assertThat(refused.cause()).isEqualTo(Cause.CPU_TAKEN);
            assertThat(refused.message()).isEqualTo("CPUs 1,4 are held by 'i1', 'i2'");
            assertThat(refused.nearest().flatMap(PlacementRequest::cpus)).contains(CpuSet.parse("2-3"));
        }
    }

    @Nested
    class Memory {
        @Test
        void isRoundedUpToPages() {
            Placed placed = placed(LAPTOP, cpus(1).memory(ByteSize.ofBytes(4097)));

            assertThat(placed.memory()).isEqualTo(ByteSize.ofBytes(8192));
            assertThat(placed.regions()).containsExactly(new MemoryRange(64L << 30, 8192));
        }

        @Test
        void fillsTheLowestGapThatIsLargeEnough() {
            SystemState state = holdingMemory(LAPTOP, gib(65, 1), gib(68, 1));

            assertThat(placed(state, cpus(1).memory(ByteSize.ofGiB(2))).regions())
                    .containsExactly(gib(66, 2));
            assertThat(Allocator.predictBase(state, ByteSize.ofGiB(1))).contains(gib(64, 1));
            assertThat(Allocator.predictBase(state, ByteSize.ofGiB(3), 0)).isEmpty();
        }

        @Test
        void goesToTheNearestNodeIfItsOwnIsFull() {
            SystemState state = holdingMemory(FOUR, gib(64, 31), gib(128, 30), gib(192, 30));

            Placed placed = placed(state, cpus(4).numaNodes(List.of(0)).memory(ByteSize.ofGiB(1)));

            assertThat(placed.cpus()).isEqualTo(CpuSet.parse("0-3"));
            assertThat(placed.regions()).containsExactly(gib(158, 1));
            assertThat(placed.numaNodes()).containsExactly(1, 0);
            assertThat(placed.quality().memoryDistance()).isEqualTo(OptionalDouble.of(12));
        }

        @Test
        void leavesTheKernelAMebibyteInEachChunk() {
            assertThat(placed(LAPTOP, cpus(1).memory(ByteSize.ofMiB(8191))).memory())
                    .isEqualTo(ByteSize.ofMiB(8191));

            Refused refused = refused(LAPTOP, cpus(1).memory(ByteSize.ofGiB(8)));

            assertThat(refused.cause()).isEqualTo(Cause.POOL_TOO_SMALL);
            assertThat(refused.available()).isEqualTo(8191L << 20);
            assertThat(refused.nearest().map(PlacementRequest::memory)).contains(ByteSize.ofMiB(8191));
        }

        @Test
        void isRefusedIfNoGapIsLargeEnough() {
            Refused refused = refused(holdingMemory(LAPTOP, gib(67, 1)), cpus(1).memory(ByteSize.ofGiB(5)));

            assertThat(refused.cause()).isEqualTo(Cause.POOL_FRAGMENTED);
            assertThat(refused.available()).isEqualTo(4095L << 20);
            assertThat(refused.perNode()).hasSize(1);
            assertThat(refused.perNode().get(0).memory()).isEqualTo(ByteSize.ofMiB(7167));
            assertThat(refused.nearest().map(PlacementRequest::memory)).contains(ByteSize.ofMiB(4095));
        }

        @Test
        void cutsAChunkWhereNodesMeet() {
            SystemState state = SystemState.builder()
                    .cpus(CpuInventory.ofPool(CpuSet.parse("0-7")))
                    .memory(MemoryInventory.ofPool(MemoryPool.of(gib(4, 124))))
                    .topology(Topology.of(
                            List.of(
                                    NumaNode.of(0, CpuSet.parse("0-3"), gib(0, 64)),
                                    NumaNode.of(1, CpuSet.parse("4-7"), gib(64, 64))),
                            List.of(),
                            NumaDistances.none()))
                    .build();

            assertThat(placed(state, cpus(4).numaNodes(List.of(1)).memory(ByteSize.ofGiB(8)))
                            .regions())
                    .containsExactly(gib(64, 8));
            Placed across = placed(state, cpus(4).memory(ByteSize.ofGiB(100)));
            assertThat(across.regions()).containsExactly(gib(4, 100));
            assertThat(refused(state, cpus(4).memory(ByteSize.ofGiB(100)).memoryPolicy(MemoryPolicy.LOCAL))
                            .cause())
                    .isEqualTo(Cause.POOL_FRAGMENTED);
        }

        @Test
        void isNotPlacedWhereThePoolIsNot() {
            SystemState state = SystemState.builder()
                    .cpus(CpuInventory.ofPool(CpuSet.parse("0-7")))
                    .memory(MemoryInventory.ofPool(MemoryPool.of(
                            PoolChunk.sized(ByteSize.ofGiB(4)).onNode(1),
                            PoolChunk.sized(ByteSize.ofGiB(2)).onNode(0))))
                    .instance(Instance.named("a").withMemory(ByteSize.ofGiB(1)).withNumaNodes(List.of(1)))
                    .build();

            Placed placed = placed(state, cpus(1).memory(ByteSize.ofGiB(1)));

            assertThat(placed.regions()).isEmpty();
            assertThat(placed.numaNodes()).containsExactly(0);
            assertThat(placed(state, cpus(1).memory(ByteSize.ofMiB(3 * 1024 - 1)))
                            .numaNodes())
                    .containsExactly(1);
            assertThat(refused(state, cpus(1).memory(ByteSize.ofGiB(3))).cause())
                    .isEqualTo(Cause.POOL_FRAGMENTED);
        }

        @Test
        void ofUnknownPlaceIsTakenToBeFirstFit() {
            SystemState state = DUAL.withInstance(
                    Instance.named("a").withMemory(ByteSize.ofGiB(3)).withNumaNodes(List.of(1)));

            assertThat(Allocator.predictBase(state, ByteSize.ofGiB(1), 1)).contains(gib(131, 1));
            assertThat(Allocator.predictBase(state, ByteSize.ofGiB(1), 0)).contains(gib(64, 1));
        }

        @Test
        void beginsWhereAskedOnlyIfAKernelPutsItThere() {
            SystemState state = holdingMemory(DUAL, gib(64, 1));

            Placed placed = placed(state, cpus(1).memory(ByteSize.ofGiB(1)).memoryBase(128L << 30));
            assertThat(placed.regions()).containsExactly(gib(128, 1));
            assertThat(placed.cpus()).isEqualTo(CpuSet.of(8));

            Refused refused = refused(state, cpus(1).memory(ByteSize.ofGiB(1)).memoryBase(66L << 30));
            assertThat(refused.cause()).isEqualTo(Cause.BASE_NOT_PREDICTED);
            assertThat(refused.message())
                    .isEqualTo("memory cannot be made to begin at 0x1080000000; "
                            + "a kernel would put it at 0x1040000000 or 0x2000000000");
            assertThat(refused.nearest()).isPresent();
        }

        @Test
        void comesFromListedNodesIfBound() {
            SystemState state = withHighBandwidthMemory();

            Placed bound = placed(
                    state,
                    cpus(4).memory(ByteSize.ofGiB(1)).numaNodes(List.of(2)).memoryPolicy(MemoryPolicy.BIND));

            assertThat(bound.cpus()).isEqualTo(CpuSet.parse("4-7"));
            assertThat(bound.numaNodes()).containsExactly(2, 1);
        }

        @Test
        void isOrdinaryUnlessThereIsNoOther() {
            SystemState state = withHighBandwidthMemory();

            assertThat(placed(state, cpus(4).memory(ByteSize.ofGiB(1))).numaNodes())
                    .containsExactly(0);
            assertThat(placed(holdingMemory(state, gib(64, 8), gib(128, 8)), cpus(4).memory(ByteSize.ofGiB(1)))
                            .numaNodes())
                    .containsExactly(2, 1);
        }

        /** Two nodes of 4 CPUs and ordinary memory, and beside node 1 a node of high-bandwidth memory without CPUs. */
        private SystemState withHighBandwidthMemory() {
            Topology topology = Topology.of(
                    List.of(
                            NumaNode.of(0, CpuSet.parse("0-3"), gib(64, 8)),
                            NumaNode.of(1, CpuSet.parse("4-7"), gib(128, 8)),
                            new NumaNode(2, CpuSet.empty(), List.of(gib(192, 4)), MemoryType.HBM)),
                    List.of(),
                    NumaDistances.none().with(1, 2, 13).with(0, 2, 23));
            return SystemState.builder()
                    .cpus(CpuInventory.ofPool(CpuSet.parse("0-7")))
                    .memory(MemoryInventory.ofPool(MemoryPool.of(
                            PoolChunk.at(gib(64, 8)), PoolChunk.at(gib(128, 8)), PoolChunk.at(gib(192, 4)))))
                    .topology(topology)
                    .build();
        }
    }

    @Nested
    class DevicesAndIds {
        private final SystemState state = LAPTOP.toBuilder()
                .device(Device.named("eth0").withVirtualFunctions(DeviceParts.of(4, List.of(0), List.of(1, 2, 3))))
                .device(Device.named("nvme0").withNamespaces(DeviceParts.of(2, List.of(1), List.of(2))))
                .instance(Instance.named("web")
                        .withId(InstanceId.of(1))
                        .withDevices(List.of(new DeviceRef.VirtualFunction("eth0", 1))))
                .instance(Instance.named("db").withId(InstanceId.of(3)))
                .build();

        @Test
        void freeDevicesAreGiven() {
            List<DeviceRef> wanted = List.of(new DeviceRef.VirtualFunction("eth0", 2), new DeviceRef.Whole("nvme0"));

            assertThat(placed(state, cpus(1).devices(wanted)).devices()).isEqualTo(wanted);
        }

        @ParameterizedTest
        @CsvSource({
            "eth0_vf1, device eth0_vf1 is held by 'web', eth0_vf2",
            "eth0_vf0, device eth0_vf0 is kept by the host, eth0_vf2",
            "nvme0_ns1, device nvme0_ns1 is kept by the host, nvme0_ns2",
        })
        void takenPartsAreRefusedWithOneThatIsFree(String wanted, String message, String nearest) {
            Refused refused = refused(state, cpus(1).devices(List.of(state.deviceRef(wanted))));

            assertThat(refused.cause()).isEqualTo(Cause.DEVICE_TAKEN);
            assertThat(refused.message()).isEqualTo(message);
            assertThat(refused.nearest().map(PlacementRequest::devices)).contains(List.of(state.deviceRef(nearest)));
        }

        @Test
        void aWholeDeviceIsNotGivenWhileAPartIsHeld() {
            Refused refused = refused(state, cpus(1).devices(List.of(new DeviceRef.Whole("eth0"))));

            assertThat(refused.cause()).isEqualTo(Cause.DEVICE_TAKEN);
            assertThat(refused.message()).isEqualTo("device eth0 is held by 'web', which has eth0_vf1");
            assertThat(refused.nearest()).isEmpty();
        }

        @Test
        void theLowestFreeIdIsGiven() {
            assertThat(placed(state, cpus(1)).id()).isEqualTo(InstanceId.of(2));
            assertThat(placed(state, cpus(1).id(InstanceId.of(2047))).id()).isEqualTo(InstanceId.of(2047));
        }

        @Test
        void aHeldIdIsRefusedWithItsOwner() {
            Refused refused = refused(state, cpus(1).id(InstanceId.of(3)));

            assertThat(refused.cause()).isEqualTo(Cause.ID_TAKEN);
            assertThat(refused.message()).isEqualTo("id 3 is held by 'db'");
            assertThat(refused.nearest().map(PlacementRequest::id).orElseThrow())
                    .isEmpty();
        }

        @Test
        void idsRunOut() {
            SystemState full = LAPTOP.withInstances(IntStream.rangeClosed(1, 511)
                    .mapToObj(id -> Instance.named("i" + id).withId(InstanceId.of(id)))
                    .toList());

            assertThat(refused(full, cpus(1)).cause()).isEqualTo(Cause.NO_FREE_ID);
        }
    }

    @Nested
    class Refusals {
        @Test
        void tooFewCpusNameTheMostThatFit() {
            Refused refused = refused(holding(LAPTOP, "0-2"), cpus(6).memory(ByteSize.ofGiB(1)));

            assertThat(refused.cause()).isEqualTo(Cause.TOO_FEW_CPUS);
            assertThat(refused.message()).isEqualTo("6 CPUs asked for, 5 free");
            assertThat(refused.nearest())
                    .contains(cpus(5).memory(ByteSize.ofGiB(1)).build());
        }

        @Test
        void bothAreReducedIfBothAreShort() {
            SystemState state = holdingMemory(holding(LAPTOP, "0-2"), gib(64, 4));

            Refused refused = refused(state, cpus(6).memory(ByteSize.ofGiB(5)));

            assertThat(refused.nearest())
                    .contains(cpus(5).memory(ByteSize.ofMiB(4095)).build());
        }

        @Test
        void aFullPoolHasNoNearestRequest() {
            assertThat(refused(holding(LAPTOP, "0-7"), cpus(1)).nearest()).isEmpty();
        }

        @Test
        void moreThanThePoolHasIsInvalidButMended() {
            Refused refused = refused(LAPTOP, cpus(9));

            assertThat(refused.cause()).isEqualTo(Cause.INVALID);
            assertThat(refused.message()).isEqualTo("9 CPUs asked for, but the whole pool has 8");
            assertThat(refused.nearest().map(PlacementRequest::cpuCount)).contains(8);
            assertThat(refused(LAPTOP, cpus(1).memory(new ByteSize(Long.MAX_VALUE)))
                            .nearest()
                            .map(PlacementRequest::memory))
                    .contains(ByteSize.ofMiB(8191));
        }

        @Test
        void whatCannotBeIsInvalid() {
            ByteSize page = ByteSize.ofKiB(4);
            assertInvalid(cpus(0), "an instance needs at least 1 CPU, not 0");
            assertInvalid(cpus(-3), "an instance needs at least 1 CPU, not -3");
            assertInvalid(PlacementRequest.builder().cpus(CpuSet.empty()), "an instance needs at least 1 CPU, not 0");
            assertInvalid(
                    PlacementRequest.builder().cpus(CpuSet.parse("6-9")),
                    "CPUs 8-9 are not in the pool; the pool is 0-7");
            assertInvalid(cpus(1).numaNodes(List.of(4)), "there is no NUMA node 4; the nodes are 0");
            assertInvalid(cpus(1).numaNodes(List.of(-1)), "there is no NUMA node -1; the nodes are 0");
            assertInvalid(
                    cpus(1).affinity(CpuAffinity.LOCAL).memoryPolicy(MemoryPolicy.INTERLEAVE),
                    "affinity local wants the memory on one node, interleave on several");
            assertInvalid(
                    cpus(1).memoryPolicy(MemoryPolicy.BIND), "memory policy bind needs the NUMA nodes to bind to");
            assertInvalid(
                    cpus(1).memoryBase(64L << 30), "memory is to begin at 0x1000000000, but no memory is asked for");
            assertInvalid(
                    cpus(1).memory(page).memoryBase(5), "memory cannot begin at 0x5, it is not a multiple of 4096");
            assertInvalid(
                    cpus(1).memory(page).memoryBase(4096),
                    "4KB at 0x1000 is not inside the pool: 8GB at 0x1000000000 on node 0");
            assertInvalid(
                    cpus(1).devices(List.of(new DeviceRef.Whole("gpu0"))),
                    "there is no device 'gpu0'; the host has none");
        }

        private void assertInvalid(PlacementRequest.Builder request, String message) {
            Refused refused = refused(LAPTOP, request);
            assertThat(refused.cause()).isEqualTo(Cause.INVALID);
            assertThat(refused.message()).isEqualTo(message);
            assertThat(refused.nearest()).isEmpty();
        }

        @Test
        void oneRegionIsNotInterleaved() {
            Refused refused = refused(FOUR, cpus(4).memory(ByteSize.ofGiB(1)).memoryPolicy(MemoryPolicy.INTERLEAVE));

            assertThat(refused.cause()).isEqualTo(Cause.POLICY);
            assertThat(refused.nearest().map(PlacementRequest::memoryPolicy)).contains(MemoryPolicy.NONE);
        }
    }

    @Test
    void aPlacementExplainsItself() {
        SystemState state = Machine.dualSocket().state(CpuSet.of(0)).withInstance(Machine.instance(1, "8"));

        String text = placed(state, cpus(13).memory(ByteSize.ofGiB(2)).smt(SmtPolicy.AVOID))
                .explain();

        assertThat(text).isEqualTo("""
                        CPUs 2-7,9-15 on nodes 0, 1, sockets 0, 1: 7 cores, 1 of them shared, mean distance 15.9; boots on CPU 2
                          shares CPUs 8-9 with 'i1'
                        memory 2GB at 0x2000000000 on node 1, distance 15.1 from the CPUs
                        id 2
                        the best of 2 choices of nodes
                        """);
    }

    @Test
    void requestsCompareByWhatTheyAsk() {
        PlacementRequest request =
                cpus(4).memory(ByteSize.ofGiB(2)).numaNodes(List.of(2, 1)).build();

        assertThat(request.toBuilder().build()).isEqualTo(request).hasSameHashCodeAs(request);
        assertThat(request.toBuilder().cpuCount(5).build()).isNotEqualTo(request);
        assertThat(request).hasToString("4 CPUs (compact) on nodes 1, 2, 2GB");
    }
}
