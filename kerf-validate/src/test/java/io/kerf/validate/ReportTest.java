// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Location;
import io.kerf.diag.SourceText;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.Places;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final SystemState SEED = SystemState.builder()
            .cpus(new CpuInventory(32, CpuSet.parse("0-3"), CpuSet.parse("4-31")))
            .memory(new MemoryInventory(
                    ByteSize.ofGiB(16),
                    ByteSize.ofGiB(2),
                    MemoryPool.of(MemoryRange.of(0x8000_0000L, ByteSize.ofGiB(14)))))
            .devices(List.of(Hosts.ETH0, Hosts.NVME0))
            .build();

    @Test
    void theSeedsBaselineHasTheSeedsReport() {
        assertThat(Validator.baseline().validate(SEED).render(ReportFormat.TEXT))
                .isEqualTo("""
                        Multikernel Device Tree Validation Report
                        ==========================================
                        Status: ✓ VALID

                        Hardware Inventory:
                          CPUs: 32 total
                            Host reserved: 0-3 (4 CPUs, 12%)
                            Memory pool: 4-31 (28 CPUs, 88%)
                          Memory: 16GB total
                            Host reserved: 2GB (12%)
                            Memory pool: 14GB at 0x80000000 (88%)
                          Devices: 1 network, 1 storage

                        ✓ Baseline validation passed
                        """);
    }

    @Test
    void instancesAreListedWithTheirSharesOfThePool() {
        String text = Validator.standard().validate(Hosts.busy()).render(ReportFormat.TEXT);
        assertThat(text).contains("""
                        Instance Allocations:
                          web (ID: 1):
                            CPUs: 4-5 (2 CPUs, 17% of pool)
                            Memory: 1GB at 0x80000000 (7% of pool)
                            Devices: eth0_vf1
                            Status: ✓ Valid
                          db (ID: 2):
                            CPUs: 8-11 (4 CPUs, 33% of pool)
                            Memory: 2GB at 0x200000000 (14% of pool)
                            Devices: nvme0_ns2
                            Status: ✓ Valid

                        Resource Utilization:
                          CPUs: 6/12 allocated (50%), 6 free
                          Memory: 3/14 GB allocated (21%), 11 GB free
                          Network: 1/7 VFs allocated
                          Storage: 1/3 namespaces allocated
                          Devices: 2/2 allocated
                          NUMA node 0: CPUs 2/4 allocated (50%), memory 1/6 GB allocated (17%), 5 GB free
                          NUMA node 1: CPUs 4/8 allocated (50%), memory 2/8 GB allocated (25%), 6 GB free

                        ✓ All validations passed
                        """);
    }

    @Test
    void aBaselineWithInstancesIsRefusedInTheSeedsWords() {
        SourceText source = SourceText.of("bad_baseline.dts", "/ {\n\tinstances { web-server { }; };\n};\n");
        Location place = source.span(5, 14);
        SystemState state = SEED.toBuilder()
                .instance(Instance.named("web-server").withCpus(CpuSet.of(4)).withMemory(ByteSize.ofGiB(1)))
                .places(Places.of(Map.of("instances", place)))
                .build();
        assertThat(Validator.baseline().validate(state).render(ReportFormat.TEXT))
                .isEqualTo("""
                        Multikernel Device Tree Validation Report
                        ==========================================
                        Status: ✗ INVALID

                        ERROR: Baseline must not contain instances. Instances should be created via overlays. [BASE-001]
                          Baseline must contain:
                            ✓ /resources (hardware inventory)
                            ✗ /instances (must be empty or absent)

                          Suggestion: Remove instances section from baseline
                          Instances should be created via 'kerf create' using overlays

                          In file bad_baseline.dts:
                            Line 2: instances { web-server { }; };
                                    ^^^^^^^^^

                        ✗ Validation failed with 1 error
                        """);
    }

    @Test
    void aStateWithoutTotalsAndWithChunksIsPrintedAsFarAsItIsKnown() {
        SystemState state = SystemState.builder()
                .cpus(CpuInventory.ofPool(CpuSet.parse("4,6,9-11")))
                .memory(MemoryInventory.ofPool(MemoryPool.of(
                        PoolChunk.at(MemoryRange.of(0x1_0000_0000L, ByteSize.ofMiB(512)))
                                .onNode(0),
                        PoolChunk.sized(ByteSize.ofGiB(2)))))
                .topology(Topology.empty())
                .dialect(io.kerf.model.Dialect.POOL)
                .build();
        assertThat(Validator.standard().validate(state).render(ReportFormat.TEXT))
                .contains("""
                          CPUs: total not stated
                            Memory pool: 4,6,9-11 (5 CPUs)
                          Memory: total not stated
                            Memory pool: 2GB in 2 chunks
                              512MB at 0x100000000 on node 0
                              2GB
                          Devices: none
                        """);
    }

    @Test
    void errorsAndWarningsAreCountedInTheLastLines() {
        SystemState state = Hosts.busy()
                .withInstance(Hosts.DB.withCpus(CpuSet.parse("5,8-11")))
                .withInstance(Instance.named("x").withCpus(CpuSet.of(99)));
        String text = Validator.standard().validate(state).render(ReportFormat.TEXT);
        assertThat(text).endsWith("✗ Validation failed with 2 errors\n  and 4 warnings\n");
        assertThat(text).contains("    Status: ✗ Invalid (1 error)");
        String warned = Validator.standard()
                .validate(Hosts.busy().withInstance(Hosts.WEB.withCpus(CpuSet.empty())))
                .render(ReportFormat.TEXT);
        assertThat(warned)
                .endsWith("✓ All validations passed\n  with 1 warning\n")
                .contains("    CPUs: none");
    }

    @Test
    void findingsAreSortedByPlaceAndTheRestByRule() {
        SourceText source = SourceText.of("a.dts", "one\ntwo\nthree\n");
        Diagnostic early = Diagnostic.error("Z-1", "early").withLocation(source.span(0, 3));
        Diagnostic late = Diagnostic.error("A-1", "late").withLocation(source.span(8, 13));
        Diagnostic nowhere = Diagnostic.error("A-2", "nowhere");
        SystemState state =
                SEED.toBuilder().findings(List.of(nowhere, late, early, early)).build();
        assertThat(Validator.standard().validate(state).findings()).containsExactly(early, late, nowhere);
    }

    @Test
    void whatTheBindingsFoundMakesAStateInvalid() {
        SystemState state = SEED.toBuilder()
                .findings(List.of(Diagnostic.error("BIND-001", "bytes")))
                .build();
        Report report = Validator.standard().validate(state);
        assertThat(report.isValid()).isFalse();
        assertThat(report.valid()).isEmpty();
        assertThatThrownBy(report::requireValid)
                .isInstanceOfSatisfying(
                        ValidationException.class, e -> assertThat(e.report()).isSameAs(report))
                .hasMessage("validation failed with 1 error\n  error[BIND-001]: bytes");
        SystemState warned = SEED.toBuilder()
                .findings(List.of(Diagnostic.warning("BIND-009", "hex")))
                .build();
        assertThat(Validator.standard().validate(warned).requireValid().state()).isSameAs(warned);
    }

    @Test
    void caretsStandUnderLongAndTabbedLines() {
        String line = "\t\tavailable = <" + "4 ".repeat(200) + "99>;";
        SourceText source = SourceText.of("long.dts", line + "\n");
        int at = line.indexOf("99");
        Diagnostic finding = Diagnostic.error("X-1", "far").withLocation(source.span(at, at + 2));
        String text = FindingText.of(finding);
        List<String> lines = text.lines().toList();
        String excerpt = lines.get(lines.size() - 2);
        String carets = lines.get(lines.size() - 1);
        assertThat(excerpt.substring(carets.indexOf('^'), carets.lastIndexOf('^') + 1))
                .isEqualTo("99");
        assertThat(excerpt).hasSizeLessThan(160);
    }
}
