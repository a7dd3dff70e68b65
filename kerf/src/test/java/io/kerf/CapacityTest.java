// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static io.kerf.SampleBaselines.initialized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.alloc.SmtPolicy;
import io.kerf.diag.ErrorCategory;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapacityTest {
    private static final String NUMA = "numa_topology.dts";

    @Test
    void theLargestInstanceIsCreatedAndOneOfMoreIsNot() {
        try (Host host = initialized(NUMA)) {
            host.createInstance("a").cpuCount(5).memory("3GB").create();
            HostCapacity.Largest most = host.capacity().largestAnywhere().orElseThrow();
            ByteSize page = ByteSize.ofKiB(4);
            CreateInstance.NeedsMemory cpus = host.createInstance("most").cpuCount(most.cpus());
            assertThatExceptionOfType(PlacementException.class)
                    .isThrownBy(() -> cpus.memory(most.memory().plus(page)).plan());
            assertThatExceptionOfType(PlacementException.class)
                    .isThrownBy(() -> host.createInstance("more")
                            .cpuCount(most.cpus() + 1)
                            .memory("4KB")
                            .plan());
            assertThat(cpus.memory(most.memory()).create().describe().memory()).isEqualTo(most.memory());
            assertThat(host.capacity().largestAnywhere()).isEmpty();
        }
    }

    @Test
    void theLargestInstanceOfANodeIsBoundToIt() {
        try (Host host = initialized(NUMA)) {
            HostCapacity capacity = host.capacity();
            HostCapacity.Largest most = capacity.largestOn(1).orElseThrow();
            assertThat(most.cpus()).isEqualTo(16);
            assertThat(capacity.largestOn(0).orElseThrow().cpus()).isEqualTo(12);
            assertThat(capacity.largestOn(9)).isEmpty();
            assertThat(most).hasToString("node 1, compact, avoid: 16 CPUs, " + most.memory());
            CreateInstance.NeedsMemory all = host.createInstance("all").cpuCount(16);
            assertThat(all.memory(most.memory())
                            .numaNodes(1)
                            .memoryPolicy(MemoryPolicy.BIND)
                            .create()
                            .describe()
                            .cpus())
                    .hasToString("16-31");
            assertThat(host.capacity().largestOn(1)).isEmpty();
        }
    }

    @Test
    void everyPolicyHasItsLargestInstance() {
        try (Host host = initialized(NUMA)) {
            HostCapacity capacity = host.capacity();
            for (CpuAffinity affinity : List.of(CpuAffinity.COMPACT, CpuAffinity.SPREAD, CpuAffinity.LOCAL)) {
                for (SmtPolicy smt : SmtPolicy.values()) {
                    HostCapacity.Largest most = capacity.largest().stream()
                            .filter(each -> each.node().isEmpty())
                            .filter(each -> each.affinity() == affinity && each.smt() == smt)
                            .findFirst()
                            .orElseThrow();
                    assertThat(host.createInstance("x")
                                    .cpuCount(most.cpus())
                                    .memory(most.memory())
                                    .affinity(affinity)
                                    .smt(smt)
                                    .plan()
                                    .instance()
                                    .cpus()
                                    .size())
                            .as("%s", most)
                            .isEqualTo(most.cpus());
                }
            }
            assertThat(capacity.limits().fragmentation().stranded()).isZero();
            assertThat(capacity.advice()).isEmpty();
        }
    }

    @Test
    void adviceSaysWhatToMoveAndItIsTrue() {
        try (Host host = initialized("minimal.dts")) {
            host.createInstance("low").cpuCount(1).memory("2GB").create();
            host.createInstance("middle").cpuCount(1).memory("1GB").create();
            host.instance("low").delete();
            HostCapacity.Advice advice = host.capacity().advice().orElseThrow();
            assertThat(advice.running()).isEmpty();
            assertThat(advice.plan().moves())
                    .extracting(move -> move.instance().text())
                    .containsExactly("middle");
            assertThat(advice).asString().contains("moving middle would let ", " fit in one region");
            CreateInstance.Ready big = host.createInstance("big").cpuCount(1).memory(advice.memory());
            assertThatExceptionOfType(PlacementException.class).isThrownBy(big::create);
            host.instance("middle").delete();
            host.createInstance("middle").cpuCount(1).memory("1GB").create();
            assertThat(big.create().describe().memory()).isEqualTo(advice.memory());
        }
    }

    @Test
    void whatIfAnswersEachAsIfThoseBeforeItWereThereAndWritesNothing() {
        try (Host host = initialized("minimal.dts")) {
            CreateInstance.Ready first =
                    host.createInstance("first").cpuCount(4).memory("1GB");
            CreateInstance.Ready second =
                    host.createInstance("second").cpuCount(4).memory("1GB");
            CreateInstance.Ready third =
                    host.createInstance("third").cpuCount(2).memory("1GB");
            WhatIf answer = host.whatIf(first, second, third);
            assertThat(answer.allFit()).isFalse();
            assertThat(answer.fits()).extracting(each -> each.name().text()).containsExactly("first", "third");
            WhatIf.Refused refused = answer.refusals().get(0);
            assertThat(refused.name()).isEqualTo(InstanceName.of("second"));
            assertThat(refused.category()).isEqualTo(ErrorCategory.EXHAUSTED);
            assertThat(refused.placement().orElseThrow().cause()).isEqualTo(Cause.TOO_FEW_CPUS);
            assertThat(refused.placement().orElseThrow().nearest()).isPresent();
            assertThat(answer.toString().lines()).hasSize(3);
            assertThat(host.transactions()).isEmpty();
            assertThat(host.instances()).isEmpty();

            assertThat(first.create().describe().cpus())
                    .isEqualTo(answer.fits().get(0).instance().cpus());
            assertThat(third.create().describe().cpus())
                    .isEqualTo(answer.fits().get(1).instance().cpus());
        }
    }

    @Test
    void whatIfTellsOfNamesAndDevicesAsData() {
        try (Host host = initialized("minimal.dts")) {
            host.createInstance("a").cpuCount(1).memory("1GB").create();
            WhatIf answer = host.whatIf(
                    host.createInstance("a").cpuCount(1).memory("1GB"),
                    host.createInstance("b").cpuCount(1).memory("1GB").device("gpu7"),
                    host.createInstance("c").cpuCount(1).memory("1GB"),
                    host.createInstance("c").cpuCount(1).memory("1GB"));
            assertThat(answer.refusals())
                    .extracting(WhatIf.Refused::category)
                    .containsExactly(ErrorCategory.CONFLICT, ErrorCategory.INVALID_ARGUMENT, ErrorCategory.CONFLICT);
            assertThat(answer.fits()).singleElement().satisfies(fits -> {
                assertThat(fits.source()).contains("instance-name = \"c\"");
                assertThat(fits.report().isValid()).isTrue();
            });
        }
    }

    @Test
    void whatIfSaysWhatToMove() {
        try (Host host = initialized("minimal.dts")) {
            host.createInstance("low").cpuCount(1).memory("2GB").create();
            host.createInstance("middle").cpuCount(1).memory("1GB").create();
            host.instance("low").delete();
            WhatIf answer = host.whatIf(host.createInstance("big").cpuCount(1).memory("4GB"));
            WhatIf.Refused refused = answer.refusals().get(0);
            assertThat(refused.placement().orElseThrow().cause()).isEqualTo(Cause.POOL_FRAGMENTED);
            assertThat(refused.moves().orElseThrow().moves()).hasSize(1);
            assertThat(refused).asString().contains("it would fit once these are moved: middle");
        }
    }

    @Test
    void threadsThatOneLeavesOverAreNotTheNextOnes() {
        try (Host host = initialized(NUMA)) {
            WhatIf answer = host.whatIf(
                    host.createInstance("a").cpuCount(3).memory("1GB").smt(SmtPolicy.WHOLE),
                    host.createInstance("b").cpuCount(1).memory("1GB").smt(SmtPolicy.SHARE));
            assertThat(answer.allFit()).isTrue();
            assertThat(answer.fits().get(0).placement().reserved().isEmpty()).isFalse();
            assertThat(answer.fits()
                            .get(1)
                            .instance()
                            .cpus()
                            .intersection(answer.fits().get(0).placement().reserved())
                            .isEmpty())
                    .isTrue();
        }
    }

    @Test
    void aRequestOfAnotherHostIsRefused() {
        try (Host host = initialized("minimal.dts");
                Host other = initialized("minimal.dts")) {
            CreateInstance.Ready foreign = other.createInstance("a").cpuCount(1).memory("1GB");
            assertThatIllegalArgumentException().isThrownBy(() -> host.whatIf(foreign));
        }
    }
}
