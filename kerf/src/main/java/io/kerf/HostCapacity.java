// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.alloc.Capacity;
import io.kerf.alloc.NodeFree;
import io.kerf.alloc.RepackPlan;
import io.kerf.alloc.SmtPolicy;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryPolicy;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What a host could still give. Immutable; true for the moment at which {@link Host#capacity} read the host.
 *
 * <pre>{@code
 * HostCapacity capacity = host.capacity();
 * capacity.largestAnywhere().ifPresent(most -> System.out.println(most.cpus() + " CPUs and " + most.memory()));
 * capacity.advice().ifPresent(System.out::println);
 * }</pre>
 *
 * @param limits what is free, the most CPUs and the most memory of one request each, and how cut up it is
 * @param largest the largest instances: the most CPUs that a request can have, and with them the most memory in one region; anywhere first,
 *     by affinity and policy for shared cores, then on each NUMA node. None where a request would be refused in any case
 * @param advice what to move so that more memory fits in one region; empty if that would gain nothing
 */
public record HostCapacity(Capacity limits, List<Largest> largest, Optional<Advice> advice) {
    /** Checks the arguments and copies the list. */
    public HostCapacity {
        Objects.requireNonNull(limits, "limits");
        largest = List.copyOf(largest);
        Objects.requireNonNull(advice, "advice");
    }

    /** {@return the largest instance that would be created without any wish; empty if none would} */
    public Optional<Largest> largestAnywhere() {
        return largest.stream()
                .filter(each -> each.node().isEmpty())
                .filter(each -> each.affinity() == CpuAffinity.COMPACT && each.smt() == SmtPolicy.AVOID)
                .findFirst();
    }

    /**
     * Finds the largest instance on a NUMA node that shares as few cores as can be.
     *
     * @param node the node's id
     * @return the instance; empty if none would be created there
     */
    public Optional<Largest> largestOn(int node) {
        return largest.stream()
                .filter(each -> each.node().equals(OptionalInt.of(node)) && each.smt() == SmtPolicy.AVOID)
                .findFirst();
    }

    /** The largest instances and the advice in lines of text. */
    @Override
    public String toString() {
        String free = limits.nodes().stream().map(NodeFree::toString).collect(Collectors.joining("\n"));
        String most = largest.stream().map(Largest::toString).collect(Collectors.joining("\n"));
        return free
                + (most.isEmpty() ? "\nno instance fits" : "\nlargest instances:\n" + most)
                + advice.map(each -> "\n" + each).orElse("");
    }

    /**
     * The largest instance under one policy.
     *
     * @param node the NUMA node that it is bound to with its memory; empty for any
     * @param affinity its affinity
     * @param smt its policy for shared cores
     * @param memoryPolicy its memory policy
     * @param cpus the most CPUs
     * @param memory the most memory in one region that it can have beside that many CPUs; 0 if they leave none near them
     */
    public record Largest(
            OptionalInt node,
            CpuAffinity affinity,
            SmtPolicy smt,
            MemoryPolicy memoryPolicy,
            int cpus,
            ByteSize memory) {
        /** Checks the arguments. */
        public Largest {
            Objects.requireNonNull(node, "node");
            Objects.requireNonNull(affinity, "affinity");
            Objects.requireNonNull(smt, "smt");
            Objects.requireNonNull(memoryPolicy, "memoryPolicy");
            Objects.requireNonNull(memory, "memory");
        }

        /** Such as {@code node 1, compact, avoid: 16 CPUs, 31GB}. */
        @Override
        public String toString() {
            return (node.isPresent() ? "node " + node.getAsInt() : "anywhere") + ", " + affinity + ", " + smt + ": "
                    + cpus + (cpus == 1 ? " CPU, " : " CPUs, ") + memory;
        }
    }

    /**
     * What to move so that more fits. An instance moves by being stopped, deleted and created anew in its new place.
     *
     * @param memory how much memory one region can have then
     * @param plan which instances move where
     * @param running those of them that are loaded or active, which have to be halted and unloaded before
     */
    public record Advice(ByteSize memory, RepackPlan plan, List<InstanceName> running) {
        /** Checks the arguments and copies the list. */
        public Advice {
            Objects.requireNonNull(memory, "memory");
            Objects.requireNonNull(plan, "plan");
            running = List.copyOf(running);
        }

        /** Such as {@code moving db, web would let 24GB fit in one region}. */
        @Override
        public String toString() {
            String names =
                    plan.moves().stream().map(move -> move.instance().text()).collect(Collectors.joining(", "));
            String stop = running.stream().map(InstanceName::text).collect(Collectors.joining(", "));
            return "moving " + names + " would let " + memory + " fit in one region"
                    + (running.isEmpty() ? "" : "; halt and unload " + stop + " before");
        }
    }
}
