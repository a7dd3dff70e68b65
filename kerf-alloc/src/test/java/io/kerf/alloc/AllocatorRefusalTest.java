// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

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
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.SystemState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Why a request is refused, and what would fit instead. */
class AllocatorRefusalTest {
    @Test
    void tooFewCpusNameTheMostThatFit() {
        Refused refused = refused(holding(LAPTOP, "0-2"), cpus(6).memory(ByteSize.ofGiB(1)));

        assertThat(refused.cause()).isEqualTo(Cause.TOO_FEW_CPUS);
        assertThat(refused.message()).isEqualTo("6 CPUs asked for, 5 free");
        assertThat(refused.nearest()).contains(cpus(5).memory(ByteSize.ofGiB(1)).build());
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
                PlacementRequest.builder().cpus(CpuSet.parse("6-9")), "CPUs 8-9 are not in the pool; the pool is 0-7");
        assertInvalid(cpus(1).numaNodes(List.of(4)), "there is no NUMA node 4; the nodes are 0");
        assertInvalid(cpus(1).numaNodes(List.of(-1)), "there is no NUMA node -1; the nodes are 0");
        assertInvalid(
                cpus(1).affinity(CpuAffinity.LOCAL).memoryPolicy(MemoryPolicy.INTERLEAVE),
                "affinity local wants the memory on one node, interleave on several");
        assertInvalid(cpus(1).memoryPolicy(MemoryPolicy.BIND), "memory policy bind needs the NUMA nodes to bind to");
        assertInvalid(cpus(1).memoryBase(64L << 30), "memory is to begin at 0x1000000000, but no memory is asked for");
        assertInvalid(cpus(1).memory(page).memoryBase(5), "memory cannot begin at 0x5, it is not a multiple of 4096");
        assertInvalid(
                cpus(1).memory(page).memoryBase(4096),
                "4KB at 0x1000 is not inside the pool: 8GB at 0x1000000000 on node 0");
        assertInvalid(
                cpus(1).devices(List.of(new DeviceRef.Whole("gpu0"))), "there is no device 'gpu0'; the host has none");
    }

    private void assertInvalid(PlacementRequest.Builder request, String message) {
        Refused refused = refused(LAPTOP, request);
        assertThat(refused.cause()).isEqualTo(Cause.INVALID);
        assertThat(refused.message()).isEqualTo(message);
        assertThat(refused.nearest()).isEmpty();
    }

    @Test
    void memoryInPiecesBesideTheCpusIsCalledThat() {
        SystemState state = holdingMemory(FOUR, gib(64, 31), gib(128, 31), gib(192, 15), gib(256, 15));
        PlacementRequest.Builder one = cpus(1).maxRegions(2).memoryPolicy(MemoryPolicy.LOCAL);

        Refused onNodes = refused(state, one.memory(ByteSize.ofGiB(20)));
        Refused onOne = refused(state, one.affinity(CpuAffinity.LOCAL));

        assertThat(onNodes.cause()).isEqualTo(Cause.NO_CPU_NEAR_MEMORY);
        assertThat(onNodes.message()).isEqualTo("no choice of 1 CPU is on nodes with 20GB in up to 2 pieces");
        assertThat(onOne.cause()).isEqualTo(Cause.POOL_FRAGMENTED);
        assertThat(onOne.message())
                .isEqualTo("20GB of memory asked for on one node in up to 2 pieces, which have at most 17407MB");
    }

    @Test
    void memoryAtAnAddressIsNotInterleaved() {
        PlacementRequest.Builder request = cpus(20).memory(ByteSize.ofGiB(1))
                .memoryBase(64L << 30)
                .maxRegions(4)
                .memoryPolicy(MemoryPolicy.INTERLEAVE);

        Refused refused = refused(FOUR, request);

        assertThat(refused.cause()).isEqualTo(Cause.POLICY);
        assertThat(refused.message())
                .isEqualTo(
                        "memory that is to begin at an address is in one region and cannot be interleaved over nodes; "
                                + "leave out the address, or say that the policy is a wish");
        assertThat(placed(FOUR, request.preferredMemoryPolicy(MemoryPolicy.INTERLEAVE))
                        .warnings())
                .containsExactly("memory in one region is not interleaved");
    }

    @Test
    void memoryAtAnAddressThatNoCpuIsBesideIsNamedByIt() {
        Refused refused = refused(
                holding(FOUR, "0-15"),
                cpus(1).memory(ByteSize.ofGiB(1)).memoryBase(64L << 30).memoryPolicy(MemoryPolicy.LOCAL));

        assertThat(refused.message()).isEqualTo("no choice of 1 CPU has one on the node of 0x1000000000");
    }

    @Test
    void oneRegionIsNotInterleaved() {
        Refused refused = refused(FOUR, cpus(4).memory(ByteSize.ofGiB(1)).memoryPolicy(MemoryPolicy.INTERLEAVE));

        assertThat(refused.cause()).isEqualTo(Cause.POLICY);
        assertThat(refused.nearest().map(PlacementRequest::memoryPolicy)).contains(MemoryPolicy.NONE);
    }

    /** CPUs came from the nearest node, and the refusal named memory as the reason. */
    @Test
    void localCpusCannotBeOnANodeWithoutAny() {
        SystemState host = Machines.tieredMemory();
        int hbm = host.topology().nodes().stream()
                .filter(node -> node.cpus().isEmpty())
                .findFirst()
                .orElseThrow()
                .id();
        PlacementRequest.Builder bound =
                cpus(2).affinity(CpuAffinity.LOCAL).memory(ByteSize.ofMiB(64)).numaNodes(List.of(hbm));

        Refused refused = refused(host, bound.memoryPolicy(MemoryPolicy.BIND));

        assertThat(refused.cause()).isEqualTo(Cause.INVALID);
        assertThat(refused.message())
                .isEqualTo("affinity local wants CPUs on the node of the memory, but node " + hbm
                        + " has none; name a node with CPUs, or say that the policy is a wish");
        assertThat(placed(host, bound.preferredMemoryPolicy(MemoryPolicy.BIND)).warnings())
                .hasSize(1);
    }

    /** One region on one node was given as if it were interleaved. */
    @Test
    void onePageIsNotInterleaved() {
        PlacementRequest.Builder onePage =
                cpus(4).affinity(CpuAffinity.SPREAD).memory(ByteSize.ofKiB(4)).maxRegions(4);

        Refused refused = refused(FOUR, onePage.memoryPolicy(MemoryPolicy.INTERLEAVE));

        assertThat(refused.cause()).isEqualTo(Cause.POLICY);
        assertThat(refused.message())
                .isEqualTo(
                        "memory of one page cannot be interleaved over nodes; ask for two pages at least, or say that the "
                                + "policy is a wish");
        assertThat(placed(FOUR, onePage.preferredMemoryPolicy(MemoryPolicy.INTERLEAVE))
                        .warnings())
                .containsExactly("memory in one region is not interleaved");
        assertThat(placed(FOUR, onePage.memory(ByteSize.ofKiB(8)).memoryPolicy(MemoryPolicy.INTERLEAVE))
                        .regions())
                .hasSize(2);
    }

    @Test
    void theLeastThatIsInterleavedIsTwoPages() {
        SystemState twoPages = holdingMemory(FOUR, gib(64, 31), gib(128, 31), gib(192, 32), gib(256, 32));

        Refused refused = refused(
                twoPages,
                cpus(4).affinity(CpuAffinity.SPREAD)
                        .memory(ByteSize.ofGiB(4))
                        .maxRegions(4)
                        .memoryPolicy(MemoryPolicy.INTERLEAVE));

        assertThat(refused.nearest().map(PlacementRequest::memory)).contains(ByteSize.ofMiB(2046));
    }
}
