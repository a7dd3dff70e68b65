// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.dts.Dts;
import io.kerf.model.Dialect;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found about hosts as they are written, where a state that is made in code would have no such thing. */
class FindingsOfSourcesTest {
    private static final String HOST = """
            /multikernel-v1/;
            / { resources {
                cpus { total = <8>; host-reserved = <0 1>; available = <2 3 4 5 6 7>; };
                memory { total-bytes = <0x2 0x0>; host-reserved-bytes = <0x40000000>;
                    memory-pool-base = <0x40000000>; memory-pool-bytes = <0x1 0xc0000000>; };
                devices {
                    eth0: ethernet@0 { compatible = "intel,i40e"; pci-id = "0000:01:00.0"; sriov-vfs = <8>;
                        host-reserved-vf = <0>; available-vfs = <1 2 3 4 5 6 7>; };
                    nvme0: storage@0 { compatible = "nvme"; pci-id = "0000:02:00.0"; namespaces = <4>;
                        host-reserved-ns = <1>; available-ns = <2 3 4>; };
                };
            };
            instances { web { id = <1>; resources {
                cpus = <2 3>; memory-base = <0x40000000>; memory-bytes = <0x40000000>; devices = "eth0_vf1"; }; }; };
            };
            """;

    private static final String POOL = """
            /dts-v1/;
            / { resources { cpus = /bits/ 64 <4 5 6>; memory@0 { reg = <0 0x40000000 0 0x40000000>; };
                    memory@1 { size = <0 0x1000>; }; };
                instances { web { id = <1>; resources { cpus = /bits/ 64 <0>; memory-base = <0 0x40000000>;
                    memory-bytes = <0 0x1000>; }; }; };
            };
            """;

    private static Report report(String source) {
        return Validator.standard()
                .validate(Bindings.read(Dts.parse(source, "host.dts").tree().orElseThrow()));
    }

    private static List<Diagnostic> findings(Report report, String rule) {
        return report.findings().stream()
                .filter(finding -> finding.code().equals(rule))
                .toList();
    }

    private static List<String> reasons(Report report, String rule) {
        return report.notChecked().stream()
                .filter(each -> each.rule().id().equals(rule))
                .map(NotChecked::reason)
                .toList();
    }

    @Test
    void theHostIsLegalAsItStands() {
        assertThat(report(HOST).findings()).isEmpty();
    }

    @Test
    void thePartOfAMisspeltDeviceIsTakenForThePartOfTheNearestOne() {
        assertThat(suggestion("\"eth1_vf1\"")).isEqualTo("did you mean eth0_vf1?");
        assertThat(suggestion("\"nvme1_ns2\"")).isEqualTo("did you mean nvme0_ns2?");
        assertThat(suggestion("\"eht0\"")).isEqualTo("did you mean eth0?");
        assertThat(suggestion("\"eth1_vf1\", \"gpu\", \"eht0\""))
                .isEqualTo("did you mean eth0_vf1 for 'eth1_vf1', eth0 for 'eht0'?");
        assertThat(suggestion("\"_vf1\"")).startsWith("name one of these");
    }

    private static String suggestion(String devices) {
        Report report = report(HOST.replace("devices = \"eth0_vf1\"", "devices = " + devices));
        return findings(report, "DEV-001").get(0).suggestion().orElseThrow();
    }

    @Test
    void ofAPoolOnlyWhatIsInItIsKnown() {
        Diagnostic finding = findings(report(POOL), "CPU-001").get(0);
        assertThat(finding.message()).isEqualTo("CPU 0 of 'web' is not in the pool");
        assertThat(finding.presentState()).contains("CPUs of the pool: 4-6; free CPUs: 4-6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MEM-001", "MEM-009"})
    void chunksWithoutAPlaceAreLeftOut(String rule) {
        assertThat(reasons(report(POOL), rule)).containsExactly("the place is not known of 1 chunk of the pool");
    }

