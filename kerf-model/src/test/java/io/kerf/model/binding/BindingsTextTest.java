// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.diag.SourceSpan;
import io.kerf.dts.Dts;
import io.kerf.model.ByteSize;
import io.kerf.model.Cache;
import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.Dialect;
import io.kerf.model.Instance;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import org.junit.jupiter.api.Test;

/** Sources as people write them, compiled and read. */
class BindingsTextTest {
    private static final String KERF = "/multikernel-v1/;\n";
    private static final String STANDARD = "/dts-v1/;\n";

    private static SystemState read(String text) {
        return Bindings.read(Dts.compile(text, "host.dts"));
    }

    /** An inventory of 8 CPUs and 4 GB, with something added to the nodes that are named. */
    private static String inventory(String resources, String root) {
        return """
                / { resources {
                    %s
                    cpus { total = <8>; host-reserved = <0 1>; available = <2 3 4 5 6 7>; };
                    memory { total-bytes = <0x1 0x0>; host-reserved-bytes = <0x0 0x40000000>;
                             memory-pool-base = <0x0 0x40000000>; memory-pool-bytes = <0x0 0xc0000000>; };
                }; %s };
                """.formatted(resources, root);
    }

    @Test
    void fourNumbersAreFourCpusInEveryDialect() {
        String flat =
                "/ { resources { cpus = <4 5 6 7>; memory-base = <0x0 0x40000000>; memory-bytes = <0x0 0x1000>; }; };";
        SystemState read = read(KERF + flat);
        assertThat(read.dialect()).isEqualTo(Dialect.FLAT);
        assertThat(read.cpus().available()).hasToString("4-7");
        String pool = "/ { resources { cpus = %s<4 5 6 7>; memory@0 { size = <0x0 0x1000>; }; }; };";
        assertThat(read(KERF + pool.formatted("")).cpus().available()).hasToString("4-7");
        assertThat(read(STANDARD + pool.formatted("/bits/ 64 ")).cpus().available())
                .hasToString("4-7");
        assertThat(read(KERF + inventory("", "")).cpus().available()).hasToString("2-7");
    }

    @Test
    void aStatedWidthJoinsCellsOfATextToIds() {
        String text = STANDARD
                + "/ { resources { #cpu-cells = <2>; cpus = <0x0 0x4 0x1 0x5>; memory@0 { size = <0x0 0x1000>; }; }; };";
        SystemState state = read(text);
        assertThat(state.findings()).isEmpty();
        assertThat(state.cpus().available()).isEqualTo(CpuSet.of(4, 0x1_0000_0005L));
    }

    @Test
    void aWidthOfThreeCellsIsAnErrorAndCountsForNothing() {
        SystemState state = read(KERF + inventory("#cpu-cells = <3>;", ""));
        assertThat(state.findings()).extracting(Diagnostic::code).containsExactly("BIND-003");
        assertThat(state.findings().get(0).message())
                .isEqualTo("'#cpu-cells' in /resources: 3 is not a width of 1 or 2 cells");
        assertThat(state.cpus().available()).hasToString("2-7");
    }

    @Test
    void cellsThatADecompilerSplitAreExplained() {
        String text =
                STANDARD + "/ { resources { cpus = <0x00 0x04 0x00 0x05>; memory@0 { size = <0x0 0x1000>; }; }; };";
        Diagnostic finding = read(text).findings().get(0);
        assertThat(finding.message()).isEqualTo("CPU 0 is listed twice in 'cpus' of /resources");
        assertThat(finding.suggestion())
                .contains("if each id was written as two cells, write /bits/ 64 in front of the list, or #cpu-cells ="
                        + " <2> in /resources");
    }

