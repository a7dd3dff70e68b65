// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A host on which everything is wrong is reported as fast as one on which nothing is, and in a report of bounded size. A rule that
 * compares all with all, or quotes a list in each finding, takes minutes here, or more memory than there is. Times are those of the
 * thread, whatever else the machine does.
 */
class IllegalHostsTest {
    private static final int SECONDS = 8;
    private static final int CHARACTERS = IllegalHosts.MANY * 4096;

    /** What is one thing of a host, of which no host has many. */
    private static final Set<String> SINGLE =
            Set.of("CPU-005", "CPU-006", "CPU-007", "CPU-008", "MEM-002", "MEM-008", "MEM-011", "HOST-002", "HOST-004");

    static Stream<String> rules() {
        return IllegalHosts.all().keySet().stream();
    }

    @Test
    void everyRuleAboutSomethingThatCanBeManyHasAHost() {
        Set<String> rules = new TreeSet<>(IllegalHosts.all().keySet());
        assertThat(rules).doesNotContainAnyElementsOf(SINGLE);
        rules.addAll(SINGLE);
        assertThat(Validator.baseline().rules()).extracting(Rule::id).containsExactlyInAnyOrderElementsOf(rules);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void manyThingsThatAreAllWrongAreReportedInTimeAndInBounds(String rule) {
        IllegalHosts.Host host = IllegalHosts.all().get(rule).get();
        Validator validator = rule.startsWith("BASE") ? Validator.baseline() : Validator.standard();
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        Report report = validator.on(host.facts()).validate(host.state());
        int json = report.render(ReportFormat.JSON).length();
        int text = report.render(ReportFormat.TEXT).length();
        long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        assertThat(report.findings()).extracting(Diagnostic::code).contains(rule);
        assertThat(spent).as("nanoseconds").isLessThan(TimeUnit.SECONDS.toNanos(SECONDS));
        assertThat(Math.max(json, text)).as("characters").isLessThan(CHARACTERS);
    }
}
