// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.MemoryRange;
import java.util.List;

/** A placement in words. */
final class Explanation {
    private Explanation() {}

    static String of(PlacementOutcome.Placed placed) {
        StringBuilder out = new StringBuilder();
        cpus(placed, out);
        memory(placed, out);
        out.append("id ").append(placed.id());
        out.append(placed.devices().isEmpty() ? "" : ", devices " + Words.list(placed.devices()))
                .append('\n');
        if (!placed.reserved().isEmpty()) {
            out.append("CPUs ").append(placed.reserved()).append(" stay unused beside them\n");
        }
        placed.warnings()
                .forEach(warning -> out.append("note: ").append(warning).append('\n'));
        int candidates = placed.quality().candidates();
        if (candidates > 1) {
            out.append("the best of ").append(candidates).append(" choices of nodes\n");
        }
        return out.toString();
    }

    private static void cpus(PlacementOutcome.Placed placed, StringBuilder out) {
        PlacementQuality quality = placed.quality();
        out.append("CPUs ").append(placed.cpus());
        out.append(quality.nodes().isEmpty() ? "" : " on " + Words.nodes(quality.nodes()));
        List<Integer> sockets = quality.sockets();
        out.append(sockets.isEmpty() ? "" : (sockets.size() == 1 ? ", socket " : ", sockets ") + Words.list(sockets));
        out.append(": ").append(Words.cores(quality.cores()));
        int shared = quality.sharedCores().size();
        out.append(shared == 0 ? ", none of them shared" : ", " + shared + " of them shared");
        if (quality.nodes().size() > 1) {
            out.append(", mean distance ").append(oneDigit(quality.meanCpuDistance()));
        }
        out.append("; boots on CPU ")
                .append(Long.toUnsignedString(placed.bootCpu()))
                .append('\n');
        quality.sharedCores()
                .forEach(core -> out.append("  shares ").append(core).append('\n'));
    }

    private static void memory(PlacementOutcome.Placed placed, StringBuilder out) {
        if (placed.memory().isZero()) {
            return;
        }
        out.append("memory ").append(placed.memory());
        boolean isOne = placed.regions().size() == 1;
        String before = isOne ? "" : ": ";
        for (MemoryRange region : placed.regions()) {
            out.append(before)
                    .append(isOne ? "" : region.byteSize())
                    .append(" at ")
                    .append(Words.address(region.base()));
            before = ", ";
        }
        if (!placed.numaNodes().isEmpty() && placed.regions().size() <= 1) {
            out.append(" on node ").append(placed.numaNodes().get(0));
        }
        placed.quality()
                .memoryDistance()
                .ifPresent(distance ->
                        out.append(", distance ").append(oneDigit(distance)).append(" from the CPUs"));
        out.append('\n');
    }

    private static String oneDigit(double number) {
        long tenths = Math.round(number * 10);
        return tenths / 10 + (tenths % 10 == 0 ? "" : "." + tenths % 10);
    }
}