    @Test
    void numbersThatPythonTakesForHexadecimalDrawAWarningUnderTheKerfHeaderOnly() {
        String devices = """
                devices { eth0: ethernet@0 { vendor-id = <8086>; device-id = <010>; sriov-vfs = <10>; }; };
                topology { numa-nodes { node@0 { memory-base = <0>; memory-size = <0x0 16384>; }; }; };
                """;
        SystemState kerf = read("// kerf\n" + KERF + inventory(devices, ""));
        assertThat(kerf.findings())
                .extracting(finding -> finding.code() + " " + finding.message())
                .containsExactlyInAnyOrder(
                        "BIND-009 'vendor-id' is decimal here: 8086; the Python kerf reads it as 0x8086",
                        "BIND-009 'device-id' is octal here: 010; the Python kerf reads it as 0x010",
                        "BIND-009 'memory-size' is decimal here: 16384; the Python kerf reads it as 0x16384");
        assertThat(kerf.findings()).allSatisfy(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.location()).isPresent();
        });
        assertThat(read("/* not\nkerf */ // at all\n" + STANDARD + inventory(devices, ""))
                        .findings())
                .isEmpty();
    }

    @Test
    void aRegOfDecimalNumbersDrawsTheWarningToo() {
        String pool = "/ { resources { cpus = <4>; memory@0 { reg = <0x0 40960 0x0 0x4000>; }; }; };";
        SystemState state = read(KERF + pool);
        assertThat(state.findings()).extracting(Diagnostic::code).containsExactly("BIND-009");
        assertThat(state.memory().pool().ranges()).containsExactly(new MemoryRange(40960, 0x4000));
    }

    @Test
    void instancesOfASourceAreReadWithReferenceNodesAndPlaces() {
        String root = """
                eth0_vf1: eth0_vf1 { parent = <&eth0>; vf-id = <1>; };
                nvme0_ns2: nvme0_ns2 { parent = &nvme0; namespace-id = <2>; };
                instances { web { id = <1>; status = "loaded"; resources {
                    cpus = <6 4 5>; memory-base = <0x0 0x40000000>; memory-bytes = <0x0 0x10000000>;
                    devices = <&eth0_vf1>, <&nvme0_ns2>; numa-nodes = <1 0>; }; }; };
                """;
        SystemState state = read(KERF + inventory("devices { eth0: ethernet@0 {}; nvme0: storage@0 {}; };", root));
        assertThat(state.findings()).isEmpty();
        Instance web = state.instances().get(0);
        assertThat(web.devices())
                .containsExactly(new DeviceRef.VirtualFunction("eth0", 1), new DeviceRef.Namespace("nvme0", 2));
        assertThat(web.bootCpu()).hasValue(6);
        assertThat(web.state()).isEqualTo(InstanceState.LOADED);
        assertThat(web.places().find("cpus"))
                .map(place -> ((SourceSpan) place).describe())
                .hasValueSatisfying(place -> assertThat(place).startsWith("host.dts:10:"));
    }

    @Test
    void aStatusThatIsNoStateOfAnInstanceIsAWarning() {
        SystemState state =
                read(KERF + inventory("", "instances { web { id = <1>; status = \"okay\"; resources {}; }; };"));
        assertThat(state.findings())
                .extracting(Diagnostic::code, Diagnostic::severity)
                .containsExactly(tuple("BIND-008", Severity.WARNING));
        assertThat(state.instances().get(0).state()).isEqualTo(InstanceState.EMPTY);
    }

    @Test
    void devicesDescribedBelowAnInstanceAreTheListedOnesOfTheirNameOrAddress() {
        String root = """
                instances { web { id = <1>; resources { devices {
                    eth0 { device-type = "pci"; };
                    other { pci-id = "0000:02:00.0"; };
                    unlisted { pci-id = "0000:03:00.0"; }; }; }; }; };
                """;
        SystemState state = read(KERF + inventory("devices { eth0 {}; nvme0 { pci-id = \"0000:02:00.0\"; }; };", root));
        assertThat(state.instances().get(0).devices())
                .extracting(DeviceRef::text)
                .containsExactly("eth0", "nvme0", "unlisted");
        assertThat(state.devices()).hasSize(2);
    }

    @Test
    void aNumaNodeHasOneRangeByBaseAndSizeOrSeveralByReg() {
        String topology = """
                topology {
                  numa-nodes {
                    node@0 { reg = /bits/ 64 <0x0 0x80000000 0x100000000 0x80000000>; memory-type = "cxl"; };
                    node@1 { memory-base = <0x2 0x0>; memory-size = <0x1 0x0>; memory-type = "optane"; }; };
                  caches { cache@0 { level = <3>; size = <0x0 0x2000000>; cpus = <0 1 2 3>; };
                           cache@1 { level = <0>; }; cache@2 {}; }; };
                """;
        SystemState state = read(STANDARD + inventory(topology, ""));
        assertThat(state.topology().nodes().get(0).memory())
                .containsExactly(new MemoryRange(0, 0x8000_0000L), new MemoryRange(0x1_0000_0000L, 0x8000_0000L));
        assertThat(state.topology().caches()).containsExactly(new Cache(3, CpuSet.parse("0-3"), ByteSize.ofMiB(32)));
        assertThat(state.findings())
                .extracting(finding -> finding.code() + " " + finding.severity())
                .containsExactlyInAnyOrder("BIND-008 INFO", "BIND-003 ERROR", "BIND-002 ERROR");
    }

    @Test
    void topologyIsReadInEveryDialect() {
        String pool = """
                / { resources { cpus = <4 5>; memory@0 { size = <0x0 0x1000>; };
                    topology { numa-nodes { node@1 { cpus = <4 5>; }; }; cores { core@0 { cpus = <4 5>; }; }; }; }; };
                """;
        SystemState state = read(KERF + pool);
        assertThat(state.findings()).isEmpty();
        assertThat(state.topology().nodeOf(5)).hasValue(1);
        assertThat(state.topology().siblings(4)).hasToString("4-5");
    }

    @Test
    void whatIsUnknownIsKeptWithWhatItWasFoundIn() {
        String text = KERF
                + inventory(
                        "colour = \"red\"; devices { eth0: ethernet@0 { rack = <4>; }; };",
                        "firmware { version = <3>; }; instances { web { id = <1>; owner = \"ops\"; resources {}; }; };");
        SystemState state = read(text);
        assertThat(state.findings()).extracting(Diagnostic::code).containsOnly("BIND-007");
        assertThat(state.findings()).extracting(Diagnostic::severity).containsOnly(Severity.INFO);
        assertThat(state.extras().parts()).containsExactlyInAnyOrder("resources", "device/eth0", "");
        assertThat(state.extras().properties("device/eth0").get(0).u32()).isEqualTo(4);
        assertThat(state.extras().nodes("").get(0).name()).isEqualTo("firmware");
        assertThat(state.instances().get(0).extras().properties("").get(0).string())
                .isEqualTo("ops");
    }

    @Test
    void aMalformedBaseIsNotZero() {
        String numa = "topology { numa-nodes { node@0 { memory-base = \"x\"; memory-size = <0x0 0x1000>; }; }; };";
        SystemState inventory = read(KERF + inventory(numa, ""));
        assertThat(inventory.findings()).extracting(Diagnostic::code).containsExactly("BIND-001");
        assertThat(inventory.topology().nodes().get(0).memory()).isEmpty();
        SystemState flat =
                read(KERF + "/ { resources { cpus = <4>; memory-base = [00]; memory-bytes = <0x0 0x1000>; }; };");
        assertThat(flat.findings()).extracting(Diagnostic::code).containsExactly("BIND-001");
        assertThat(flat.memory().pool().ranges()).isEmpty();
    }

    @Test
    void aFlatPoolWithoutABaseIsOneThatTheKernelPlaces() {
        SystemState state = read(KERF + "/ { resources { cpus = <4>; memory-bytes = <0x0 0x100000>; }; };");
        assertThat(state.findings()).isEmpty();
        assertThat(state.memory().pool().ranges()).isEmpty();
        assertThat(state.memory().pool().size()).isEqualTo(ByteSize.ofMiB(1));
    }

    @Test
    void bothFormsOfDistancesSayTheSame() {
        String topology = """
                topology { numa-nodes {
                    node@0 { cpus = <0 1 2 3>; distance-matrix = <10 21 21 10>; };
                    node@1 { cpus = <4 5 6 7>; }; }; };
                """;
        SystemState matrix = read(KERF + inventory(topology, ""));
        SystemState pairs = read(KERF + inventory("""
                        topology { numa-nodes {
                            node@0 { cpus = <0 1 2 3>; distance-matrix = <0 10 1 21>; };
                            node@1 { cpus = <4 5 6 7>; distance-matrix = <0 21 1 10>; }; }; };
                        """, ""));
        assertThat(matrix.findings()).isEmpty();
        assertThat(pairs).isEqualTo(matrix);
        assertThat(matrix.topology().distances().between(1, 0)).isEqualTo(21);
    }
}
