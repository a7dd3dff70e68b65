// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.diag.SourceSpan;
import io.kerf.model.ByteSize;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Trees.Written;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.PropertyValue;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The inventory dialect: what is wrong is one finding, and the rest is read. */
class BindingsFindingsTest {
    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("BIND-001", Trees.with("cpus", "total", PropertyValue.of(new byte[] {1, 2, 3}))),
                Arguments.of("BIND-001", Trees.with("cpus", "available", PropertyValue.of(new byte[] {1, 2, 3}))),
                Arguments.of("BIND-001", Trees.with("memory", "total-bytes", PropertyValue.ofU32(1, 2, 3))),
                Arguments.of("BIND-002", Trees.without("cpus", "total")),
                Arguments.of("BIND-002", Trees.without("memory", "memory-pool-base")),
                Arguments.of("BIND-003", Trees.with("memory", "total-bytes", PropertyValue.ofU64(-1))),
                Arguments.of("BIND-003", Trees.with("memory", "memory-pool-base", PropertyValue.ofU64(-4096))),
                Arguments.of("BIND-003", Trees.with("cpus", "total", PropertyValue.ofU64(1L << 40))),
                Arguments.of("BIND-004", Trees.with("cpus", "host-reserved", PropertyValue.ofU32(0, 1, 1))),
                Arguments.of("BIND-007", Trees.with("memory", "colour", PropertyValue.ofStrings("red"))),
                Arguments.of("BIND-007", Trees.change("gadgets", node -> node)),
                Arguments.of("BIND-001", device("pci-id", PropertyValue.ofStrings("somewhere"))),
                Arguments.of("BIND-001", device("compatible", PropertyValue.of(new byte[] {'x'}))),
                Arguments.of("BIND-002", device("available-vfs", PropertyValue.ofU32(1))),
                Arguments.of("BIND-007", device("colour", PropertyValue.empty())),
                Arguments.of("BIND-008", device("device-type", PropertyValue.ofStrings("usb"))),
                Arguments.of("BIND-005", node("node@x", DtNode.of("node@x"))),
                Arguments.of(
                        "BIND-001",
                        node(
                                "node@0",
                                DtNode.of("node@0").withProperty("distance-matrix", PropertyValue.ofU32(3, 4, 5)))),
                Arguments.of(
                        "BIND-010",
                        node("node@1", DtNode.of("node@1").withProperty("node-id", PropertyValue.ofU32(2)))),
                Arguments.of("BIND-005", instance("bad name")),
                Arguments.of("BIND-005", instance("x".repeat(10_000))),
                Arguments.of(
                        "BIND-005", Trees.change("devices", node -> node.withChild(DtNode.of("x".repeat(10_000))))),
                Arguments.of("BIND-007", Trees.change("y".repeat(10_000), node -> node)),
                Arguments.of("BIND-005", node("node", DtNode.of("node@2147483648"))),
                Arguments.of("BIND-003", Trees.baseline().withRoot(wideIds(-2L, -1L))),
                Arguments.of("BIND-003", Trees.with("memory", "memory-pool-bytes", PropertyValue.ofU64(1L << 63))),
                Arguments.of(
                        "BIND-003",
                        node(
                                "node@0",
                                DtNode.of("node@0")
                                        .withProperty("memory-base", PropertyValue.ofU64(-4096))
                                        .withProperty("memory-size", PropertyValue.ofU64(8192)))),
                Arguments.of("BIND-003", device("numa-node", PropertyValue.ofU32(-1))),
                Arguments.of("BIND-003", device("vendor-id", PropertyValue.ofU64(-1))));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void oneMistakeIsOneFinding(String code, DeviceTree tree) {
        SystemState state = Bindings.read(tree);
        assertThat(state.findings()).extracting(Diagnostic::code).containsExactly(code);
        assertThat(state.findings().get(0).message()).isNotBlank().hasSizeLessThan(500);
        if (state.findings().get(0).severity() != Severity.INFO) {
            assertThat(state.findings().get(0).suggestion()).as("what to do").isPresent();
        }
        assertThat(state.cpus().available().containsAll(io.kerf.model.CpuSet.of()))
                .isTrue();
        assertThat(state.memory().hostReserved()).isEqualTo(ByteSize.ofGiB(2));
    }

    /** The root of the baseline with two cells an id, and these in the pool. */
    private static DtNode wideIds(long... available) {
        DeviceTree tree = Trees.baseline();
        DtNode resources = tree.root().child("resources").orElseThrow();
        DtNode cpus = resources.child("cpus").orElseThrow();
        return tree.root()
                .withChild(resources
                        .withProperty("#cpu-cells", PropertyValue.ofU32(2))
                        .withChild(cpus.withProperty("host-reserved", PropertyValue.ofU64(0, 1))
                                .withProperty("available", PropertyValue.ofU64(available))));
    }

    private static DeviceTree device(String property, PropertyValue value) {
        return Trees.change(
                "devices", devices -> devices.withChild(DtNode.of("extra").withProperty(property, value)));
    }

    private static DeviceTree node(String name, DtNode node) {
        return Trees.change(
                "topology",
                topology -> topology.withChild(DtNode.of("numa-nodes").withChild(node)));
    }

    private static DeviceTree instance(String name) {
        DeviceTree tree = Trees.baseline();
        return tree.withRoot(tree.root().withChild(DtNode.of("instances").withChild(DtNode.of(name))));
    }

    @ParameterizedTest
    @CsvSource({
        "cpus, total, a machine without CPUs has no pool",
        "memory, total-bytes, a machine without memory has no pool"
    })
    void aTotalOfZeroIsAnErrorAndNoTotal(String node, String property, String why) {
        for (PropertyValue zero : List.of(PropertyValue.ofU32(0), PropertyValue.ofU64(0))) {
            SystemState state = Bindings.read(Trees.with(node, property, zero));
            assertThat(state.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                assertThat(finding.code()).isEqualTo("BIND-003");
                assertThat(finding.message()).isEqualTo("'" + property + "' in /resources/" + node + ": " + why);
            });
        }
    }

    @Test
    void aTreeWithoutResourcesIsOneError() {
        SystemState state = Bindings.read(DeviceTree.of(DtNode.of("")));
        assertThat(state.findings()).extracting(Diagnostic::code).containsExactly("BIND-002");
        assertThat(state.cpus().available().isEmpty()).isTrue();
    }

    @Test
    void unknownThingsAreInformationOnly() {
        SystemState state = Bindings.read(Trees.with("memory", "colour", PropertyValue.ofStrings("red")));
        assertThat(state.findings().get(0).severity()).isEqualTo(Severity.INFO);
        assertThat(state.findings().get(0).message()).isEqualTo("property 'colour' in /resources/memory is unknown");
    }

    @Test
    void aCpuListedTwiceIsPointedAt() {
        Written text = Written.of("host-reserved = <0 1 1>;");
        DeviceTree tree =
                Trees.change("cpus", cpus -> cpus.withProperty(text.cells("host-reserved = <0 1 1>", 0, 1, 1)));
        Diagnostic finding = Bindings.read(tree).findings().get(0);
        assertThat(finding.message()).isEqualTo("CPU 1 is listed twice in 'host-reserved' of /resources/cpus");
        assertThat(finding.location())
                .map(place -> ((SourceSpan) place).start())
                .contains(21);
    }

    @Test
    void instancesWithImpossibleValuesAreReadWithoutThem() {
        DeviceTree tree = Trees.baseline();
        DtNode resources = DtNode.of("resources")
                .withProperty("cpus", PropertyValue.ofU32(4))
                .withProperty("memory-base", PropertyValue.ofU64(-4096))
                .withProperty("memory-bytes", PropertyValue.ofU64(8192))
                .withProperty("cpu-affinity", PropertyValue.ofStrings("loose"));
        DtNode web =
                DtNode.of("web").withProperty("id", PropertyValue.ofU32(4096)).withChild(resources);
        tree = tree.withRoot(tree.root().withChild(DtNode.of("instances").withChild(web)));
        SystemState state = Bindings.read(tree);
        assertThat(state.instances()).hasSize(1);
        assertThat(state.instances().get(0).id()).isEmpty();
        assertThat(state.instances().get(0).memory()).isEqualTo(ByteSize.ZERO);
        assertThat(state.findings()).extracting(Diagnostic::code).containsExactly("BIND-003", "BIND-003", "BIND-008");
        assertThat(state.findings())
                .allSatisfy(finding -> assertThat(finding.subject()).contains("web"));
    }

    @Test
    void moreInstancesThanIdsAreNotRead() {
        DtNode instances = DtNode.of("instances");
        for (int i = 0; i < 2050; i++) {
            instances = instances.withChild(DtNode.of("i" + i).withChild(DtNode.of("resources")));
        }
        DtNode all = instances;
        DeviceTree tree = Trees.baseline();
        SystemState state = Bindings.read(tree.withRoot(tree.root().withChild(all)));
        assertThat(state.instances()).hasSize(2047);
        assertThat(state.findings())
                .filteredOn(finding -> finding.severity() == Severity.ERROR)
                .extracting(Diagnostic::message)
                .containsExactly("/instances has 2050 instances, and there are ids for 2047");
    }

    @Test
    void aDecimalNumberAbove63BitsIsAWarningToo() {
        Written text = Written.of("memory-pool-base = <9999999999999999999>;");
        SystemState state = Bindings.read(Trees.change(
                "memory",
                node -> node.withProperty(text.cells(
                        "memory-pool-base = <9999999999999999999>;", Long.parseUnsignedLong("9999999999999999999")))));
        assertThat(state.findings())
                .filteredOn(finding -> finding.code().equals("BIND-009"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.suggestion())
                        .hasValueSatisfying(advice -> assertThat(advice).contains("0x8ac7230489e7ffff")));
    }
}
