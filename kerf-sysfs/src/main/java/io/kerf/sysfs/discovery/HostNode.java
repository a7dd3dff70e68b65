// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import java.util.List;
import java.util.Objects;

/**
 * A NUMA node of a machine.
 *
 * @param id the node's number
 * @param cpuNumbers its online CPUs, by Linux's numbers; none for a node of memory alone, as behind CXL, and for one whose CPUs are all in the pool
 * @param total its memory, {@code MemTotal}; zero where no file tells. What is in the pool counts too on kernels that keep counting it
 * @param free what nobody uses of it, {@code MemFree}
 * @param memory where it is, by ascending address, in blocks that the kernel can take offline; none where no file tells
 * @param type what kind of memory it is, as far as files tell
 */
public record HostNode(
        int id, CpuSet cpuNumbers, ByteSize total, ByteSize free, List<MemoryRange> memory, MemoryType type) {
    /** Refuses a negative number; copies the list. */
    public HostNode {
        if (id < 0) {
            throw new IllegalArgumentException("NUMA node ids are not negative: " + id);
        }
        Objects.requireNonNull(cpuNumbers, "cpuNumbers");
        Objects.requireNonNull(total, "total");
        Objects.requireNonNull(free, "free");
        memory = List.copyOf(memory);
        Objects.requireNonNull(type, "type");
    }

    HostNode of(MemoryType kind) {
        return new HostNode(id, cpuNumbers, total, free, memory, kind);
    }
}
