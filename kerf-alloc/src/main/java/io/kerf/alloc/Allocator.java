// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.ByteSize;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Decides where an instance goes: which CPUs, which memory, which devices and which id, all together.
 *
 * <pre>{@code
 * PlacementRequest request = PlacementRequest.builder()
 *         .cpuCount(4)
 *         .memory(ByteSize.ofGiB(2))
 *         .build();
 * PlacementOutcome outcome = Allocator.place(state, request);
 * if (outcome instanceof PlacementOutcome.Placed placed) {
 *     System.out.print(placed.explain());
 * }
 * }</pre>
 *
 * <p>Stateless: the same state and request give the same answer on every machine, in whatever order a tree listed things.
 */
public final class Allocator {
    private static final int DECISIONS = 5000;

    private Allocator() {}

    /**
     * Places a request. A request is refused only if no choice of CPUs, memory and id meets what it demands: CPUs of the pool that
     * nobody holds, on the nodes named; memory in one run; free devices. Among the choices that do, a compact request gets the one
     * that shares fewest cores with others, then lies on fewest nodes, then on fewest sockets, then has memory nearest, then the
     * least mean distance between its CPUs, then leaves least behind.
     *
     * <p>Costs O(n log n) in the number of CPUs and regions to read the state, which {@link TopologyIndex} spares whoever decides
     * often, and at most O(4000 k²) to weigh sets of k NUMA nodes; a refusal repeats the second part a few times, at most a few
     * dozen, to find the nearest request that fits.
     *
     * @param state the host; need not be legal, but then nor need the placement
     * @param request what is asked for
     * @return the placement, or why there is none
     */
    public static PlacementOutcome place(SystemState state, PlacementRequest request) {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(request, "request");
        return TopologyIndex.of(state).decide(request);
    }

    /**
     * Says where a kernel puts a region of memory if asked for it on any node: on the lowest node that has room, in the lowest gap
     * that is large enough. The gap must leave the kernel 1 MiB at the end of each chunk. Chunks of one node are taken by ascending
     * address.
     *
     * @param state the host
     * @param size the region's size, rounded up to pages
     * @return the region; empty if it fits nowhere, or where the place of the pool is not known
     */
    public static Optional<MemoryRange> predictBase(SystemState state, ByteSize size) {
        TopologyIndex index = TopologyIndex.of(state);
        long bytes = FreeMemory.roundUp(size.bytes());
        for (int node = 0; node < index.layout().nodes(); node++) {
            if (bytes > 0 && index.memory().firstFit(node, bytes).exists()) {
                return index.predict(node, bytes);
            }
        }
        return Optional.empty();
    }

    /**
     * Says where a kernel puts a region of memory if asked for it on one node.
     *
     * @param state the host
     * @param size the region's size, rounded up to pages
     * @param numaNode the node's id
     * @return the region; empty if it does not fit there, the node is unknown, or the place of the pool is not known
     */
    public static Optional<MemoryRange> predictBase(SystemState state, ByteSize size, int numaNode) {
        TopologyIndex index = TopologyIndex.of(state);
        int node = numaNode < 0 ? -1 : index.layout().node(numaNode);
        return node < 0 ? Optional.empty() : index.predict(node, FreeMemory.roundUp(size.bytes()));
    }

    /**
     * Places several requests together, in the best order that was found within a budget of 5000 small decisions.
     *
     * @param state the host
     * @param requests what is asked for, in any order
     * @return a place for as many as possible
     */
    public static BatchOutcome placeAll(SystemState state, List<PlacementRequest> requests) {
        return placeAll(state, requests, DECISIONS);
    }

    /**
     * Places several requests together. They are tried hardest first; as long as some find no place that would have one alone and the
     * budget lasts, again with these in front and then in other orders. The answer for a set of requests is the same in whatever order they are
     * listed, and on every machine: the budget counts decisions, which take microseconds each, and not time. A decision counts one
     * more for every 1024 nodes, CPUs and gaps of memory that it looks at, as those on hosts of many nodes do. What it costs to find the
     * nearest request that fits in place of one that does not is part of the budget; little of it is left for that if it is spent.
     *
     * @param state the host
     * @param requests what is asked for, in any order
     * @param decisions the budget; the first order is tried in any case
     * @return a place for as many as possible
     */
    public static BatchOutcome placeAll(SystemState state, List<PlacementRequest> requests, int decisions) {
        return new BatchSearch(TopologyIndex.of(state), List.copyOf(requests), decisions).run();
    }

    /**
     * Proposes instances to move so that a request has a place: none if it has one, else one (that with least memory), else two,
     * else as many as it takes; as long as a budget of 5000 small decisions lasts, then all at once. A state does not say how instances were asked for beyond their affinity and memory policy: one
     * that shares no core goes where it shares none either, as under {@link SmtPolicy#REQUIRE}, and another as under
     * {@link SmtPolicy#AVOID}; limits to NUMA nodes are kept under {@link MemoryPolicy#BIND} only.
     *
     * @param state the host
     * @param request what is asked for; its {@link PlacementRequest#excludedCpus} are kept from all that move, too
     * @param movable the instances that may be moved; names that there are not count for nothing
     * @return the plan; empty if none was found
     */
    public static Optional<RepackPlan> repack(SystemState state, PlacementRequest request, Set<InstanceName> movable) {
        return repack(state, request, movable, Map.of());
    }

    /**
     * Proposes instances to move so that a request has a place, and places those of which it is known as they were asked for: with
     * their policy for shared cores, their NUMA nodes and their priority. They keep ids and devices; CPUs and a memory base that were
     * asked for by number do not hold them.
     *
     * @param state the host
     * @param request what is asked for; its {@link PlacementRequest#excludedCpus} are kept from all that move, too
     * @param movable the instances that may be moved; names that there are not count for nothing
     * @param askedAs the requests that instances were made by, as far as they are known
     * @return the plan; empty if none was found
     */
    public static Optional<RepackPlan> repack(
            SystemState state,
            PlacementRequest request,
            Set<InstanceName> movable,
            Map<InstanceName, PlacementRequest> askedAs) {
        Objects.requireNonNull(request, "request");
        return new RepackSearch(TopologyIndex.of(state), request, Set.copyOf(movable), Map.copyOf(askedAs), DECISIONS)
                .run();
    }

    /**
     * Works out what a host could still give.
     *
     * @param state the host
     * @return the largest requests that would be placed, and how cut up the free resources are
     */
    public static Capacity capacity(SystemState state) {
        return new CapacityReport(TopologyIndex.of(state)).make();
    }
}
