// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.SubjectKind;
import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Who takes memory of whom, against comparing all with all. */
class MemorySharedProperties {
    private static final long PAGE = MemoryRange.PAGE_SIZE;
    private static final long TOP = -16 * PAGE;

    @Property(tries = 2000)
    void everyRegionThatOverlapsOneListedBeforeItIsReportedAndNoOther(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int count) {
        Random random = new Random(seed);
        List<Instance> instances = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<MemoryRange> regions = new ArrayList<>();
            for (int j = random.nextInt(3); j >= 0; j--) {
                long at = random.nextInt(16);
                long start = random.nextBoolean() ? at * PAGE : TOP + at * PAGE;
                regions.add(new MemoryRange(start, PAGE * (1 + random.nextInt((int) Math.min(8, 16 - at)))));
            }
            instances.add(Instance.named("i" + i).withRegions(regions));
        }
        List<Diagnostic> findings = findings(instances);
        assertThat(findings.stream().map(finding -> finding.subject().orElseThrow()))
                .containsExactlyElementsOf(expected(instances));
        assertThat(findings).allMatch(finding -> finding.subjectKind() == SubjectKind.INSTANCE);
    }

    /** Names of instances, once for each region that overlaps one listed before. */
    private static List<String> expected(List<Instance> instances) {
        List<MemoryRange> before = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Instance instance : instances) {
            for (MemoryRange region : instance.regions()) {
                if (before.stream().anyMatch(region::overlaps)) {
                    names.add(instance.name().text());
                }
                before.add(region);
            }
        }
        return names;
    }

    @Example
    void manyRegionsThatAllOverlapCostNoSquare() {
        List<Instance> instances = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            List<MemoryRange> regions = new ArrayList<>();
            for (int j = 0; j < 50; j++) {
                regions.add(new MemoryRange((i + 2000L * j) * PAGE, (100_000 - i) * PAGE));
            }
            instances.add(Instance.named("i" + i).withRegions(regions));
        }
        long before = System.nanoTime();
        assertThat(findings(instances)).hasSizeGreaterThan(90_000);
        assertThat(System.nanoTime() - before).as("nanoseconds").isLessThan(60_000_000_000L);
    }

    private static List<Diagnostic> findings(List<Instance> instances) {
        List<Diagnostic> findings = new ArrayList<>();
        SystemState state = SystemState.builder().instances(instances).build();
        new MemoryShared().check(new Ground(state, HostFacts.unknown()), findings::add);
        return findings;
    }
}
