// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryType;
import io.kerf.model.SystemState;

/**
 * Hosts that nobody has to own: states with CPUs, memory and a topology and without instances, to try placements on.
 *
 * <pre>{@code
 * SystemState host = Machines.synthetic("socket:2 node:4 core:16 thread:2 mem:64GB");
 * PlacementOutcome outcome = Allocator.place(host, PlacementRequest.builder().cpuCount(24).build());
 * }</pre>
 *
 * <p>CPUs are numbered from 0, node by node and core by core, the threads of a core side by side. Every node has one chunk of
 * the pool. Two nodes are 12 apart on one socket and 21 apart on two. Every call makes an equal state.
 */
public final class Machines {
    private Machines() {}

    /**
     * Makes a host of equal nodes from a line such as {@code socket:2 node:4 core:16 thread:2 mem:64GB}.
     *
     * <p>Words are separated by blanks and come in any order, each at most once: {@code socket} (sockets of the host),
     * {@code node} (NUMA nodes of a socket), {@code llc} (last-level caches of a node), {@code core} (cores of a cache),
     * {@code thread} (threads of a core), all of them 1 where they are left out, and {@code mem} (memory of a node, in the form
     * of {@link ByteSize#parse}), which is 0 where it is left out.
     *
     * @param description the line
     * @return the state
     * @throws IllegalArgumentException if a word is unknown, stands twice or has no number of at least 1; or if the host would
     *     have more than 1024 nodes, or more CPUs than a {@link CpuSet} may name
     * @throws io.kerf.model.ModelException if the size is not one
     */
    public static SystemState synthetic(String description) {
        return MachineText.read(description).build();
    }

    /**
     * Makes a laptop: one node, 4 cores of 2 threads and 4 of one thread, 32 GB; the host keeps CPUs 0 and 1, which are a core.
     *
     * @return the state, with a pool of 10 CPUs
     */
    public static SystemState laptop() {
        return new MachineShape()
                .node(0, new int[] {2, 2, 2, 2, 1, 1, 1, 1}, 1, ByteSize.ofGiB(32))
                .host(CpuSet.parse("0-1"))
                .build();
    }

    /**
     * Makes a server whose sockets are cut in four (sub-NUMA clusters): 2 sockets of 4 nodes, each 14 cores of 2 threads and
     * 64 GB.
     *
     * @return the state, with 224 CPUs
     */
    public static SystemState subNumaClusters() {
        return synthetic("socket:2 node:4 core:14 thread:2 mem:64GB");
    }

    /**
     * Makes a server of chiplets with four nodes per socket: 2 sockets of 4 nodes, each of 2 last-level caches with 8 cores of
     * 2 threads, and 96 GB.
     *
     * @return the state, with 256 CPUs
     */
    public static SystemState chiplets() {
        return synthetic("socket:2 node:4 llc:2 core:8 thread:2 mem:96GB");
    }

    /**
     * Makes a very large host: 8 sockets of 8 nodes, each of 4 last-level caches with 8 cores of 2 threads, and 64 GB.
     *
     * @return the state, with 4,096 CPUs
     */
    public static SystemState sixtyFourNodes() {
        return synthetic("socket:8 node:8 llc:4 core:8 thread:2 mem:64GB");
    }

    /**
     * Makes a host with three kinds of memory: nodes 0 and 1 of 16 cores of 2 threads and 128 GB; nodes 2 and 3 of 16 GB of
     * high-bandwidth memory beside them; node 4 of 256 GB of CXL memory, nearer to node 0.
     *
     * @return the state, with 64 CPUs
     */
    public static SystemState tieredMemory() {
        return new MachineShape()
                .node(0, 16, 2, 1, ByteSize.ofGiB(128))
                .node(1, 16, 2, 1, ByteSize.ofGiB(128))
                .memoryNode(0, ByteSize.ofGiB(16), MemoryType.HBM)
                .memoryNode(1, ByteSize.ofGiB(16), MemoryType.HBM)
                .memoryNode(0, ByteSize.ofGiB(256), MemoryType.CXL)
                .distance(0, 2, 13)
                .distance(1, 3, 13)
                .distance(0, 3, 23)
                .distance(1, 2, 23)
                .distance(2, 3, 23)
                .distance(0, 4, 24)
                .distance(1, 4, 34)
                .distance(2, 4, 27)
                .distance(3, 4, 37)
                .build();
    }

    /**
     * Makes a host that keeps single threads for itself, so that the pool has half cores: 2 sockets of 2 nodes, each 8 cores of
     * 2 threads and 32 GB; of each node the host keeps the first thread of the first and of the fourth core.
     *
     * @return the state, with a pool of 56 CPUs
     */
    public static SystemState punched() {
        return MachineText.read("socket:2 node:2 core:8 thread:2 mem:32GB")
                .host(CpuSet.parse("0,6,16,22,32,38,48,54"))
                .build();
    }

    /**
     * Makes a host of unequal nodes: on socket 0 one of 16 cores with 64 GB and one of 8 cores with 32 GB, on socket 1 one of
     * 4 cores with 128 GB and one of 12 cores without memory; 2 threads each.
     *
     * @return the state, with 80 CPUs
     */
    public static SystemState asymmetric() {
        return new MachineShape()
                .node(0, 16, 2, 2, ByteSize.ofGiB(64))
                .node(0, 8, 2, 1, ByteSize.ofGiB(32))
                .node(1, 4, 2, 1, ByteSize.ofGiB(128))
                .node(1, 12, 2, 2, ByteSize.ZERO)
                .distance(0, 2, 21)
                .distance(0, 3, 31)
                .distance(1, 2, 31)
                .distance(1, 3, 21)
                .build();
    }
}
