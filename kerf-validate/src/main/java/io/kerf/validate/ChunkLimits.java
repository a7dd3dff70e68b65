// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.PoolChunk;
import java.util.List;
import java.util.function.Consumer;

/** A kernel takes as many chunks as it can have NUMA nodes, and no node of a higher number (MAX_NUMNODES, at most 1,024 on x86): E2BIG and EINVAL. */
final class ChunkLimits extends Rule {
    private static final int MAX_NODES = 1024;

    ChunkLimits() {
        super("MEM-012", Severity.ERROR, "a pool has at most 1,024 chunks, on nodes below 1,024");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        List<PoolChunk> chunks = ground.memory().pool().chunks();
        if (chunks.size() > MAX_NODES) {
            Draft.of(
                            this,
                            "the memory pool has " + chunks.size() + " chunks, and no kernel takes more than "
                                    + MAX_NODES)
                    .about("memory pool")
                    .at(ground.places().find("memory/pool"))
                    .now("pool: " + ground.poolText())
                    .suggest("join chunks of one node into larger ones")
                    .to(out);
        }
        for (int i = 0; i < chunks.size(); i++) {
            int node = chunks.get(i).numaNode().orElse(0);
            if (node >= MAX_NODES) {
                Draft.of(this, "a chunk of the pool is on NUMA node " + node + ", and nodes end at " + (MAX_NODES - 1))
                        .about("memory pool")
                        .at(ground.places().find("memory/pool/" + i))
                        .now("the chunk: " + chunks.get(i))
                        .suggest("use the number under /sys/devices/system/node, or leave 'numa-node-id' out")
                        .to(out);
            }
        }
    }
}
