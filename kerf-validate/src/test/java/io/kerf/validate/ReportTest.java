// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.SourceText;
import io.kerf.dts.Dts;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import io.kerf.model.binding.Bindings;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final String SOURCE = """
            /multikernel-v1/;

            / {
                compatible = "linux,multikernel-host";

                resources {
                    cpus {
                        total = <32>;
                        host-reserved = <0 1 2 3>;
                        available = <4 5 6 7 8 9 10 11 12 13 14 15
                                    16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31>;
                    };

                    memory {
                        total-bytes = <0x0 0x400000000>;      // 16GB
                        host-reserved-bytes = <0x0 0x80000000>; // 2GB
                        memory-pool-base = <0x80000000>;
                        memory-pool-bytes = <0x0 0x380000000>;  // 14GB
                    };

                    devices {
                        eth0: ethernet@0 {
                            compatible = "intel,i40e";
                            pci-id = "0000:01:00.0";
                            sriov-vfs = <8>;
                            host-reserved-vf = <0>;
                            available-vfs = <1 2 3 4 5 6 7>;
                        };

                        nvme0: storage@0 {
                            compatible = "nvme";
                            pci-id = "0000:02:00.0";
                            namespaces = <4>;
                            host-reserved-ns = <1>;
                            available-ns = <2 3 4>;
                        };
                    };
                };
            };
            """;

    private static final SystemState SEED = read(SOURCE, "baseline.dts");

    private static SystemState read(String source, String name) {
        return Bindings.read(Dts.compile(source, name));
    }

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
        String instances = """
                \tinstances {
                \t\tweb-server { id = <1>; resources {
                \t\t\tcpus = <4 5>; memory-base = <0x80000000>; memory-bytes = <0x40000000>; }; };
                \t};
                };
                """;
        String source = SOURCE.substring(0, SOURCE.lastIndexOf("};")) + instances;
        SystemState state = read(source, "bad_baseline.dts");
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
                            Line 39: instances {
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

    @Test
    void aControlCharacterOfANameDoesNotReachTheTerminal() {
        Device device = Device.named("a\u001b[31mb\u0085\u0007").withPlatformName("\u001b".repeat(40));
        Instance instance = Hosts.WEB.withDevices(List.of(new DeviceRef.Whole("c\u001b[2J\nd")));
        SystemState state = SEED.toBuilder().device(device).instance(instance).build();
        String text = Validator.standard().validate(state).render(ReportFormat.TEXT, ReportDetail.VERBOSE);
        assertThat(text).contains("a?[31mb??", "unknown device 'c?[2J?d' of 'web'");
        assertThat(text.chars().filter(c -> c != '\n' && Character.isISOControl(c)))
                .isEmpty();
    }
}
