// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.ByteSize;
import io.kerf.model.MemoryPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Decides requests on an index. Nothing is kept between two of them: CPUs that a request excludes are taken out of the index and
 * put back.
 */
final class Decision {
    private final TopologyIndex index;
    private final Work work;

    Decision(TopologyIndex index) {
        this(index, new Work());
    }

    /** Decides with what it costs added to other work. */
    Decision(TopologyIndex index, Work work) {
        this.work = work;
        this.index = index;
    }

    /** Returns the work of all decisions so far. */
    Work work() {
        return work;
    }

    /** Decides a request; a refusal does not yet name what is free and what would fit. */
    PlacementOutcome decide(PlacementRequest request) {
        work.addDecision();
        DeviceChoice devices = new DeviceChoice(index.devices(), request);
        Optional<Refusal> problem = new RequestCheck(index, request).firstProblem();
        problem = problem.isPresent() ? problem : devices.firstProblem();
        if (problem.isPresent()) {
            return refused(problem.get());
        }
        index.take(request.excludedCpus(), QualityReport.EXCLUDED);
        try {
            return decideValid(request, devices);
        } finally {
            index.giveBack(request.excludedCpus());
        }
    }

    private PlacementOutcome decideValid(PlacementRequest request, DeviceChoice devices) {
        Optional<Refusal> taken = new RequestCheck(index, request).idTaken();
        taken = taken.isPresent() ? taken : devices.firstTaken();
        if (taken.isPresent()) {
            return refused(taken.get());
        }
        boolean isSoft = request.isMemoryPolicySoft() && request.memoryPolicy() != MemoryPolicy.NONE;
        boolean isImpossible = isSoft && RequestCheck.isInterleavedInOneRegion(request);
        if (!isImpossible) {
            Attempt attempt = new Attempt(index, request, request.memoryPolicy(), work);
            Optional<Refusal> refusal = attempt.run();
            if (refusal.isEmpty()) {
                return attempt.placed(devices, List.of());
            }
            if (!isSoft || !refusal.get().isAboutMemory()) {
                return refused(refusal.get());
            }
        }
        Attempt anyMemory = new Attempt(index, request, MemoryPolicy.NONE, work);
        Optional<Refusal> refusal = anyMemory.run();
        String warning = isImpossible
                ? "memory in one region is not interleaved"
                : "memory cannot be had by policy " + request.memoryPolicy() + ", it is where there is room";
        return refusal.isPresent() ? refused(refusal.get()) : anyMemory.placed(devices, List.of(warning));
    }

    private Refused refused(Refusal refusal) {
        return new Refused(
                refusal.cause(), refusal.wanted(), refusal.available(), List.of(), Optional.empty(), refusal.message());
    }

    /** Returns what is free on each node, ascending; on none last. */
    static List<NodeFree> nodesFree(TopologyIndex index) {
        CpuLayout layout = index.layout();
        FreeMemory memory = index.memory();
        List<NodeFree> all = new ArrayList<>(layout.nodes());
        for (int node = 0; node < layout.nodes(); node++) {
            if (!layout.isKnown(node) && !layout.hasCpus(node) && memory.freeOn(node) == 0) {
                continue;
            }
            all.add(new NodeFree(
                    layout.isKnown(node) ? OptionalInt.of(layout.nodeId(node)) : OptionalInt.empty(),
                    index.cpus().freeOnNode(node),
                    index.cpus().unsharedOnNode(node),
                    ByteSize.ofBytes(memory.freeOn(node)),
                    ByteSize.ofBytes(memory.largestOn(node))));
        }
        return all;
    }
}
