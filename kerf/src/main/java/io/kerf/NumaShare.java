// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What an instance has on one NUMA node.
 *
 * @param node the node's id; empty for what is on no node that is known
 * @param cpus its CPUs there
 * @param memory its memory there
 */
public record NumaShare(OptionalInt node, CpuSet cpus, ByteSize memory) {
    /** Checks the arguments. */
    public NumaShare {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(cpus, "cpus");
        Objects.requireNonNull(memory, "memory");
    }

    /** Such as {@code node 1: CPUs 16-19, 2GB}. */
    @Override
    public String toString() {
        return (node.isPresent() ? "node " + node.getAsInt() : "no node") + ": "
                + (cpus.isEmpty() ? "no CPUs" : "CPUs " + cpus) + ", " + (memory.isZero() ? "no memory" : memory);
    }
}
