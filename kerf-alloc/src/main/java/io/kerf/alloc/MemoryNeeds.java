// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.CpuAffinity;
import io.kerf.model.MemoryPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the memory of a request wants of the nodes that give its CPUs: any of several things will do. */
final class MemoryNeeds {
    private final CpuLayout layout;
    private final PlacementRequest request;
    private final MemoryPlacer memory;
    private final NodeSupply supply;
    private final Work work;

    MemoryNeeds(CpuLayout layout, PlacementRequest request, MemoryPlacer memory, NodeSupply supply, Work work) {
        this.layout = layout;
        this.request = request;
        this.memory = memory;
        this.supply = supply;
        this.work = work;
    }

    /** Returns all of them, the one first that had better be met. */
    List<NodeNeed> list() {
        if (memory.isAsked() && memory.policy() == MemoryPolicy.INTERLEAVE && !memory.hasNamedNodes()) {
            return equalShares();
        }
        if (!memory.isAsked() || !memory.isLocal()) {
            return List.of(NodeNeed.NONE);
        }
        NodeNeed oneNode = new NodeNeed(memory.fits(), 1);
        if (request.affinity() == CpuAffinity.LOCAL || memory.maxRegions() == 1) {
            return List.of(oneNode);
        }
        List<NodeNeed> needs = new ArrayList<>(List.of(oneNode));
        needs.addAll(new PieceNodes(layout, memory, supply, work).needs());
        return needs;
    }

    /** More shares are smaller ones; where no other node has room for them, they want only more nodes and are left out. */
    private List<NodeNeed> equalShares() {
        List<NodeNeed> needs = new ArrayList<>();
        int most = Math.min(Math.min(memory.maxRegions(), request.cpuCount()), supply.count());
        boolean[] before = new boolean[0];
        for (int shares = 2; shares <= most; shares++) {
            work.add(layout.nodes());
            boolean[] canGive = memory.haveRoomFor(memory.share(shares));
            if (!Arrays.equals(canGive, before)) {
                needs.add(new NodeNeed(canGive, shares));
            }
            before = canGive;
        }
        return needs;
    }
}
