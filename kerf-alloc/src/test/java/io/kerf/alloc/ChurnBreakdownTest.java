// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What a figure of all hosts is made of adds up to it. */
class ChurnBreakdownTest {
    private static ChurnMeasures remote(double share, double bytes) {
        ChurnMeasures measures = new ChurnMeasures();
        measures.add(ChurnMeasure.REMOTE, share, bytes);
        return measures;
    }

    private static ChurnBreakdown breakdown() {
        ChurnWorkload first = ChurnWorkload.COMPARED.get(0);
        ChurnWorkload second = ChurnWorkload.COMPARED.get(1);
        ChurnBreakdown breakdown = new ChurnBreakdown();
        breakdown.add("small", first, remote(0.5, 1));
        breakdown.add("small", first, remote(0.3, 1));
        breakdown.add("small", second, remote(0, 2));
        breakdown.add("large", first, remote(0.1, 6));
        return breakdown;
    }

    @Test
    void partsAreMeansByWeight() {
        ChurnBreakdown breakdown = breakdown();
        Offset<Double> exact = Assertions.within(1e-12);

        assertThat(breakdown.of((host, workload) -> true).value(ChurnMeasure.REMOTE))
                .isEqualTo(0.14, exact);
        assertThat(breakdown.of((host, workload) -> host.equals("small")).value(ChurnMeasure.REMOTE))
                .isEqualTo(0.2, exact);
        assertThat(breakdown
                        .of((host, workload) -> workload == ChurnWorkload.COMPARED.get(1))
                        .weight(ChurnMeasure.REMOTE))
                .isEqualTo(2);
    }

    @Test
    void theTableSaysHowManyPointsOfAllEachPartMakes() {
        String table = breakdown().table(Map.of("none", (host, workload) -> false));

        assertThat(table.lines())
                .hasSize(2 + 2 + ChurnWorkload.COMPARED.size() + 1)
                .anyMatch(line -> line.startsWith("| small |") && line.contains(" 20.00 | 8.00 |"))
                .anyMatch(line -> line.startsWith("| large |") && line.contains(" 10.00 | 6.00 |"))
                .anyMatch(line -> line.startsWith("| none |") && line.contains(" 0.00 | 0.00 |"));
        assertThat(table).doesNotContain("NaN");
    }
}
