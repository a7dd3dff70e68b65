// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.CpuSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * How good a placement is, in figures that can be worked out again from the state and the CPUs.
 *
 * @param nodes the NUMA nodes of the CPUs, ascending; without CPUs of which no node is known
 * @param sockets the sockets of the CPUs, ascending; empty where none are stated
 * @param cores number of physical cores with at least one of the CPUs
 * @param sharedCores the cores that somebody else has a CPU on too, by ascending CPU
 * @param meanCpuDistance mean NUMA distance over pairs of different CPUs; 10 is one node, and the figure for a single CPU
 * @param memoryDistance mean NUMA distance from the CPUs to the memory; empty without memory
 * @param candidates sets of nodes that were weighed against each other
 */
public record PlacementQuality(
        List<Integer> nodes,
        List<Integer> sockets,
        int cores,
        List<SharedCore> sharedCores,
        double meanCpuDistance,
        OptionalDouble memoryDistance,
        int candidates) {
    /** Copies the lists. */
    public PlacementQuality {
        nodes = List.copyOf(nodes);
        sockets = List.copyOf(sockets);
        sharedCores = List.copyOf(sharedCores);
        Objects.requireNonNull(memoryDistance, "memoryDistance");
    }

    /**
     * A core that the placement shares with somebody.
     *
     * @param cpus all CPUs of the core
     * @param owners the names of the instances, sorted; the first is {@code the host} if the core has a CPU outside the pool
     */
    public record SharedCore(CpuSet cpus, List<String> owners) {
        /** Copies the list. */
        public SharedCore {
            Objects.requireNonNull(cpus, "cpus");
            owners = List.copyOf(owners);
        }

        @Override
        public String toString() {
            return "CPUs " + cpus + " with " + Words.list(owners);
        }
    }
}
