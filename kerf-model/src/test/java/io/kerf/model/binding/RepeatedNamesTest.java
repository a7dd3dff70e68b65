// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.fdt.Fdt;
import io.kerf.model.InstanceName;
import io.kerf.model.SystemState;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Blobs that give a name to several nodes or properties, of which a reader by name sees only the first. */
class RepeatedNamesTest {
    private static final DtNode WEB = DtNode.of("web")
            .withProperty("id", PropertyValue.ofU32(1))
            .withChild(DtNode.of("resources").withProperty("cpus", PropertyValue.ofU32(4)));

    private static SystemState read(DtNode root) {
        return Bindings.read(Fdt.decode(Fdt.encode(DeviceTree.of(root))));
    }

    private static DtNode with(DtNode node, DtNode... more) {
        List<DtNode> children = new ArrayList<>(node.children());
        children.addAll(List.of(more));
        return DtNode.of(node.name(), node.properties(), children);
    }

    private static DtNode root(DtNode... more) {
        return with(Trees.baseline().root(), more);
    }

    private static DtNode resources() {
        return Trees.baseline().root().child("resources").orElseThrow();
    }

    private static List<String> errors(SystemState state) {
        return state.findings().stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .map(finding -> finding.code() + " " + finding.message())
                .toList();
    }

    @Test
    void aSecondListOfInstancesIsAnError() {
        SystemState state = read(root(DtNode.of("instances"), with(DtNode.of("instances"), WEB)));
        assertThat(state.instances()).isEmpty();
        assertThat(errors(state))
                .containsExactly("BIND-004 / has 2 nodes 'instances', and only the first can be meant");
        assertThat(state.findings())
                .extracting(Diagnostic::subject)
                .singleElement()
                .satisfies(subject -> assertThat(subject).contains("/instances"));
    }

    @Test
    void secondResourcesAreAnError() {
        assertThat(errors(read(root(resources()))))
                .containsExactly("BIND-004 / has 2 nodes 'resources', and only the first can be meant");
    }

    @Test
    void secondCpusAreAnError() {
        DtNode cpus = resources().child("cpus").orElseThrow();
        DtNode more = cpus.withProperty("available", PropertyValue.ofU32(0, 1, 2, 3));
        SystemState state = read(DtNode.of("", List.of(), List.of(with(resources(), more, cpus))));
        assertThat(state.cpus().available()).hasToString("4-31");
        assertThat(errors(state))
                .containsExactly("BIND-004 /resources has 3 nodes 'cpus', and only the first can be meant");
    }

    @Test
    void aSecondReferenceNodeOfOneNameIsAnError() {
        DtNode first = DtNode.of("vf")
                .withProperty("parent", PropertyValue.ofStrings("eth0"))
                .withProperty("vf-id", PropertyValue.ofU32(1));
        DtNode second = first.withProperty("vf-id", PropertyValue.ofU32(2));
        assertThat(errors(read(root(first, second))))
                .containsExactly("BIND-004 / has 2 nodes 'vf', and only the first can be meant");
    }

    @Test
    void aSecondUnknownNodeOfOneNameIsAnErrorAndKept() {
        SystemState state = read(root(DtNode.of("firmware"), DtNode.of("firmware")));
        assertThat(errors(state)).containsExactly("BIND-004 / has 2 nodes 'firmware', and only the first can be meant");
        assertThat(state.extras().nodes("")).hasSize(2);
    }

    @Test
    void whatIsRepeatedInAnInstanceIsAboutTheInstance() {
        DtNode web = with(WEB, DtNode.of("resources"));
        SystemState state = read(root(with(DtNode.of("instances"), web)));
        assertThat(errors(state))
                .containsExactly("BIND-004 /instances/web has 2 nodes 'resources', and only the first can be meant");
        assertThat(state.findings())
                .filteredOn(finding -> finding.severity() == Severity.ERROR)
                .extracting(finding -> finding.subject().orElse(""))
                .containsExactly("web");
    }

    @Test
    void aRepeatedPropertyIsAnError() {
        DtNode cpus = resources().child("cpus").orElseThrow();
        List<DtProperty> properties = new ArrayList<>(cpus.properties());
        properties.add(DtProperty.of("available", PropertyValue.ofU32(0, 1)));
        DtNode more = DtNode.of("cpus", properties, List.of());
        SystemState state = read(DtNode.of("", List.of(), List.of(resources().withChild(more))));
        assertThat(errors(state))
                .containsExactly(
                        "BIND-004 /resources/cpus has 2 properties 'available', and only the first can be meant");
    }

    @Test
    void whatARuleIsAboutIsLeftToTheRule() {
        DtNode node = DtNode.of("node@0").withProperty("memory-size", PropertyValue.ofU64(4096));
        DtNode topology = with(DtNode.of("topology"), with(DtNode.of("numa-nodes"), node, node));
        DtNode devices = with(resources().child("devices").orElseThrow(), DtNode.of("eth0"));
        SystemState state = read(DtNode.of(
                "",
                List.of(),
                List.of(resources().withChild(topology).withChild(devices), with(DtNode.of("instances"), WEB, WEB))));
        assertThat(errors(state)).isEmpty();
        assertThat(state.topology().nodes()).hasSize(2);
        assertThat(state.devices()).hasSize(3);
        assertThat(state.instances()).hasSize(2);
    }

    @Test
    void busesOfOneNumberInTwoDomainsAreBothRead() {
        SystemState state = read(DtNode.of(
                "",
                List.of(),
                List.of(DtNode.of("resources").withProperty("cpus", PropertyValue.ofU64(4)), bus(0), bus(1))));
        assertThat(errors(state)).isEmpty();
        assertThat(state.devices()).extracting(device -> device.name()).containsExactly("0000:00:01.0", "0001:00:01.0");
    }

    private static DtNode bus(int domain) {
        return with(
                DtNode.of("pci@0").withProperty("linux,pci-domain", PropertyValue.ofU32(domain)),
                DtNode.of("pci@1,0")
                        .withProperty("reg", PropertyValue.ofU32(0x800, 0, 0, 0, 0))
                        .withProperty("vendor-id", PropertyValue.ofU32(0x8086)));
    }

    @Test
    void twoCardsOfOneMakeBelowAnInstanceAreBothRead() {
        DtNode tree = with(
                DtNode.of("").withProperty("model", PropertyValue.ofStrings("web")),
                with(DtNode.of("resources"), function(1), function(2)));
        InstanceReading reading = Bindings.readInstance(DeviceTree.of(tree), InstanceName.of("web"), List.of());
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.instance().devices()).hasSize(2);
    }

    private static DtNode function(int slot) {
        return DtNode.of("pci@8086:1572")
                .withProperty("vendor", PropertyValue.ofU32(0x8086))
                .withProperty("device", PropertyValue.ofU32(0x1572))
                .withProperty("domain", PropertyValue.ofU32(0))
                .withProperty("bus", PropertyValue.ofU32(0))
                .withProperty("slot", PropertyValue.ofU32(slot))
                .withProperty("function", PropertyValue.ofU32(0));
    }
}
