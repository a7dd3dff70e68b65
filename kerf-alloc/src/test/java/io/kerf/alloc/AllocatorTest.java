// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static io.kerf.alloc.Placing.DUAL;
import static io.kerf.alloc.Placing.FOUR;
import static io.kerf.alloc.Placing.LAPTOP;
import static io.kerf.alloc.Placing.cpus;
import static io.kerf.alloc.Placing.gib;
import static io.kerf.alloc.Placing.holding;
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
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryPool;
import io.kerf.model.SystemState;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which CPUs an instance gets: order of objectives, threads of cores, nodes and affinity. */
class AllocatorTest {
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
