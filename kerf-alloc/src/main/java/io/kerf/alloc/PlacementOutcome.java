// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryRange;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What {@link Allocator#place} found. A refusal is an answer, not an exception. Immutable. */
public sealed interface PlacementOutcome {
    /**
     * Everything that a request asked for, as one decision.
     *
     * @param cpus the CPUs, as many as were asked for
     * @param bootCpu the one of them to boot on
     * @param memory what was asked for, rounded up to pages
     * @param regions where that memory is to be: one region, under {@link MemoryFit#FIRST} where a first-fit kernel will put it;
     *     or as many as were allowed; none if no memory was asked for or the place of the pool is not known
     * @param numaNodes the nodes to name to the kernel: those of the memory first (a kernel reads only the first), then those
     *     of the other CPUs, ascending. Empty if memory was asked for and its node is not known
     * @param id the instance's id
     * @param devices the devices and parts of devices
     * @param reserved CPUs that nobody else may get while the instance lives, though it does not use them: what
     *     {@link SmtPolicy#WHOLE} leaves over. Hand them to later requests as {@link PlacementRequest#excludedCpus}
     * @param warnings what is not as it may have been meant, one sentence each
     * @param quality figures about the choice
     */
    record Placed(
            CpuSet cpus,
            long bootCpu,
            ByteSize memory,
            List<MemoryRange> regions,
            List<Integer> numaNodes,
            InstanceId id,
            List<DeviceRef> devices,
            CpuSet reserved,
            List<String> warnings,
            PlacementQuality quality)
            implements PlacementOutcome {
        /** Checks that the boot CPU is among the CPUs; copies the lists. */
        public Placed {
            if (!cpus.contains(bootCpu)) {
                throw new IllegalArgumentException(
                        "CPU " + Long.toUnsignedString(bootCpu) + " cannot boot, it is not among " + cpus);
            }
            Objects.requireNonNull(memory, "memory");
            regions = List.copyOf(regions);
            numaNodes = List.copyOf(numaNodes);
            Objects.requireNonNull(id, "id");
            devices = List.copyOf(devices);
            Objects.requireNonNull(reserved, "reserved");
            warnings = List.copyOf(warnings);
            Objects.requireNonNull(quality, "quality");
        }

        /**
         * Says in lines of text what was chosen and how good it is.
         *
         * @return lines that end with a line feed
         */
        public String explain() {
            return Explanation.of(this);
        }
    }

    /**
     * Why there is no placement.
     *
     * @param cause the kind of reason, for programs
     * @param wanted how much was asked of what the cause is about: CPUs or bytes; 0 where it counts nothing
     * @param available how much of it there is
     * @param perNode what is free on each NUMA node, ascending; CPUs and memory without a node last
     * @param nearest the request most like this one that would be placed now; empty if there is none, and for an invalid one
     *     that no other number would mend
     * @param message the reason in a sentence, for people
     */
    record Refused(
            Cause cause,
            long wanted,
            long available,
            List<NodeFree> perNode,
            Optional<PlacementRequest> nearest,
            String message)
            implements PlacementOutcome {
        /** Copies the list. */
        public Refused {
            Objects.requireNonNull(cause, "cause");
            perNode = List.copyOf(perNode);
            Objects.requireNonNull(nearest, "nearest");
            Objects.requireNonNull(message, "message");
        }
    }

    /** Kinds of refusal. */
    enum Cause {
        /** The request can never be placed on this host, whatever is free. */
        INVALID,
        /** A policy asks for what memory in one region cannot be. */
        POLICY,
        /** Fewer CPUs are free on the nodes that may give them. */
        TOO_FEW_CPUS,
        /** One of the CPUs asked for by id is held. */
        CPU_TAKEN,
        /** Enough CPUs are free, but not on cores that nobody else is on. */
        CORES_SHARED,
        /** Several nodes together have enough CPUs, no single one has. */
        NO_SINGLE_NODE,
        /** Less memory is free than asked for. */
        POOL_TOO_SMALL,
        /** Enough memory is free, but not in as few regions as are allowed on the nodes that may give it. */
        POOL_FRAGMENTED,
        /** CPUs and memory are free, but no node that could give the memory can give a CPU as well. */
        NO_CPU_NEAR_MEMORY,
        /** A kernel would put the memory elsewhere than asked. */
        BASE_NOT_PREDICTED,
        /** A device, or a part of it, is held or not for instances. */
        DEVICE_TAKEN,
        /** The id asked for is held. */
        ID_TAKEN,
        /** Every id that kerf picks is held. */
        NO_FREE_ID
    }
}
