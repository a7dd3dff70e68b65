// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TreeDiffTest {
    private static final DeviceTree TREE = DeviceTree.builder()
            .property("p", PropertyValue.ofU32(1))
            .property("q", PropertyValue.ofU32(2))
            .beginNode("a")
            .beginNode("b")
            .property("r", PropertyValue.ofU32(3))
            .endNode()
            .endNode()
            .beginNode("c")
            .endNode()
            .build();

    @Test
    void equalTreesDoNotDiffer() {
        assertThat(TreeDiff.between(TREE, TREE).isEmpty()).isTrue();
    }

    @Test
    void orderDoesNotCount() {
        DeviceTree turned = TREE.withRoot(DtNode.of(
                "",
                TREE.root().properties(),
                List.of(TREE.root().children().get(1), TREE.root().children().get(0))));
        assertThat(turned).isNotEqualTo(TREE);
        assertThat(TreeDiff.between(TREE, turned).changes()).isEmpty();
    }

    @Test
    void everyKindOfChangeIsNamedByItsPath() {
        DtNode root = TREE.root()
                .withProperty("p", PropertyValue.ofU32(9))
                .withoutProperty("q")
                .withProperty("s", PropertyValue.empty())
                .withoutChild("c")
                .withChild(DtNode.of("d"));
        DeviceTree changed =
                TREE.withRoot(root).update(NodePath.of("/a/b"), b -> b.withProperty("r", PropertyValue.ofStrings("x")));
        assertThat(TreeDiff.between(TREE, changed)).hasToString("""
                ~ / p: <0x1> -> <0x9>
                - / q: <0x2>
                + / s: no value
                - /c
                + /d
                ~ /a/b r: <0x3> -> "x"
                """);
    }

    @Test
    void theReverseUndoesIt() {
        DeviceTree changed = TREE.update(NodePath.of("/a"), a -> a.withChild(DtNode.of("new")));
        assertThat(TreeDiff.between(TREE, changed).changes())
                .containsExactly(new TreeDiff.NodeAdded(NodePath.of("/a/new"), DtNode.of("new")));
        assertThat(TreeDiff.between(changed, TREE).changes())
                .containsExactly(new TreeDiff.NodeRemoved(NodePath.of("/a/new"), DtNode.of("new")));
    }
}
