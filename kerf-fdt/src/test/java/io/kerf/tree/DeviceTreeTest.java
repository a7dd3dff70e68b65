// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceTreeTest {
    private final DeviceTree tree = DeviceTree.builder()
            .reserve(0x1000, 0x2000)
            .property("compatible", PropertyValue.ofStrings("acme,board"))
            .beginNode("aliases")
            .property("eth", PropertyValue.ofStrings("/soc/ethernet@1"))
            .property("bad", PropertyValue.ofU32(1))
            .endNode()
            .beginNode("soc")
            .property("a", PropertyValue.empty())
            .beginNode("ethernet@0")
            .property("phandle", PropertyValue.ofU32(1))
            .endNode()
            .beginNode("ethernet@1")
            .property("linux,phandle", PropertyValue.ofU32(2))
            .beginNode("phy")
            .endNode()
            .endNode()
            .property("late", PropertyValue.ofU32(3))
            .endNode()
            .build();

    private String nameAt(String path) {
        return tree.find(path).map(DtNode::name).orElse("none");
    }

    @Test
    void theBuilderKeepsOrderAndTakesPropertiesBehindChildren() {
        DtNode soc = tree.find("/soc").orElseThrow();
        assertThat(soc.properties()).extracting(DtProperty::name).containsExactly("a", "late");
        assertThat(soc.children()).extracting(DtNode::name).containsExactly("ethernet@0", "ethernet@1");
        assertThat(tree.reservations()).containsExactly(new ReservedRange(0x1000, 0x2000));
        assertThat(tree.stream().map(DtNode::name))
                .containsExactly("", "aliases", "soc", "ethernet@0", "ethernet@1", "phy");
    }

    @Test
    void theBuilderRefusesCallsOutOfPlace() {
        assertThatIllegalStateException().isThrownBy(() -> DeviceTree.builder().endNode());
        assertThatIllegalStateException()
                .isThrownBy(() -> DeviceTree.builder().beginNode("a").build())
                .withMessageContaining("'a' is still open");
        DeviceTreeBuilder used = DeviceTree.builder();
        used.build();
        assertThatIllegalStateException().isThrownBy(used::build);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeviceTree.builder().beginNode("a/b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeviceTree.builder().beginNode("a\0"));
        assertThatIllegalArgumentException().isThrownBy(() -> DtNode.of("漢"));
    }

    @Test
    void pathsResolveAsInLibfdt() {
        assertThat(nameAt("/soc/ethernet@1/phy")).isEqualTo("phy");
        assertThat(nameAt("/soc/ethernet")).isEqualTo("ethernet@0");
        assertThat(nameAt("//soc//ethernet@1/")).isEqualTo("ethernet@1");
        assertThat(nameAt("/")).isEmpty();
        assertThat(nameAt("eth")).isEqualTo("ethernet@1");
        assertThat(nameAt("eth/phy")).isEqualTo("phy");
        assertThat(nameAt("bad")).isEqualTo("none");
        assertThat(nameAt("nowhere/phy")).isEqualTo("none");
        assertThat(nameAt("/soc/ether")).isEqualTo("none");
        assertThat(nameAt("/soc/ethernet@2")).isEqualTo("none");
        assertThat(tree.find(NodePath.of("/soc/ethernet/phy"))).isEmpty();
        assertThat(tree.find(NodePath.of("/soc/ethernet@1/phy"))).isPresent();
    }

    @Test
    void nodesAreFoundByEitherPhandleProperty() {
        assertThat(tree.byPhandle(new Phandle(1)).map(DtNode::name)).contains("ethernet@0");
        assertThat(tree.byPhandle(new Phandle(2)).map(DtNode::name)).contains("ethernet@1");
        assertThat(tree.byPhandle(new Phandle(3))).isEmpty();
    }

    @Test
    void changedTreesShareWhatDidNotChange() {
        DeviceTree changed =
                tree.update(NodePath.of("/soc/ethernet@0"), n -> n.withProperty("x", PropertyValue.ofU32(1)));
        assertThat(changed.find("/soc/ethernet@0").orElseThrow().property("x")).isPresent();
        assertThat(tree.find("/soc/ethernet@0").orElseThrow().property("x")).isEmpty();
        assertThat(changed.find("/soc/ethernet@1").orElseThrow())
                .isSameAs(tree.find("/soc/ethernet@1").orElseThrow());
        assertThat(changed).isNotEqualTo(tree);
        assertThat(changed.update(NodePath.of("/soc/ethernet@0"), n -> n.withoutProperty("x")))
                .isEqualTo(tree);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tree.update(NodePath.of("/soc/uart"), n -> n))
                .withMessage("no node /soc/uart: there is no 'uart'");
    }

    @Test
    void membersAreReplacedInPlaceAndAddedLast() {
        DtNode node = DtNode.of("n")
                .withProperty("a", PropertyValue.ofU32(1))
                .withProperty("b", PropertyValue.ofU32(2))
                .withProperty("a", PropertyValue.ofU32(3))
                .withChild(DtNode.of("x"))
                .withChild(DtNode.of("y"))
                .withChild(DtNode.of("x").withProperty("p", PropertyValue.empty()));
        assertThat(node.properties()).extracting(DtProperty::toString).containsExactly("a = <0x3>", "b = <0x2>");
        assertThat(node.children())
                .extracting(DtNode::toString)
                .containsExactly("x (1 property, 0 children)", "y (0 properties, 0 children)");
        assertThat(node.withoutChild("x").children()).extracting(DtNode::name).containsExactly("y");
        assertThat(node.withoutChild("z")).isSameAs(node);
        assertThat(node.withoutProperty("z")).isSameAs(node);
        assertThat(node.withName("m").name()).isEqualTo("m");
    }

    @Test
    void wideNodesFindTheFirstOfAName() {
        List<DtProperty> properties = new ArrayList<>();
        List<DtNode> children = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            properties.add(DtProperty.of("p" + i % 500, PropertyValue.ofU32(i)));
            children.add(DtNode.of("c" + i / 2 + "@" + i % 2));
        }
        DtNode wide = DtNode.of("wide", properties, children);
        assertThat(wide.property("p7").orElseThrow().u32()).isEqualTo(7);
        assertThat(wide.property("p500")).isEmpty();
        assertThat(wide.child("c300@1")).isPresent();
        assertThat(wide.child("c300")).isEmpty();
        assertThat(wide.childByPathName("c300").orElseThrow().name()).isEqualTo("c300@0");
        assertThat(wide.childByPathName("c300@1").orElseThrow().name()).isEqualTo("c300@1");
    }

    @Test
    void equalityCoversOrderAndDepthWithoutRecursion() {
        DtNode deep = DtNode.of("leaf");
        DtNode other = DtNode.of("leaf2");
        for (int i = 0; i < 200_000; i++) {
            deep = DtNode.of("n").withChild(deep);
            other = DtNode.of("n").withChild(other);
        }
        assertThat(deep.equals(other)).isFalse();
        assertThat(deep.stream().count()).isEqualTo(200_001);
        assertThat(DeviceTree.of(deep).withBootCpuId(1)).isNotEqualTo(DeviceTree.of(deep));
        DtNode ab = DtNode.of("n").withChild(DtNode.of("a")).withChild(DtNode.of("b"));
        DtNode ba = DtNode.of("n").withChild(DtNode.of("b")).withChild(DtNode.of("a"));
        assertThat(ab).isNotEqualTo(ba);
    }

    @Test
    void theVisitorSeesPathsAndMayCutTheWalkShort() {
        List<String> seen = new ArrayList<>();
        tree.visit(new TreeVisitor() {
            @Override
            public Next enter(NodePath path, DtNode node) {
                seen.add("+" + path);
                return node.name().equals("ethernet@1") ? Next.SIBLINGS : Next.CHILDREN;
            }

            @Override
            public void leave(NodePath path, DtNode node) {
                seen.add("-" + path);
            }
        });
        assertThat(seen)
                .containsExactly(
                        "+/",
                        "+/aliases",
                        "-/aliases",
                        "+/soc",
                        "+/soc/ethernet@0",
                        "-/soc/ethernet@0",
                        "+/soc/ethernet@1",
                        "-/soc/ethernet@1",
                        "-/soc",
                        "-/");
        seen.clear();
        tree.visit((path, node) -> {
            seen.add(path.toString());
            return path.name().equals("soc") ? TreeVisitor.Next.STOP : TreeVisitor.Next.CHILDREN;
        });
        assertThat(seen).containsExactly("/", "/aliases", "/soc");
    }

    @Test
    void namesAndPathsComeApart() {
        assertThat(new NodeName("ethernet@0,1").base()).isEqualTo("ethernet");
        assertThat(new NodeName("ethernet@0,1").unitAddress()).contains("0,1");
        assertThat(new NodeName("soc").unitAddress()).isEmpty();
        NodePath path = NodePath.of("/soc/eth@0");
        assertThat(path.name()).isEqualTo("eth@0");
        assertThat(path.parent()).contains(NodePath.of("/soc"));
        assertThat(NodePath.root().parent()).isEmpty();
        assertThat(NodePath.root()).hasToString("/");
        assertThat(path.child("phy")).hasToString("/soc/eth@0/phy");
        assertThat(path).isLessThan(path.child("a")).isGreaterThan(NodePath.of("/soc"));
        assertThatIllegalArgumentException().isThrownBy(() -> NodePath.of("soc"));
    }
}
