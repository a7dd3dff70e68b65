// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static io.kerf.alloc.Placing.cpus;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.model.ByteSize;
import io.kerf.model.Instance;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far memory in pieces is, asked again and again. */
class MemoryReachTest {
    private static final long MIB = 1L << 20;

    /** Twenty gaps of 6 MiB on the first node, and forty of 4 MiB on each other. */
    private static SystemState host(int nodes) {
        SystemState empty = Machines.synthetic("node:" + nodes + " core:2 thread:2 mem:1GB");
        List<MemoryRange> regions = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            MemoryRange all = empty.topology().nodes().get(node).memory().get(0);
            long base = all.base();
            for (int gap = 0; gap < (node == 0 ? 20 : 40); gap++) {
                base += (node == 0 ? 6 : 4) * MIB;
                regions.add(new MemoryRange(base, MIB));
                base += MIB;
            }
            regions.add(new MemoryRange(base, all.base() + all.size() - base));
        }
        return empty.withInstance(Instance.named("others").withRegions(regions));
    }

    /** Two nodes have enough, but in more pieces than all nodes would; on many nodes that does not matter. */
    @ParameterizedTest
    @CsvSource({"12, true", "64, false"})
    void theSameNodesAreAsFarHoweverManyWereAsked(int nodes, boolean isFar) {
        TopologyIndex index = TopologyIndex.of(host(nodes));
        PlacementRequest request =
                cpus(4).memory(ByteSize.ofMiB(200)).maxRegions(60).build();
        MemoryPlacer memory =
                new MemoryPlacer(index.layout(), index.kinds(), index.memory(), request, MemoryPolicy.NONE);
        MemoryReach reach = new MemoryReach(index.layout(), memory, new Work());
        int[] counts = new int[nodes];
        counts[1] = 2;
        counts[2] = 2;
        int[] set = {1, 2};

        double first = reach.of(set, 2, counts);
        for (int i = 0; i < 5000; i++) {
            reach.of(set, 2, counts);
        }

        assertThat(first > 0).isEqualTo(isFar);
        assertThat(reach.of(set, 2, counts)).isEqualTo(first);
    }
}
