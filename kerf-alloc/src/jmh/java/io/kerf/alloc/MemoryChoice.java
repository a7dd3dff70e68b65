// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.ByteSize;
import io.kerf.model.MemoryPolicy;
import java.util.List;
import java.util.stream.IntStream;

/** Ways to ask for memory, for hosts of 64 nodes. */
enum MemoryChoice {
    /** Anywhere, in one region. */
    NONE(MemoryPolicy.NONE, 1, 8),
    /** On a node of the CPUs. */
    LOCAL(MemoryPolicy.LOCAL, 1, 8),
    /** On nodes of the CPUs, in more regions than one node has. */
    LOCAL_REGIONS(MemoryPolicy.LOCAL, 16, 60),
    /** On nodes of the CPUs, in as many regions as there are nodes. */
    LOCAL_MANY(MemoryPolicy.LOCAL, 64, 300),
    /** On the nodes named, which are all. */
    BIND(MemoryPolicy.BIND, 1, 8),
    /** In equal shares on nodes of the CPUs, four at most. */
    INTERLEAVE(MemoryPolicy.INTERLEAVE, 4, 24),
    /** In equal shares, on as many nodes as there are. */
    INTERLEAVE_MANY(MemoryPolicy.INTERLEAVE, 64, 240);

    private final MemoryPolicy policy;
    private final int regions;
    private final int gib;

    MemoryChoice(MemoryPolicy policy, int regions, int gib) {
        this.policy = policy;
        this.regions = regions;
        this.gib = gib;
    }

    /** Makes a request ask for memory in this way. */
    PlacementRequest.Builder ask(PlacementRequest.Builder request) {
        return request.memory(ByteSize.ofGiB(gib))
                .memoryPolicy(policy)
                .maxRegions(regions)
                .numaNodes(
                        policy == MemoryPolicy.BIND
                                ? IntStream.range(0, 64).boxed().toList()
                                : List.of());
    }
}
