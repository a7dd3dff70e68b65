// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.dts.Dts;
import io.kerf.fdt.Fdt;
import io.kerf.model.CpuSet;
import io.kerf.model.InstanceName;
import io.kerf.model.SystemState;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.PropertyValue;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slips that used to pass without a word or under another's name, and trees that are large on purpose. */
class BindingsSlipsTest {
    private static final String HARDWARE = """
            cpus { total = <8>; host-reserved = <0 1>; available = <2 3 4 5 6 7>; };
            memory { total-bytes = <0x1 0x0>; host-reserved-bytes = <0x40000000>;
                     memory-pool-base = <0x40000000>; memory-pool-bytes = <0xc0000000>; };
            """;

    private static SystemState read(String resources, String root) {
        return Bindings.read(Dts.compile(
                "/multikernel-v1/;\n/ { resources { " + HARDWARE + resources + " }; " + root + " };", "host.dts"));
    }

    private static SystemState instance(String resources) {
        return read("", "instances { web { id = <1>; resources { " + resources + " }; }; };");
    }

    @ParameterizedTest
    @CsvSource({
        "memory-polcy = \"bind\", memory-policy",
        "cpu-afinity = \"spread\", cpu-affinity",
        "device = <1>, devices",
        "memory-byte = <4096>, memory-bytes"
    })
    void aNameThatIsNearlyKnownIsAWarningThatSaysWhichWasMeant(String property, String meant) {
        SystemState state = instance(property + ";");
        assertThat(state.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("BIND-007");
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.subject()).contains("web");
            assertThat(finding.suggestion()).contains("did you mean '" + meant + "'?");
        });
    }

    @Test
    void aNameThatIsNearAnotherOfTheSameNodeIsSomebodyElses() {
        SystemState state = instance("cpus = <2>; cpu = <2>;");
        assertThat(state.findings()).extracting(Diagnostic::severity).containsExactly(Severity.INFO);
        assertThat(state.findings().get(0).suggestion()).isEmpty();
    }

    @Test
    void aNodeThatIsNearlyKnownIsAWarning() {
        SystemState state = read("", "instancs { };");
        assertThat(state.findings())
                .extracting(finding -> finding.suggestion().orElse(""))
                .containsExactly("did you mean 'instances'?");
    }

    @Test
    void whatIsWrongInTheListOfAnInstanceIsAboutTheInstance() {
        assertThat(instance("cpus = [01 02 03];").findings())
                .extracting(Diagnostic::subject)
                .containsExactly(Optional.of("web"));
        assertThat(instance("cpus = <4 4>;").findings())
                .extracting(Diagnostic::subject)
                .containsExactly(Optional.of("web"));
    }

    @Test
    void partsAndNodesThatAreListedTwiceAreFindings() {
        SystemState devices = read(
                "devices { eth0: ethernet@0 { sriov-vfs = <4>; available-vfs = <1 1 2 2 3>; }; };",
                "instances { web { id = <1>; resources { numa-nodes = <0 0 5>; }; }; };");
        assertThat(devices.findings())
                .extracting(Diagnostic::message)
                .containsExactly(
                        "'available-vfs' in /resources/devices/ethernet@0: 1, 2 are listed twice",
                        "'numa-nodes' in /instances/web/resources: 0 is listed twice");
        assertThat(devices.findings()).extracting(Diagnostic::code).containsOnly("BIND-004");
    }

    @Test
    void aBaseOfMemoryNeedsASize() {
        SystemState state = read("topology { numa-nodes { node@0 { cpus = <2>; memory-base = <0x0>; }; }; };", "");
        assertThat(state.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("BIND-002");
            assertThat(finding.message()).contains("node@0 has no 'memory-size'");
        });
    }

    @Test
    void ofDistancesThatContradictEachOtherTheFirstCounts() {
        SystemState state = read(
                "topology { numa-nodes { node@0 { distance-matrix = <10 20 20 10>; };"
                        + " node@1 { distance-matrix = <10 99 77 10>; }; }; };",
                "");
        assertThat(state.findings()).extracting(Diagnostic::code).containsExactly("BIND-010");
        assertThat(state.findings().get(0).message()).contains("from node 0 to node 1 is 99 here and 20");
        assertThat(state.topology().distances().between(0, 1)).isEqualTo(20);
        assertThat(state.topology().distances().between(1, 0)).isEqualTo(20);
    }

    @Test
    void theCpusOfTheMachineSettleHowWideIdsAre() {
        DeviceTree wide = flat("/bits/ 64 <0x100000002 0x300000004>");
        DeviceTree narrow = flat("<1 2 3 4>");
        CpuSet arm = CpuSet.of(0x100000002L, 0x300000004L, 5);
        assertThat(Bindings.read(wide, arm).cpus().available()).isEqualTo(CpuSet.of(0x100000002L, 0x300000004L));
        assertThat(Bindings.read(narrow, CpuSet.range(0, 7)).cpus().available()).isEqualTo(CpuSet.range(1, 4));
        assertThat(Bindings.read(narrow, CpuSet.range(0, 7)).findings()).isEmpty();
    }

    @Test
    void aWidthThatHadToBeGuessedIsSaid() {
        SystemState state = Bindings.read(flat("/bits/ 64 <0x100000002 0x300000004>"));
        assertThat(state.findings()).extracting(Diagnostic::code).containsExactly("BIND-011");
        assertThat(state.cpus().available()).isEqualTo(CpuSet.range(1, 4));
        assertThat(Bindings.read(flat("<1 2 3>")).findings()).isEmpty();
        assertThat(Bindings.read(flat("/bits/ 64 <1 2>")).findings()).isEmpty();
    }

    private static DeviceTree flat(String cpus) {
        return Fdt.decode(Fdt.encode(Dts.compile(
                "/dts-v1/; / { resources { cpus = " + cpus
                        + "; memory-base = <0x40000000>; memory-bytes = <0x40000000>; }; };",
                "flat.dts")));
    }

    @Test
    @Timeout(20)
    void busesBelowBusesWithoutEndAreAFinding() {
        DtNode bus = DtNode.of("pci@0").withProperty("colour", PropertyValue.empty());
        for (int i = 0; i < 100_000; i++) {
            bus = DtNode.of("pci@0").withChild(bus);
        }
        DtNode root = DtNode.of("")
                .withChild(bus)
                .withChild(DtNode.of("resources").withProperty("cpus", PropertyValue.ofU64(4)));
        DeviceTree tree = DeviceTree.of(root.withProperty("model", PropertyValue.ofStrings("web")));
        assertThat(Bindings.read(tree).findings()).extracting(Diagnostic::code).contains("BIND-003");
        assertThat(Bindings.readInstance(tree, InstanceName.of("web"), List.of())
                        .findings())
                .extracting(Diagnostic::code)
                .contains("BIND-003");
    }

    @Test
    @Timeout(20)
    void aListOfTheSameIdOverAndOverIsReportedOnceForAll() {
        SystemState state =
                read("", "instances { web { id = <1>; resources { cpus = <2 " + "3\n".repeat(50_000) + ">; }; }; };");
        assertThat(state.findings()).hasSize(101).extracting(Diagnostic::code).containsOnly("BIND-004");
        assertThat(state.findings().get(100).message()).contains("49899 more ids are listed twice");
    }
}
