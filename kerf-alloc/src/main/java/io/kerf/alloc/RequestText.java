// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.MemoryPolicy;

/** A request in words, such as {@code 8 CPUs (compact) on node 1, 8GB}. */
final class RequestText {
    private RequestText() {}

    static String of(PlacementRequest request) {
        StringBuilder out = new StringBuilder();
        out.append(request.cpus().map(cpus -> "CPUs " + cpus).orElseGet(() -> Words.cpus(request.cpuCount())));
        out.append(" (").append(request.affinity());
        out.append(request.smt() == SmtPolicy.AVOID ? "" : ", " + request.smt());
        out.append(request.priority() == PlacementPriority.ISOLATION ? ")" : ", " + request.priority() + ")");
        out.append(request.excludedCpus().isEmpty() ? "" : " without " + request.excludedCpus());
        out.append(request.numaNodes().isEmpty() ? "" : " on " + Words.nodes(request.numaNodes()));
        out.append(request.memory().isZero() ? "" : ", " + request.memory());
        if (request.memoryPolicy() != MemoryPolicy.NONE) {
            out.append(request.isMemoryPolicySoft() ? " (if possible " : " (")
                    .append(request.memoryPolicy())
                    .append(')');
        }
        out.append(request.maxRegions() == 1 ? "" : " in up to " + request.maxRegions() + " regions");
        out.append(request.memoryFit() == MemoryFit.FIRST ? "" : " by " + request.memoryFit() + " fit");
        request.memoryBase().ifPresent(base -> out.append(" at ").append(Words.address(base)));
        out.append(request.devices().isEmpty() ? "" : ", devices " + Words.list(request.devices()));
        out.append(request.deviceUnits().isEmpty() ? "" : ", " + Words.list(request.deviceUnits()));
        request.id().ifPresent(id -> out.append(", id ").append(id));
        return out.toString();
    }
}