    @Test
    void chunksWithoutAPlaceAreLeftOutWhereTheyAreHeldAgainstTheHost() {
        HostFacts facts = HostFacts.unknown().withMemory(List.of(new io.kerf.model.MemoryRange(0, 1L << 40)));
        Report report = Validator.standard()
                .on(facts)
                .validate(Bindings.read(Dts.parse(POOL, "pool.dts").tree().orElseThrow()));
        assertThat(reasons(report, "HOST-003")).containsExactly("the place is not known of 1 chunk of the pool");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CPU-001", "CPU-002", "CPU-003", "CPU-009"})
    void cpusThatCouldNotBeReadAreLeftOut(String rule) {
        Report report = report(HOST.replace("cpus = <2 3>;", "cpus = [01 02 03];"));
        assertThat(report.errors()).extracting(Diagnostic::code).containsOnly("BIND-001");
        assertThat(findings(report, rule)).isEmpty();
        assertThat(reasons(report, rule)).containsExactly("the CPUs could not be read of 'web'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TOPO-007", "TOPO-010", "TOPO-011", "TOPO-012", "TOPO-015"})
    void cpusThatCouldNotBeReadAreOnNoNodeThatIsKnown(String rule) {
        String topology = """
                topology { numa-nodes { node@0 { cpus = <0 1 2 3 4 5 6 7>; memory-base = <0x0>; memory-size = <0x2 0x0>; }; };
                    cores { core@0 { cpus = <0 1>; }; }; };
                };
                instances {""";
        String source = HOST.replace("};\ninstances {", topology).replace("cpus = <2 3>;", "cpus = [01 02 03];");
        assertThat(reasons(report(source), rule)).containsExactly("the CPUs could not be read of 'web'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MEM-003", "MEM-004", "MEM-005", "MEM-006", "MEM-007"})
    void memoryThatCouldNotBeReadIsLeftOut(String rule) {
        Report report = report(HOST.replace("memory-bytes = <0x40000000>; devices", "memory-bytes = [01]; devices"));
        assertThat(findings(report, rule)).isEmpty();
        assertThat(reasons(report, rule)).containsExactly("the memory could not be read of 'web'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LLC-001", "LLC-002"})
    void cacheWaysThatCouldNotBeReadAreLeftOut(String rule) {
        Report report = report(HOST.replace("cpus = <2 3>;", "cpus = <2 3>; llc-way-mask = [01 02];"));
        assertThat(report.errors()).extracting(Diagnostic::code).containsOnly("BIND-001");
        assertThat(reasons(report, rule)).containsExactly("the cache ways could not be read of 'web'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LLC-001", "LLC-002"})
    void anInstanceWithoutCacheWaysIsNotLeftOutForSomethingElse(String rule) {
        assertThat(reasons(report(HOST.replace("cpus = <2 3>;", "cpus = [01 02 03];")), rule))
                .isEmpty();
    }

    @Test
    void cacheWaysOfThePoolThatCouldNotBeReadAreHeldAgainstNobody() {
        String source = HOST.replaceFirst("resources \\{", "resources { llc-way-mask = [01 02];")
                .replace("cpus = <2 3>;", "cpus = <2 3>; llc-way-mask = <0x30>;");
        Report report = report(source);
        assertThat(report.errors()).extracting(Diagnostic::code).containsExactly("BIND-001");
        assertThat(reasons(report, "LLC-001")).containsExactly("the cache ways of the pool could not be read");
    }

    /** A state of that dialect was read from a kernel whose baseline another program wrote, or whose record is lost. */
    @Test
    void aPoolWhoseCacheWaysNoKernelShowsIsHeldAgainstNobody() {
        SystemState read = Bindings.read(
                Dts.parse(HOST.replace("cpus = <2 3>;", "cpus = <2 3>; llc-way-mask = <0x30>;"), "host.dts")
                        .tree()
                        .orElseThrow());
        assertThat(findings(Validator.standard().validate(read), "LLC-001")).hasSize(1);

        Report report = Validator.standard()
                .validate(read.toBuilder().dialect(Dialect.FLAT).build());

        assertThat(findings(report, "LLC-001")).isEmpty();
        assertThat(reasons(report, "LLC-001")).containsExactly("no kernel shows the cache ways of its pool");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEV-003", "DEV-004", "DEV-006"})
    void partsThatCouldNotBeReadAreLeftOut(String rule) {
        Report report = report(HOST.replace("available-vfs = <1 2 3 4 5 6 7>", "available-vfs = \"a\""));
        assertThat(report.errors()).extracting(Diagnostic::code).containsOnly("BIND-001");
        assertThat(reasons(report, rule)).containsExactly("not all could be read of 'eth0'");
    }

    @Test
    void partsOfTheDevicesBesideOneThatCouldNotBeReadAreChecked() {
        String source = HOST.replace("available-vfs = <1 2 3 4 5 6 7>", "available-vfs = \"a\"")
                .replace("devices = \"eth0_vf1\"", "devices = \"eth0_vf1\", \"nvme0_ns1\"");
        assertThat(findings(report(source), "DEV-004")).hasSize(1);
    }

    @Test
    void aLongLineIsShownAroundThePlaceAndNotForEachFinding() {
        String cpus = IntStream.range(0, 4000).mapToObj(i -> "3").collect(Collectors.joining(" "));
        Report report = report(HOST.replace("<2 3 4 5 6 7>", "<2 3 4 5 6 7 " + cpus + ">"));
        assertThat(report.render(ReportFormat.JSON).lines().filter(line -> line.contains("\"text\"")))
                .isNotEmpty()
                .allMatch(line -> line.length() < 220 && line.contains("…"));
    }

    @Test
    void aNodeWhoseMemoryIsNotStatedIsToldToStateIt() {
        String topology = """
                topology { numa-nodes { node@0 { cpus = <0 1 2 3>; memory-base = <0x0>; memory-size = <0x1 0x0>; };
                    node@1 { cpus = <4 5 6 7>; }; }; };
                };
                instances {""";
        Diagnostic without = findings(report(HOST.replace("};\ninstances {", topology)), "TOPO-009")
                .get(0);
        assertThat(without.suggestion()).contains("state the memory of node 1: 'memory-base' and 'memory-size'");
        assertThat(without.presentState()).contains("node 0 00000000-ffffffff, node 1 without memory");
        String small = topology.replace(
                "cpus = <4 5 6 7>;", "cpus = <4 5 6 7>; memory-base = <0x1 0x0>; memory-size = <0x1000>;");
        assertThat(findings(report(HOST.replace("};\ninstances {", small)), "TOPO-009"))
                .extracting(finding -> finding.suggestion().orElse(""))
                .containsExactly("correct the memory of the nodes: 'memory-size' is in bytes");
    }
}
