// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.List;
import java.util.Objects;

/**
 * A NUMA node: the CPUs and the memory that are near each other.
 *
 * @param id the node's number
 * @param cpus its CPUs, those of the host included; a node of memory only has none
 * @param memory its memory, by ascending address; a node without memory has none
 * @param memoryType what kind of memory that is
 */
public record NumaNode(int id, CpuSet cpus, List<MemoryRange> memory, MemoryType memoryType) {
    /** Refuses a negative id; copies and sorts the list. */
    public NumaNode {
        if (id < 0) {
            throw new IllegalArgumentException("NUMA node ids are not negative: " + id);
        }
        Objects.requireNonNull(cpus, "cpus");
        memory = memory.stream().sorted().toList();
        Objects.requireNonNull(memoryType, "memoryType");
    }

    /**
     * Makes a node of ordinary memory.
     *
     * @param id the node's number
     * @param cpus its CPUs
     * @param memory its memory
     * @return the node
     */
    public static NumaNode of(int id, CpuSet cpus, MemoryRange... memory) {
        return new NumaNode(id, cpus, List.of(memory), MemoryType.DRAM);
    }

    /**
     * Tells whether a range lies in the node's memory.
     *
     * @param range the range
     * @return true if one of the node's ranges contains all of it
     */
    public boolean holds(MemoryRange range) {
        return memory.stream().anyMatch(each -> each.contains(range));
    }
}
