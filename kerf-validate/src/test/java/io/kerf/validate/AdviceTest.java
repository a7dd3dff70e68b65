// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Dialect;
import io.kerf.model.Instance;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Advice that can be followed, and figures that are true where a state says little. */
class AdviceTest {
    private static final long GIB = 1L << 30;

    /** Two nodes of eight CPUs and 8 GiB each; the host has CPUs 0 and 1 and the first gibibyte. */
    private static SystemState.Builder host() {
        return SystemState.builder()
                .cpus(new CpuInventory(16, CpuSet.parse("0-1"), CpuSet.parse("2-15")))
                .memory(new MemoryInventory(
                        ByteSize.ofGiB(16), ByteSize.ofGiB(1), MemoryPool.of(new MemoryRange(GIB, 15 * GIB))))
                .topology(Topology.of(
                        List.of(
                                NumaNode.of(1, CpuSet.parse("0-7"), new MemoryRange(0, 8 * GIB)),
                                NumaNode.of(2, CpuSet.parse("8-15"), new MemoryRange(8 * GIB, 8 * GIB))),
                        List.of(),
                        NumaDistances.none()));
    }

    private static Diagnostic only(String rule, SystemState state, HostFacts facts) {
        List<Diagnostic> found = Validator.standard().on(facts).validate(state).findings().stream()
                .filter(finding -> finding.code().equals(rule))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static String advice(String rule, SystemState state) {
        return only(rule, state, HostFacts.unknown()).suggestion().orElseThrow();
    }

    @Test
    void aRegionOutsideAChunkTakesNothingOfIt() {
        SystemState state = SystemState.builder()
                .dialect(Dialect.POOL)
                .cpus(CpuInventory.ofPool(CpuSet.parse("4-7")))
                .memory(MemoryInventory.ofPool(new MemoryPool(List.of(PoolChunk.at(new MemoryRange(GIB, GIB))))))
                .instance(
                        Instance.named("a").withCpus(CpuSet.of(4)).withRegions(List.of(new MemoryRange(3 * GIB, GIB))))
                .build();
        assertThat(Validator.standard().validate(state).findings())
                .extracting(Diagnostic::code)
                .contains("MEM-003")
                .doesNotContain("MEM-010");
    }

    @Test
    void logicalNumbersAreTranslatedAsAListEvenWhereSomeAreAlsoPhysicalIds() {
        SystemState state = SystemState.builder()
                .cpus(new CpuInventory(4, CpuSet.of(0), CpuSet.of(1, 2, 3)))
                .build();
        HostFacts facts = HostFacts.unknown().withCpus(Map.of(0, 0L, 1, 2L, 2, 4L, 3, 6L));
        assertThat(only("HOST-001", state, facts).suggestion()).contains("use 2,4,6: 1-3 are logical numbers");
    }

    @Test
    void localMemoryIsAdvisedWhereItIsOnANodeOfTheCpus() {
        Instance far = Instance.named("a")
                .withCpus(CpuSet.parse("8-9"))
                .withRegions(List.of(new MemoryRange(2 * GIB, GIB)))
                .withMemoryPolicy(MemoryPolicy.LOCAL);
        assertThat(advice("TOPO-012", host().instance(far).build()))
                .isEqualTo("use the base 0x200000000, free on a node of its CPUs");
    }

    @Test
    void aCompactInstanceIsAdvisedWithinItsNodesAndWithWhatItHas() {
        Instance split = Instance.named("a")
                .withCpus(CpuSet.parse("6-7,8-9"))
                .withMemory(ByteSize.ofMiB(64))
                .withAffinity(CpuAffinity.COMPACT)
                .withNumaNodes(List.of(2));
        assertThat(advice("TOPO-010", host().instance(split).build()))
                .isEqualTo("use CPUs 8-11, its own or free on node 2");
    }

    @Test
    void boundMemoryIsAdvisedOntoANodeThatThereIs() {
        Instance bound = Instance.named("a").withMemory(ByteSize.ofMiB(64)).withMemoryPolicy(MemoryPolicy.BIND);
        assertThat(advice("TOPO-013", host().instance(bound).build())).isEqualTo("list the nodes: numa-nodes = <1>");
        SystemState nowhere = host().topology(Topology.empty()).instance(bound).build();
        assertThat(advice("TOPO-013", nowhere)).startsWith("describe the NUMA nodes");
    }

    @Test
    void theHostIsAdvisedACpuThatNobodyHas() {
        SystemState state = host().cpus(new CpuInventory(16, CpuSet.empty(), CpuSet.parse("0-15")))
                .instance(Instance.named("a").withCpus(CpuSet.parse("0-3")).withMemory(ByteSize.ofMiB(64)))
                .build();
        assertThat(advice("CPU-008", state)).isEqualTo("move CPU 4 to 'host-reserved'");
    }

    @Test
    void memoryOfNoKnownPlaceCountsForNoNode() {
        SystemState state = host().instance(
                        Instance.named("a").withCpus(CpuSet.of(4)).withMemory(ByteSize.ofGiB(4)))
                .build();
        assertThat(Validator.standard().validate(state).render(ReportFormat.TEXT))
                .contains("NUMA node 1: CPUs 1/6 allocated")
                .contains("0/7 GB allocated (0%), at most 7 GB free")
                .contains("On nodes that the state does not tell: memory 4GB allocated");
    }
}
