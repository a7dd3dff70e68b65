// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;

/** Where the figures about memory come from: by host, by workload, and of some of both. */
final class ChurnBreakdown {
    private static final List<ChurnMeasure> SHOWN = List.of(
            ChurnMeasure.MEMORY_REGRET,
            ChurnMeasure.MEMORY_REGRET_ISOLATED,
            ChurnMeasure.REMOTE,
            ChurnMeasure.REMOTE_EXCESS,
            ChurnMeasure.REMOTE_EXCESS_ISOLATED);

    private final Map<String, Map<ChurnWorkload, ChurnMeasures>> cells = new LinkedHashMap<>();

    void add(String host, ChurnWorkload workload, ChurnMeasures measures) {
        cells.computeIfAbsent(host, any -> new LinkedHashMap<>())
                .computeIfAbsent(workload, any -> new ChurnMeasures())
                .add(measures);
    }

    /** Returns the figures of some hosts and workloads together. */
    ChurnMeasures of(BiPredicate<String, ChurnWorkload> isCounted) {
        ChurnMeasures sum = new ChurnMeasures();
        cells.forEach((host, byWorkload) -> byWorkload.forEach((workload, measures) -> {
            if (isCounted.test(host, workload)) {
                sum.add(measures);
            }
        }));
        return sum;
    }

    /**
     * Returns a table in Markdown: a line for each host, for each workload and for some of both. Behind the means of a line stands how
     * many points of the means of all it makes.
     */
    String table(Map<String, BiPredicate<String, ChurnWorkload>> more) {
        Map<String, BiPredicate<String, ChurnWorkload>> lines = new LinkedHashMap<>();
        cells.keySet().forEach(host -> lines.put(host, (there, workload) -> there.equals(host)));
        for (ChurnWorkload workload : ChurnWorkload.COMPARED) {
            lines.put(workload.toString(), (host, there) -> there == workload);
        }
        lines.putAll(more);
        ChurnMeasures all = of((host, workload) -> true);
        StringBuilder out = new StringBuilder("| of |");
        SHOWN.forEach(measure -> out.append(' ').append(measure.title).append(" | of all |"));
        out.append("\n|---|").append("---:|".repeat(2 * SHOWN.size())).append('\n');
        lines.forEach((name, isCounted) -> {
            ChurnMeasures some = of(isCounted);
            out.append("| ").append(name).append(" |");
            for (ChurnMeasure measure : SHOWN) {
                double part = some.weight(measure) / Math.max(all.weight(measure), Double.MIN_NORMAL);
                double share = some.value(measure) * part;
                out.append(String.format(
                        Locale.ROOT, " %.2f | %.2f |", measure.scale * some.value(measure), measure.scale * share));
            }
            out.append('\n');
        });
        return out.toString();
    }
}
