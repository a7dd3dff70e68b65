// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopologyTest {
    private static final NumaNode NODE0 = NumaNode.of(0, CpuSet.parse("0-3"), new MemoryRange(0, 0x4000_0000L));
    private static final NumaNode NODE1 =
            NumaNode.of(1, CpuSet.parse("4-7"), new MemoryRange(0x4000_0000L, 0x4000_0000L));
    private static final List<Core> CORES =
            List.of(Core.of(0, CpuSet.of(0, 4)).onSocket(0), Core.of(1, CpuSet.of(1, 5)));

    @Test
    void cpusAndMemoryAreFoundOnTheirNodesAndCores() {
        Topology topology = Topology.of(List.of(NODE0, NODE1), CORES, NumaDistances.none());
        assertThat(topology.nodeOf(5)).hasValue(1);
        assertThat(topology.nodeOf(9)).isEmpty();
        assertThat(topology.nodeOf(new MemoryRange(0x5000_0000L, 0x1000))).hasValue(1);
        assertThat(topology.nodeOf(new MemoryRange(0x3fff_f000L, 0x2000))).isEmpty();
        assertThat(topology.nodesOf(CpuSet.parse("3-5,99"))).containsExactly(0, 1);
        assertThat(topology.siblings(5)).hasToString("1,5");
        assertThat(topology.siblings(7)).hasToString("7");
        assertThat(topology.coreOf(4)).contains(CORES.get(0));
        assertThat(topology.threadsPerCore()).isEqualTo(2);
    }

    @Test
    void theOrderOfListingDoesNotMatter() {
        assertThat(Topology.of(List.of(NODE1, NODE0), List.of(CORES.get(1), CORES.get(0)), NumaDistances.none()))
                .isEqualTo(Topology.of(List.of(NODE0, NODE1), CORES, NumaDistances.none()));
    }

    @Test
    void nothingStatedIsEmpty() {
        Topology empty = Topology.of(List.of(), List.of(), NumaDistances.none());
        assertThat(empty).isSameAs(Topology.empty());
        assertThat(empty.isEmpty()).isTrue();
        assertThat(empty.threadsPerCore()).isEqualTo(1);
        assertThat(empty.nodesOf(CpuSet.of(1))).isEmpty();
    }

    @Test
    void distancesAreStatedOrAssumed() {
        NumaDistances distances = NumaDistances.ofMatrix(
                List.of(0, 1, 2), List.of(List.of(10, 21, 31), List.of(21, 10, 21), List.of(31, 21, 10)));
        assertThat(distances.between(0, 2)).isEqualTo(31);
        assertThat(distances.between(0, 7)).isEqualTo(20);
        assertThat(distances.between(7, 7)).isEqualTo(10);
        assertThat(distances.nodes()).containsExactly(0, 1, 2);
        NumaDistances oneWay = NumaDistances.none().with(3, 4, 15);
        assertThat(oneWay.between(4, 3)).isEqualTo(15);
        assertThat(oneWay.stated(4, 3)).isEmpty();
        assertThat(NumaDistances.none().isStated()).isFalse();
    }

    @Test
    void cachesOfACpuAreFoundTheNearestFirst() {
        Cache shared = new Cache(3, CpuSet.parse("0-7"), ByteSize.ofMiB(32));
        Cache own = new Cache(2, CpuSet.of(4), ByteSize.ofKiB(512));
        Topology topology = Topology.empty().withCaches(List.of(shared, own));
        assertThat(topology.isEmpty()).isFalse();
        assertThat(topology.cachesOf(4)).containsExactly(own, shared);
        assertThat(topology.cachesOf(5)).containsExactly(shared);
        assertThat(topology.cachesOf(8)).isEmpty();
        assertThat(shared).hasToString("L3 of CPUs 0-7, 32MB");
        assertThat(topology).isNotEqualTo(Topology.empty());
        assertThatIllegalArgumentException().isThrownBy(() -> new Cache(0, CpuSet.empty(), ByteSize.ZERO));
    }

    @Test
    void distancesCanBeNarrowedToSomeNodes() {
        NumaDistances all = NumaDistances.none().with(0, 1, 15).with(1, 2, 25);
        assertThat(all.only(Set.of(0, 1))).hasToString("0-1: 15");
        assertThat(all.only(Set.of(5)).isStated()).isFalse();
    }

    @Test
    void matricesThatAreNotSquareAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NumaDistances.ofMatrix(List.of(0, 1), List.of(List.of(10, 20))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NumaDistances.ofMatrix(List.of(0, 1), List.of(List.of(10, 20), List.of(20))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NumaDistances.none().with(0, 1, 9));
    }
}
