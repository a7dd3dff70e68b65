// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.model.SystemState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * Instances come and go on many hosts, under many workloads, with three allocators side by side. The number of arrivals on each host
 * is 250 unless {@code -Dkerf.alloc.churn=…} says otherwise; the table goes to {@code target/churn.md}.
 */
class ChurnTest {
    private static final int STEPS = Integer.getInteger("kerf.alloc.churn", 250);

    private static final Map<String, SystemState> HOSTS = hosts();

    private static Map<String, SystemState> hosts() {
        Map<String, SystemState> hosts = new LinkedHashMap<>();
        hosts.put("laptop", Machines.synthetic("core:8 thread:2 mem:32GB"));
        hosts.put("two sockets", Machines.synthetic("socket:2 core:16 thread:2 mem:128GB"));
        hosts.put("sub-NUMA clusters", Machines.subNumaClusters());
        hosts.put("chiplets", Machines.chiplets());
        hosts.put("tiered memory", Machines.tieredMemory());
        hosts.put("punched", Machines.punched());
        hosts.put("asymmetric", Machines.asymmetric());
        hosts.put("16 nodes", Machines.synthetic("socket:4 node:4 core:8 thread:2 mem:32GB"));
        return hosts;
    }

    private static final List<Function<SystemState, Contender>> CONTENDERS =
            List.of(Contender.Kerf::new, Contender.FirstFitById::new, Contender.PackedByNode::new);

    @Test
    void kerfIsBetterThanBothReferencesOnEveryMeasure() throws IOException {
        ChurnMeasures[] sums = {new ChurnMeasures(), new ChurnMeasures(), new ChurnMeasures()};
        for (SystemState host : HOSTS.values()) {
            for (ChurnWorkload workload : ChurnWorkload.values()) {
                ChurnSimulator simulator = new ChurnSimulator(host, workload, 7 + workload.ordinal(), STEPS);
                for (int i = 0; i < sums.length; i++) {
                    sums[i].add(simulator.run(CONTENDERS.get(i).apply(host)));
                }
            }
        }
        String[] names = {"kerf", "first fit by id", "packed by node"};
        StringBuilder table = new StringBuilder(ChurnMeasures.HEADER);
        for (int i = 0; i < sums.length; i++) {
            table.append(sums[i].row(names[i]));
        }
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "churn.md"), table);

        ChurnMeasures kerf = sums[0];
        assertThat(kerf.wrong).isZero();
        assertThat(kerf.falseRefusals).isZero();
        for (int i = 1; i < sums.length; i++) {
            assertThat(kerf.acceptedShare()).as(names[i]).isGreaterThan(sums[i].acceptedShare());
            assertThat(sums[i].falseRefusals + sums[i].wrong).as(names[i]).isPositive();
            isLess("leaky", kerf, sums[i], each -> each.leaky().value());
            isLess("leak_exc", kerf, sums[i], each -> each.leakExcess().value());
            isLess("llc_exc", kerf, sums[i], each -> each.cachesExcess().value());
            isLess("cm_reg", kerf, sums[i], each -> each.memoryRegret().value());
            isLess("remote", kerf, sums[i], each -> each.remote().value());
            isLess("il_gap", kerf, sums[i], each -> each.interleaveGap().value());
            // Who shares cores freely needs fewer nodes, has CPUs nearer to each other and spreads more evenly: judged
            // in pairs.
            isLessWithLeaks(
                    "nodes_exc", kerf, sums[i], each -> each.nodesExcess().value());
            isLessWithLeaks(
                    "nodes_exc_iso",
                    kerf,
                    sums[i],
                    each -> each.nodesExcessIsolated().value());
            isLessWithLeaks("pair_reg", kerf, sums[i], each -> each.pairRegret().value());
            isLessWithLeaks(
                    "spread_gap", kerf, sums[i], each -> each.spreadGap().value());
        }
        assertThat(kerf.leakExcess().value()).isLessThan(0.025);
        assertThat(kerf.nodesExcessIsolated().value()).isLessThan(0.003);
        assertThat(kerf.cachesExcess().value()).isLessThan(0.01);
        assertThat(kerf.pairRegret().value()).isLessThan(0.014);
        assertThat(kerf.spreadGap().value()).isLessThan(0.026);
        assertThat(kerf.interleaveGap().value()).isLessThan(0.045);
    }

    private static void isLessWithLeaks(
            String measure, ChurnMeasures kerf, ChurnMeasures other, ToDoubleFunction<ChurnMeasures> value) {
        isLess(
                measure + " and leak_exc",
                kerf,
                other,
                each -> value.applyAsDouble(each) + each.leakExcess().value());
    }

    private static void isLess(
            String measure, ChurnMeasures kerf, ChurnMeasures other, ToDoubleFunction<ChurnMeasures> value) {
        assertThat(value.applyAsDouble(kerf)).as(measure).isLessThan(value.applyAsDouble(other));
    }

    @Test
    void smallHostsTakeNearlyWhatRepackingWould() {
        long accepted = 0;
        long possible = 0;
        for (String host : List.of(
                "core:4 thread:2 mem:16GB",
                "socket:2 core:4 thread:2 mem:16GB",
                "socket:2 node:2 core:2 thread:2 mem:8GB")) {
            SystemState state = Machines.synthetic(host);
            for (ChurnWorkload workload : ChurnWorkload.values()) {
                ChurnSimulator simulator = new ChurnSimulator(state, workload, 11, Math.min(STEPS, 400));
                accepted += simulator.run(new Contender.Kerf(state)).accepted;
                possible += new RepackOracle(new ChurnHost(state)).accepted(simulator.arrivals());
            }
        }
        assertThat((double) accepted / possible).isGreaterThan(0.95);
    }
}
