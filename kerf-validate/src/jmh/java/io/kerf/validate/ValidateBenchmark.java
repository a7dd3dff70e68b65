// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.SystemState;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a full validation costs: all rules over the largest host there can be (511 instances on 4,096 CPUs, 64 nodes and 2,000 devices;
 * the bar is 2 ms), and over two and four times that, where the cost is to grow as n log n does: by at most 2.2 and 4.7.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", "-XX:+UseParallelGC"})
public class ValidateBenchmark {
    @Param({"1", "2", "4"})
    int scale;

    private SystemState state;
    private Validator validator;
    private Report report;

    /** Builds the host and makes sure that it is legal. */
    @Setup
    public void build() {
        state = SyntheticHosts.ofScale(scale);
        validator = Validator.standard().on(SyntheticHosts.facts(state));
        report = validator.validate(state);
        if (!report.findings().isEmpty()) {
            throw new IllegalStateException("not legal: " + report.findings().get(0));
        }
    }

    /** All rules, those beside the live host among them. */
    @Benchmark
    public Report validate() {
        return validator.validate(state);
    }

    /** The report of the same host, as text for people. */
    @Benchmark
    public String text() {
        return report.render(ReportFormat.TEXT);
    }

    /** The same, as JSON. */
    @Benchmark
    public String json() {
        return report.render(ReportFormat.JSON);
    }
}
