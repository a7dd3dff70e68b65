// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.ByteSize;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What one NUMA node of the pool has left.
 *
 * @param node the node's id; empty for CPUs and memory of which no node is known
 * @param cpus CPUs that nobody holds
 * @param unsharedCpus those of them on cores that nobody else, the host included, has a CPU on
 * @param memory memory that nobody holds, without the margin that a kernel needs in each chunk
 * @param largestRun the most that one region can have
 */
public record NodeFree(OptionalInt node, int cpus, int unsharedCpus, ByteSize memory, ByteSize largestRun) {
    /** Checks the arguments. */
    public NodeFree {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(memory, "memory");
        Objects.requireNonNull(largestRun, "largestRun");
    }

    /** Such as {@code node 1: 6 CPUs (4 on unshared cores), 28GB (one region up to 20GB)}. */
    @Override
    public String toString() {
        String name = node.isPresent() ? "node " + node.getAsInt() : "no node";
        return name + ": " + Words.cpus(cpus) + " (" + unsharedCpus + " on unshared cores), " + memory
                + " (one region up to " + largestRun + ")";
    }
}
