// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kerf.dts.Dts;
import io.kerf.fdt.Fdt;
import io.kerf.model.DeviceRef;
import io.kerf.model.Dialect;
import io.kerf.model.Loss;
import io.kerf.model.SystemState;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.NodePath;
import io.kerf.tree.PropertyValue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Other names of devices, and what stands beside them in a tree and has to be there when it is written again. */
class AliasesTest {
    private static SystemState pool(String devices) {
        return Bindings.read(Dts.compile("""
                /dts-v1/;
                / {
                    model = "board";
                    aliases { nic0 = "/resources/devices/pci0"; serial0 = "/soc/uart"; };
                    chosen { bootargs = "quiet"; };
                    resources {
                        cpus = /bits/ 64 <4 5 6 7>;
                        memory@0 { size = /bits/ 64 <0x100000000>; };
                        unknown { p = <&d0>; };
                        devices {
                            d0: pci0 { device-type = "pci"; pci-id = "0000:01:00.0"; sriov-vfs = <2>; available-vfs = <0 1>; };
                            other { pci-id = "0000:02:00.0"; };
                        };
                    };
                    instances { web { id = <1>; resources { cpus = /bits/ 64 <4>; devices = %s; }; }; };
                };
                """.formatted(devices), "pool.dts"));
    }

    private static SystemState again(SystemState state) {
        return Bindings.read(Fdt.decode(Fdt.encode(Bindings.write(state, Dialect.POOL))));
    }

    @Test
    void anAliasNamesItsDeviceAndPartsOfIt() {
        assertThat(pool("\"nic0\"").instances().get(0).devices()).containsExactly(new DeviceRef.Whole("d0"));
        assertThat(pool("\"nic0_vf1\"").instances().get(0).devices())
                .containsExactly(new DeviceRef.VirtualFunction("d0", 1));
        assertThat(pool("\"serial0\"").instances().get(0).devices()).containsExactly(new DeviceRef.Whole("serial0"));
    }

    @Test
    void aliasesAreWrittenAgainAndMeanTheSameDevice() {
        SystemState state = pool("\"nic0\"");
        assertThat(Dialect.POOL.losses(state)).isEmpty();
        DeviceTree written = Bindings.write(state, Dialect.POOL);
        DtNode aliases = written.root().child("aliases").orElseThrow();
        assertThat(aliases.properties())
                .extracting(DtProperty::name, DtProperty::string)
                .containsExactly(tuple("nic0", "/resources/devices/d0"), tuple("serial0", "/soc/uart"));
        assertThat(written.find(NodePath.of("/resources/devices/d0"))).isPresent();
        assertThat(again(state).extras()).isEqualTo(state.extras());
        assertThat(again(state)).isEqualTo(state);
    }

    @Test
    void whatIsChosenAndTheModelAreKept() {
        SystemState state = pool("\"nic0\"");
        assertThat(state.findings())
                .extracting(finding -> finding.message())
                .noneMatch(text -> text.contains("chosen"));
        assertThat(state.extras().nodes("")).extracting(DtNode::name).containsExactly("chosen");
        assertThat(state.extras().properties("")).extracting(DtProperty::name).containsExactly("model");
        assertThat(again(state).extras().nodes("")).isEqualTo(state.extras().nodes(""));
    }

    @Test
    void aPhandleIsKeptWhereSomethingUnknownMayReferToIt() {
        SystemState state = pool("\"nic0\"");
        DeviceTree written = Bindings.write(state, Dialect.POOL);
        int reference = written.find(NodePath.of("/resources/unknown"))
                .flatMap(node -> node.property("p"))
                .orElseThrow()
                .u32();
        DtNode device = written.find(NodePath.of("/resources/devices/d0")).orElseThrow();
        assertThat(device.property("phandle").orElseThrow().u32()).isEqualTo(reference);
        assertThat(written.find(NodePath.of("/resources/devices/other"))
                        .orElseThrow()
                        .property("phandle"))
                .isEmpty();
    }

    @Test
    void aPhandleThatOnlyInstancesReferToIsNotKept() {
        SystemState state = Bindings.read(Dts.compile(
                "/multikernel-v1/; / { resources { devices { eth0: ethernet@0 { }; }; };"
                        + " instances { web { resources { devices = <&eth0>; }; }; }; };",
                "host.dts"));
        assertThat(state.extras().isEmpty()).isTrue();
    }

    @Test
    void whatAnotherDialectDoesNotKeepIsListed() {
        assertThat(Dialect.FLAT.losses(pool("\"nic0\"")))
                .extracting(Loss::toString)
                .contains(
                        "/: what kerf does not know of it is not written",
                        "aliases: what kerf does not know of it is not written",
                        "device/d0: what kerf does not know of it is not written");
    }

    @Test
    void anAliasThatIsNoStringIsAFinding() {
        DeviceTree tree = Trees.baseline();
        DtNode aliases = DtNode.of("aliases").withProperty("a", PropertyValue.ofU32(1));
        assertThat(Bindings.read(tree.withRoot(tree.root().withChild(aliases))).findings())
                .extracting(finding -> finding.code())
                .isEqualTo(List.of("BIND-001"));
    }
}
