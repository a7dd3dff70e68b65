// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.CpuSet;
import io.kerf.model.MemoryRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the machine says of itself, to hold a state against. The validator reads no file; whoever stands on the machine collects these.
 *
 * <pre>{@code
 * HostFacts facts = HostFacts.unknown()
 *         .withCpus(Map.of(0, 0L, 1, 2L, 2, 4L, 3, 6L))                       // /proc/cpuinfo: processor, apicid
 *         .withMemory(List.of(new MemoryRange(0x1000, 0x7ffff000)));          // /proc/iomem: System RAM and the pool
 * Report report = Validator.baseline().on(facts).validate(state);
 * }</pre>
 *
 * <p>CPUs that are in a pool already are offline and in no list of the host's kernel: whoever collects facts on a host with a pool adds
 * those that the kernel's own tree names, under numbers that no other CPU has. A fact that is not known is left empty, and the rules
 * that need it are reported as not checked. Immutable.
 *
 * @param cpus for each CPU of the machine its logical number, from 0, and its physical id (APIC id, MPIDR or hart id), unsigned; empty
 *     where they are not known. Number 0 is the CPU that the machine booted on
 * @param memory the physical memory of the machine, holes left out; empty where it is not known
 */
public record HostFacts(SortedMap<Integer, Long> cpus, List<MemoryRange> memory) {
    private static final HostFacts UNKNOWN = new HostFacts(new TreeMap<>(), List.of());

    /**
     * Copies the arguments; memory is sorted, and ranges that touch are joined.
     *
     * @throws IllegalArgumentException if a logical number is negative, or a physical id is 2^64-1, which is none
     */
    public HostFacts {
        cpus = Collections.unmodifiableSortedMap(new TreeMap<>(cpus));
        if (!cpus.isEmpty() && cpus.firstKey() < 0) {
            throw new IllegalArgumentException("logical CPU numbers count from 0: " + cpus.firstKey());
        }
        if (cpus.containsValue(-1L)) {
            throw new IllegalArgumentException("2^64-1 is not a CPU id");
        }
        memory = joined(memory);
    }

    /**
     * Returns the facts of a machine that nobody looked at.
     *
     * @return no facts
     */
    public static HostFacts unknown() {
        return UNKNOWN;
    }

    /**
     * Returns these facts with CPUs.
     *
     * @param cpus physical ids by logical number
     * @return the copy
     * @throws IllegalArgumentException if a logical number is negative, or a physical id is 2^64-1, which is none
     */
    public HostFacts withCpus(Map<Integer, Long> cpus) {
        return new HostFacts(new TreeMap<>(cpus), memory);
    }

    /**
     * Returns these facts with memory.
     *
     * @param memory the ranges of physical memory, in any order
     * @return the copy
     */
    public HostFacts withMemory(List<MemoryRange> memory) {
        return new HostFacts(cpus, memory);
    }

    /**
     * Returns the CPUs of the machine.
     *
     * @return the physical ids; empty where they are not known
     */
    public CpuSet physicalCpus() {
        CpuSet.Builder set = CpuSet.builder();
        cpus.values().forEach(set::add);
        return set.build();
    }

    /**
     * Returns the CPU that the machine booted on, which no kernel gives away.
     *
     * @return the physical id of logical CPU 0, unsigned; empty where it is not known
     */
    public OptionalLong bootCpu() {
        Long first = cpus.get(0);
        return first == null ? OptionalLong.empty() : OptionalLong.of(first);
    }

    /** Ranges by address, those that overlap or touch made one. */
    static List<MemoryRange> joined(List<MemoryRange> ranges) {
        List<MemoryRange> joined = new ArrayList<>();
        for (MemoryRange range : ranges.stream().sorted().toList()) {
            int top = joined.size() - 1;
            if (top < 0 || !touches(joined.get(top), range)) {
                joined.add(range);
            } else if (Long.compareUnsigned(range.last(), joined.get(top).last()) > 0) {
                long base = joined.get(top).base();
                long size = range.last() - base + 1;
                // Only the whole address space has a size that is no number; its last byte is nobody's memory.
                joined.set(top, new MemoryRange(base, size == 0 ? -1 : size));
            }
        }
        return List.copyOf(joined);
    }

    private static boolean touches(MemoryRange first, MemoryRange second) {
        return first.overlaps(second) || first.last() + 1 == second.base();
    }
}
