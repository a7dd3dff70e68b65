// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.MemoryPolicy;
import java.util.List;
import java.util.Objects;

/**
 * What a host could still give, and how cut up that is. Immutable.
 *
 * @param nodes what is free on each NUMA node, ascending; CPUs and memory without a node last
 * @param cpuLimits the most CPUs that one request can have, for each affinity and policy for shared cores; then on each node
 * @param memoryLimits the most memory that a request of one CPU can have: anywhere in one region and in several, beside the CPU,
 *     in equal shares on two or more of the nodes with CPUs in at most 64 regions, then bound to each node in one region and in several
 * @param fragmentation how cut up it is
 */
public record Capacity(
        List<NodeFree> nodes, List<CpuLimit> cpuLimits, List<MemoryLimit> memoryLimits, Fragmentation fragmentation) {
    /** Copies the lists. */
    public Capacity {
        nodes = List.copyOf(nodes);
        cpuLimits = List.copyOf(cpuLimits);
        memoryLimits = List.copyOf(memoryLimits);
        Objects.requireNonNull(fragmentation, "fragmentation");
    }

    /**
     * The largest request for CPUs.
     *
     * @param affinity its affinity
     * @param smt its policy for shared cores
     * @param numaNodes the nodes that it names; empty for any
     * @param cpus the most CPUs, 0 if it would be refused in any case
     */
    public record CpuLimit(CpuAffinity affinity, SmtPolicy smt, List<Integer> numaNodes, int cpus) {
        /** Checks the arguments and copies the list. */
        public CpuLimit {
            numaNodes = List.copyOf(numaNodes);
            Objects.requireNonNull(affinity, "affinity");
            Objects.requireNonNull(smt, "smt");
        }
    }

    /**
     * The largest request for memory.
     *
     * @param policy its policy
     * @param maxRegions in how many regions
     * @param numaNodes the nodes that it names, which its CPU is on, too, if one of them has CPUs; empty for any
     * @param memory the most memory, in whole pages
     */
    public record MemoryLimit(MemoryPolicy policy, int maxRegions, List<Integer> numaNodes, ByteSize memory) {
        /** Checks the arguments and copies the list. */
        public MemoryLimit {
            numaNodes = List.copyOf(numaNodes);
            Objects.requireNonNull(policy, "policy");
            Objects.requireNonNull(memory, "memory");
        }
    }

    /**
     * Shares from 0 to 1, of which 0 is best except for the last. Where nothing is free, they are 0.
     *
     * @param memory 1 less the largest free run as a share of all free memory
     * @param memoryOnNodes 1 less the sum of the largest runs of all nodes as a share of all free memory
     * @param cpus 1 less the most free CPUs of one node as a share of all free CPUs, or of the largest node if that is less
     * @param unsharedCpus the same for CPUs on cores that nobody is on
     * @param stranded free CPUs on cores that somebody is on, as a share of all free CPUs
     * @param balance how even the use of the nodes' CPUs is (Jain's index): 1 if it is the same everywhere
     */
    public record Fragmentation(
            double memory, double memoryOnNodes, double cpus, double unsharedCpus, double stranded, double balance) {}
}
