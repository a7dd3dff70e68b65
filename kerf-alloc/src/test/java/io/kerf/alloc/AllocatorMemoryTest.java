// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static io.kerf.alloc.Placing.DUAL;
import static io.kerf.alloc.Placing.FOUR;
import static io.kerf.alloc.Placing.LAPTOP;
import static io.kerf.alloc.Placing.cpus;
import static io.kerf.alloc.Placing.gib;
import static io.kerf.alloc.Placing.holdingMemory;
import static io.kerf.alloc.Placing.placed;
import static io.kerf.alloc.Placing.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the memory of an instance goes. */
class AllocatorMemoryTest {
    @Test
    void isRoundedUpToPages() {
        Placed placed = placed(LAPTOP, cpus(1).memory(ByteSize.ofBytes(4097)));

        assertThat(placed.memory()).isEqualTo(ByteSize.ofBytes(8192));
        assertThat(placed.regions()).containsExactly(new MemoryRange(64L << 30, 8192));
    }

    @Test
    void fillsTheLowestGapThatIsLargeEnough() {
        SystemState state = holdingMemory(LAPTOP, gib(65, 1), gib(68, 1));

        assertThat(placed(state, cpus(1).memory(ByteSize.ofGiB(2))).regions()).containsExactly(gib(66, 2));
        assertThat(Allocator.predictBase(state, ByteSize.ofGiB(1))).contains(gib(64, 1));
        assertThat(Allocator.predictBase(state, ByteSize.ofGiB(3), 0)).isEmpty();
    }

    @Test
    void ofEquallyEvenSpreadsOneIsBesideTheMemory() {
        SystemState state = holdingMemory(FOUR, gib(64, 32), gib(128, 32), gib(192, 32));

        Placed near = placed(state, cpus(2).affinity(CpuAffinity.SPREAD).memory(ByteSize.ofGiB(1)));
        Placed even = placed(
                state,
                cpus(6).affinity(CpuAffinity.SPREAD).numaNodes(List.of(0, 1, 2)).memory(ByteSize.ofGiB(1)));

        assertThat(near.cpus()).isEqualTo(CpuSet.parse("0,48"));
        assertThat(near.regions()).containsExactly(gib(256, 1));
        assertThat(even.quality().nodes()).containsExactly(0, 1, 2);
        assertThat(even.regions()).containsExactly(gib(256, 1));
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
        assertThat(placed(state, cpus(1).memory(ByteSize.ofMiB(3 * 1024 - 1))).numaNodes())
                .containsExactly(1);
        assertThat(refused(state, cpus(1).memory(ByteSize.ofGiB(3))).cause()).isEqualTo(Cause.POOL_FRAGMENTED);
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
                state, cpus(4).memory(ByteSize.ofGiB(1)).numaNodes(List.of(2)).memoryPolicy(MemoryPolicy.BIND));

        assertThat(bound.cpus()).isEqualTo(CpuSet.parse("4-7"));
        assertThat(bound.numaNodes()).containsExactly(2, 1);
    }

    @Test
    void isElsewhereIfNodesWithoutCpusThatItHadBetterBeBoundToAreFull() {
        Placed placed = placed(
                withHighBandwidthMemory(),
                cpus(4).memory(ByteSize.ofGiB(5)).numaNodes(List.of(2)).preferredMemoryPolicy(MemoryPolicy.BIND));

        assertThat(placed.cpus()).isEqualTo(CpuSet.parse("0-3"));
        assertThat(placed.regions()).containsExactly(gib(64, 5));
        assertThat(placed.warnings()).hasSize(1);
    }

    @Test
    void canBeBoundToANodeWithoutCpusForCertainCpus() {
        PlacementRequest.Builder request = PlacementRequest.builder()
                .cpus(CpuSet.parse("0-1,4"))
                .memory(ByteSize.ofGiB(1))
                .numaNodes(List.of(2));

        Placed bound = placed(withHighBandwidthMemory(), request.memoryPolicy(MemoryPolicy.BIND));
        Refused refused = refused(withHighBandwidthMemory(), request.memoryPolicy(MemoryPolicy.NONE));

        assertThat(bound.cpus()).isEqualTo(CpuSet.parse("0-1,4"));
        assertThat(bound.regions()).containsExactly(gib(192, 1));
        assertThat(refused.message()).isEqualTo("CPUs 0-1,4 are not on node 2");
    }

    @Test
    void isOrdinaryUnlessThereIsNoOther() {
        SystemState state = withHighBandwidthMemory();

        assertThat(placed(state, cpus(4).memory(ByteSize.ofGiB(1))).numaNodes()).containsExactly(0);
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
                .memory(MemoryInventory.ofPool(
                        MemoryPool.of(PoolChunk.at(gib(64, 8)), PoolChunk.at(gib(128, 8)), PoolChunk.at(gib(192, 4)))))
                .topology(topology)
                .build();
    }

    /** With one region it was refused; with several it lay on the node of the CPUs, to which it was not bound. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void memoryThatIsBoundElsewhereIsNotPutBesideTheCpus(int regions) {
        PlacementOutcome outcome = Allocator.place(
                Machines.tieredMemory(),
                PlacementRequest.builder()
                        .cpus(CpuSet.parse("0-3"))
                        .affinity(CpuAffinity.LOCAL)
                        .memoryPolicy(MemoryPolicy.BIND)
                        .numaNodes(List.of(2))
                        .maxRegions(regions)
                        .memory(ByteSize.ofGiB(4))
                        .build());
        assertThat(outcome).isInstanceOf(PlacementOutcome.Refused.class);
    }

    /** A table of all choices would need 16 GB. */
    @Test
    void thousandsOfRegionsOnManyNodesDoNotFillTheMemory() {
        SystemState host = Machines.synthetic("node:512 core:1 thread:2 mem:1GB");
        PlacementOutcome outcome = Allocator.place(
                host,
                PlacementRequest.builder()
                        .cpuCount(600)
                        .memoryPolicy(MemoryPolicy.LOCAL)
                        .maxRegions(2000)
                        .memory(ByteSize.ofGiB(300))
                        .build());
        assertThat(outcome).isInstanceOf(PlacementOutcome.Placed.class);
    }
}
