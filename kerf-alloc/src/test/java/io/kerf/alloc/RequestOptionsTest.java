// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static io.kerf.alloc.Placing.cpus;
import static io.kerf.alloc.Placing.placed;
import static io.kerf.alloc.Placing.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RequestOptionsTest {
    private static final SystemState FOUR = Machines.synthetic("socket:2 node:2 core:8 thread:2 mem:32GB");

    private static MemoryRange on(int node, long fromGib, long gib) {
        return MemoryRange.of((node + 1L << 36) + (fromGib << 30), ByteSize.ofGiB(gib));
    }

    private static SystemState holdingMemory(MemoryRange... regions) {
        return FOUR.withInstance(Instance.named("memory").withRegions(List.of(regions)));
    }

    @Nested
    class Regions {
        @Test
        void interleavedMemoryHasEqualSharesOnTheNodesOfTheCpus() {
            Placed placed = placed(
                    FOUR,
                    cpus(8).affinity(CpuAffinity.SPREAD)
                            .memory(ByteSize.ofGiB(8))
                            .memoryPolicy(MemoryPolicy.INTERLEAVE)
                            .maxRegions(4));

            assertThat(placed.regions()).containsExactly(on(0, 0, 2), on(1, 0, 2), on(2, 0, 2), on(3, 0, 2));
            assertThat(placed.numaNodes()).containsExactly(0, 1, 2, 3);
            assertThat(placed.warnings()).isEmpty();
        }

        @Test
        void aNodeWithoutRoomHasNoShare() {
            SystemState state = holdingMemory(on(1, 0, 31));

            Placed placed = placed(
                    state,
                    cpus(8).affinity(CpuAffinity.SPREAD)
                            .memory(ByteSize.ofGiB(12))
                            .memoryPolicy(MemoryPolicy.INTERLEAVE)
                            .maxRegions(4));

            assertThat(placed.regions()).containsExactly(on(0, 0, 4), on(2, 0, 4), on(3, 0, 4));
        }

        @Test
        void interleavingNeedsTwoNodes() {
            SystemState state = holdingMemory(on(1, 0, 31), on(2, 0, 31), on(3, 0, 31));

            Refused refused = refused(
                    state,
                    cpus(8).affinity(CpuAffinity.SPREAD)
                            .memory(ByteSize.ofGiB(12))
                            .memoryPolicy(MemoryPolicy.INTERLEAVE)
                            .maxRegions(4));

            assertThat(refused.cause()).isEqualTo(Cause.POOL_FRAGMENTED);
            assertThat(refused.message())
                    .isEqualTo(
                            "12GB of memory asked for in equal shares on two nodes or more, the largest region is 32767MB");
        }

        @Test
        void compactCpusGoToTwoNodesIfInterleavedMemoryMust() {
            Placed placed = placed(
                    FOUR,
                    cpus(4).memory(ByteSize.ofGiB(4))
                            .memoryPolicy(MemoryPolicy.INTERLEAVE)
                            .maxRegions(2));

            assertThat(placed.quality().nodes()).containsExactly(0, 1);
            assertThat(placed.regions()).containsExactly(on(0, 0, 2), on(1, 0, 2));
        }

        @Test
        void localMemoryIsInProportionToTheCpus() {
            SystemState state = FOUR.withInstance(Machine.instance(1, "0-3"));

            Placed placed = placed(
                    state,
                    cpus(24).numaNodes(List.of(0, 1))
                            .memory(ByteSize.ofGiB(12))
                            .memoryPolicy(MemoryPolicy.LOCAL)
                            .maxRegions(2));

            assertThat(placed.regions()).containsExactly(on(1, 0, 8), on(0, 0, 4));
        }

        @Test
        void memoryInPiecesIsInAsFewAsCanBe() {
            SystemState state = holdingMemory(on(0, 8, 8), on(0, 24, 7), on(1, 0, 31), on(2, 0, 31), on(3, 0, 31));

            Placed placed = placed(
                    state,
                    cpus(2).numaNodes(List.of(0)).memory(ByteSize.ofGiB(12)).maxRegions(4));

            assertThat(placed.regions()).hasSize(2).allMatch(region -> region.base() < 2L << 36);
            assertThat(refused(state, cpus(2).memory(ByteSize.ofGiB(12))).cause())
                    .isEqualTo(Cause.POOL_FRAGMENTED);
        }

        @Test
        void aBestFitLeavesLargeRunsWhole() {
            SystemState state = holdingMemory(on(0, 20, 4), on(0, 26, 6));

            assertThat(placed(state, cpus(2).numaNodes(List.of(0)).memory(ByteSize.ofGiB(2)))
                            .regions())
                    .containsExactly(on(0, 0, 2));
            assertThat(placed(
                                    state,
                                    cpus(2).numaNodes(List.of(0))
                                            .memory(ByteSize.ofGiB(2))
                                            .memoryFit(MemoryFit.BEST))
                            .regions())
                    .containsExactly(on(0, 24, 2));
        }
    }

    @Nested
    class Wishes {
        @Test
        void oneRegionIsPlacedWithoutInterleavingIfThatIsAWish() {
            Placed placed =
                    placed(FOUR, cpus(4).memory(ByteSize.ofGiB(4)).preferredMemoryPolicy(MemoryPolicy.INTERLEAVE));

            assertThat(placed.regions()).containsExactly(on(0, 0, 4));
            assertThat(placed.warnings()).containsExactly("memory in one region is not interleaved");
            assertThat(placed.explain()).contains("note: memory in one region is not interleaved\n");
        }

        @Test
        void memoryComesFromElsewhereIfBindingIsAWish() {
            SystemState state = holdingMemory(on(1, 0, 31));
            PlacementRequest.Builder request = cpus(4).numaNodes(List.of(1)).memory(ByteSize.ofGiB(4));

            assertThat(refused(state, request.memoryPolicy(MemoryPolicy.BIND)).cause())
                    .isEqualTo(Cause.POOL_TOO_SMALL);
            Placed placed = placed(state, request.preferredMemoryPolicy(MemoryPolicy.BIND));
            assertThat(placed.regions()).containsExactly(on(0, 0, 4));
            assertThat(placed.warnings())
                    .containsExactly("memory cannot be had by policy bind, it is where there is room");
        }

        @Test
        void tooFewCpusAreRefusedAllTheSame() {
            Refused refused = refused(
                    FOUR.withInstance(Machine.instance(1, "0-63")),
                    cpus(1).memory(ByteSize.ofGiB(1)).preferredMemoryPolicy(MemoryPolicy.LOCAL));

            assertThat(refused.cause()).isEqualTo(Cause.TOO_FEW_CPUS);
        }
    }

    @Nested
    class Nodes {
        @Test
        void fewestNodesCanWeighMoreThanSharedCores() {
            SystemState state = FOUR.withInstance(Machine.instance(1, "0,16,32,48"));

            Placed isolated = placed(state, cpus(15));
            Placed packed = placed(state, cpus(15).priority(PlacementPriority.FEWEST_NODES));

            assertThat(isolated.quality().sharedCores()).isEmpty();
            assertThat(isolated.quality().nodes()).containsExactly(0, 1);
            assertThat(packed.quality().nodes()).containsExactly(0);
            assertThat(packed.quality().sharedCores()).hasSize(1);
        }

        @Test
        void cachesAreFilledOneByOne() {
            SystemState host = Machines.synthetic("llc:4 core:4 thread:2");
            SystemState state = host.withInstance(Machine.instance(1, "0-3"));

            assertThat(placed(state, cpus(4)).cpus()).isEqualTo(CpuSet.parse("4-7"));
            assertThat(placed(state, cpus(8)).cpus()).isEqualTo(CpuSet.parse("8-15"));
        }

        @Test
        void oneNodeIsSpreadOverItsCaches() {
            SystemState host = Machines.synthetic("node:2 llc:4 core:4 thread:2");

            Placed placed = placed(host, cpus(8).affinity(CpuAffinity.SPREAD).numaNodes(List.of(1)));

            assertThat(placed.cpus()).isEqualTo(CpuSet.parse("32-33,40-41,48-49,56-57"));
            assertThat(placed.warnings()).hasSize(1);
        }
    }

    @Nested
    class Units {
        private final SystemState state = FOUR.toBuilder()
                .device(card("eth0", 0, 4))
                .device(card("eth1", 3, 4))
                .device(card("eth2", 3, 2))
                .build();

        private Device card(String name, int node, int functions) {
            List<Integer> all = IntStream.range(0, functions).boxed().toList();
            return Device.named(name)
                    .withNumaNode(node)
                    .withVirtualFunctions(DeviceParts.of(functions, List.of(), all));
        }

        private PlacementRequest.Builder onNode3(DeviceUnits... units) {
            return cpus(2).numaNodes(List.of(3)).deviceUnits(List.of(units));
        }

        @Test
        void comeFromTheNearestCardWithFewestLeft() {
            assertThat(placed(state, onNode3(DeviceUnits.functions(3))).devices())
                    .containsExactly(
                            new DeviceRef.VirtualFunction("eth2", 0),
                            new DeviceRef.VirtualFunction("eth2", 1),
                            new DeviceRef.VirtualFunction("eth1", 0));
        }

        @Test
        void ofOneCardAreTakenBeforeThoseOfAny() {
            assertThat(placed(
                                    state,
                                    onNode3(
                                            DeviceUnits.functions(1),
                                            DeviceUnits.functions(2).of("eth2")))
                            .devices())
                    .containsExactly(
                            new DeviceRef.VirtualFunction("eth2", 0),
                            new DeviceRef.VirtualFunction("eth2", 1),
                            new DeviceRef.VirtualFunction("eth1", 0));
        }

        @Test
        void areRefusedWithAsManyAsThereAre() {
            SystemState held = state.withInstance(
                    Instance.named("a").withDevices(List.of(new DeviceRef.Whole("eth0"), new DeviceRef.Whole("eth1"))));

            Refused refused = refused(held, onNode3(DeviceUnits.functions(3)));

            assertThat(refused.cause()).isEqualTo(Cause.DEVICE_TAKEN);
            assertThat(refused.message()).isEqualTo("3 virtual functions of any device asked for, 2 free");
            assertThat(refused.nearest().map(PlacementRequest::deviceUnits))
                    .contains(List.of(DeviceUnits.functions(2)));
        }

        @Test
        void thatCannotBeAreInvalid() {
            assertInvalid(DeviceUnits.functions(0), "at least 1 virtual function can be asked for, not 0");
            assertInvalid(DeviceUnits.functions(11), "11 virtual functions of any device asked for, but there are 10");
            assertInvalid(DeviceUnits.namespaces(1), "1 namespace of any device asked for, but there are 0");
            assertInvalid(
                    DeviceUnits.functions(1).of("eth9"), "there is no device 'eth9'; the host has eth0, eth1, eth2");
        }

        private void assertInvalid(DeviceUnits units, String message) {
            Refused refused = refused(state, onNode3(units));
            assertThat(refused.cause()).isEqualTo(Cause.INVALID);
            assertThat(refused.message()).isEqualTo(message);
        }
    }

    @Test
    void memoryInNoRegionIsInvalid() {
        Refused refused = refused(FOUR, cpus(1).memory(ByteSize.ofGiB(1)).maxRegions(0));

        assertThat(refused.cause()).isEqualTo(Cause.INVALID);
        assertThat(refused.message()).isEqualTo("memory needs at least 1 region, not 0");
    }

    @Test
    void requestsSayAllThatTheyAsk() {
        PlacementRequest request = cpus(4).memory(ByteSize.ofGiB(2))
                .preferredMemoryPolicy(MemoryPolicy.INTERLEAVE)
                .maxRegions(2)
                .priority(PlacementPriority.FEWEST_NODES)
                .deviceUnits(List.of(DeviceUnits.functions(2).of("eth0")))
                .build();

        assertThat(request)
                .hasToString("4 CPUs (compact, fewest-nodes), 2GB (if possible interleave) in up to 2 regions, "
                        + "2 virtual functions of eth0");
        assertThat(request.toBuilder().build()).isEqualTo(request);
        assertThat(request.toBuilder().maxRegions(3).build()).isNotEqualTo(request);
    }

    @Test
    void anIndexFollowsInstancesThatComeAndGo() {
        TopologyIndex index = TopologyIndex.of(FOUR.withInstance(Machine.instance(1, "0-15")));
        PlacementRequest request = cpus(16).memory(ByteSize.ofGiB(2)).build();
        Placed second = (Placed) index.decide(request);

        index.add(Machine.instance("second", second));
        Placed third = (Placed) index.decide(request);

        assertThat(second.cpus()).isEqualTo(CpuSet.range(16, 31));
        assertThat(third.cpus()).isEqualTo(CpuSet.range(32, 47));
        assertThatIllegalArgumentException().isThrownBy(() -> index.add(Machine.instance("second", third)));
        assertThat(index.remove(InstanceName.of("second"))).isTrue();
        assertThat(index.remove(InstanceName.of("second"))).isFalse();
        assertThat(index.decide(request)).isEqualTo(second);
    }

    @Test
    void memoryThatTwoInstancesHoldIsFreeOnceBothAreGone() {
        SystemState state = FOUR.withInstance(Instance.named("a").withRegions(List.of(on(0, 0, 4))))
                .withInstance(Instance.named("b").withRegions(List.of(on(0, 2, 4))));
        TopologyIndex index = TopologyIndex.of(state);

        index.remove(InstanceName.of("a"));
        assertThat(index.snapshot())
                .isEqualTo(TopologyIndex.of(state.withoutInstance(InstanceName.of("a")))
                        .snapshot());
        index.remove(InstanceName.of("b"));
        assertThat(index.snapshot()).isEqualTo(TopologyIndex.of(FOUR).snapshot());
    }

    /** A spread that had to share a core of three free CPUs took only the one that was missing, and was 3, 3 and 6. */
    @Test
    void aSpreadEvensOutOverAllFreeCpusOfTheCoresItMustShare() {
        SystemState host = new MachineShape()
                .node(0, new int[] {2, 2, 1, 1}, 1, ByteSize.ofGiB(4))
                .node(0, new int[] {4, 1, 1}, 1, ByteSize.ofGiB(4))
                .node(1, new int[] {2, 1}, 1, ByteSize.ofGiB(2))
                .build()
                .withInstance(Machine.instance(1, "9"));

        Placed placed = placed(host, cpus(12).affinity(CpuAffinity.SPREAD));

        assertThat(placed.cpus()).isEqualTo(CpuSet.parse("0-4,6-7,10-14"));
        assertThat(placed.quality().sharedCores()).hasSize(1);
    }

    /** The first set of nodes that could have the memory was taken, though it meant sharing a core. */
    @Test
    void anInterleavedSpreadTakesTheNodesThatShareNoCore() {
        SystemState host = Machines.synthetic("node:4 core:2 thread:2 mem:4GB")
                .withInstance(Machine.instance(1, "0,2"))
                .withInstance(Instance.named("memory")
                        .withRegions(List.of(
                                MemoryRange.of(3L << 36, ByteSize.ofGiB(2)),
                                MemoryRange.of(4L << 36, ByteSize.ofGiB(2)))));

        Placed placed = placed(
                host,
                cpus(3).affinity(CpuAffinity.SPREAD)
                        .memory(ByteSize.ofGiB(5))
                        .memoryPolicy(MemoryPolicy.INTERLEAVE)
                        .maxRegions(3));

        assertThat(placed.quality().sharedCores()).isEmpty();
        assertThat(placed.quality().nodes()).containsExactly(1, 2, 3);
        assertThat(placed.regions()).hasSize(3);
    }
}
