// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FdtWriterTest {
    private static final PropertyValue NONE = PropertyValue.empty();

    private static FdtWriter inRoot() {
        return Fdt.writer().beginNode("");
    }

    private static FdtWriter small(FdtWriter writer) {
        return writer.reserve(0x1000, 0x100)
                .bootCpuId(3)
                .beginNode("")
                .property("model", PropertyValue.ofStrings("m"))
                .beginNode("soc@0")
                .property(DtProperty.of("reg", PropertyValue.ofU64(1)))
                .beginNode("leaf")
                .endNode()
                .endNode()
                .beginNode("leaf")
                .property("reg", NONE)
                .endNode()
                .endNode();
    }

    @ParameterizedTest
    @EnumSource(FdtVersion.class)
    void everyVersionHasTheBytesOfTheEncodedTree(FdtVersion version) {
        DeviceTree tree = DeviceTree.builder()
                .reserve(0x1000, 0x100)
                .bootCpuId(3)
                .property("model", PropertyValue.ofStrings("m"))
                .beginNode("soc@0")
                .property("reg", PropertyValue.ofU64(1))
                .beginNode("leaf")
                .endNode()
                .endNode()
                .beginNode("leaf")
                .property("reg", NONE)
                .endNode()
                .build();
        FdtOptions options = FdtOptions.defaults().withVersion(version).withPadding(9);
        assertThat(small(Fdt.writer(options)).finish()).isEqualTo(Fdt.encode(tree, options));
    }

    @Test
    void theSmallestBlobIsAnEmptyRoot() {
        assertThat(Fdt.writer().beginNode("").endNode().finish())
                .isEqualTo(Fdt.encode(DeviceTree.builder().build()));
    }

    @Test
    void aRootMayHaveAName() {
        byte[] blob = Fdt.writer().beginNode("instance").endNode().finish();
        assertThat(Fdt.decode(blob).root().name()).isEqualTo("instance");
    }

    @Test
    void aPropertyBehindAChildIsRefused() {
        FdtWriter writer = inRoot().beginNode("a").beginNode("b").endNode();
        assertThatIllegalStateException()
                .isThrownBy(() -> writer.property("late", NONE))
                .withMessage("property 'late' of /a comes behind a child node");
        assertThatIllegalStateException().isThrownBy(() -> writer.endNode().property("late", NONE));
    }

    @Test
    void aPropertyOutsideOfNodesIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Fdt.writer().property("p", NONE))
                .withMessage("property 'p' belongs to no node: none is open");
        FdtWriter writer = inRoot().endNode();
        assertThatIllegalStateException().isThrownBy(() -> writer.property("p", NONE));
    }

    @Test
    void aSecondRootIsRefused() {
        FdtWriter writer = inRoot().endNode();
        assertThatIllegalStateException()
                .isThrownBy(() -> writer.beginNode(""))
                .withMessage("node '' cannot stand beside the root: a tree has one root, which is closed");
    }

    @Test
    void nodesEndOnceAndAllOfThem() {
        assertThatIllegalStateException().isThrownBy(() -> Fdt.writer().endNode());
        FdtWriter closed = inRoot().endNode();
        assertThatIllegalStateException().isThrownBy(closed::endNode);
        FdtWriter open = inRoot().beginNode("a").beginNode("b@1");
        assertThatIllegalStateException().isThrownBy(open::finish).withMessage("node /a/b@1 is still open");
        FdtWriter root = inRoot();
        assertThatIllegalStateException().isThrownBy(root::finish).withMessage("node / is still open");
        assertThatIllegalStateException().isThrownBy(() -> Fdt.writer().finish());
    }

    @Test
    void aSiblingsNameIsRefused() {
        FdtWriter writer = inRoot().beginNode("a").beginNode("x").endNode().endNode();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.beginNode("a"))
                .withMessage("node / has a child 'a' already");
        assertThat(writer.beginNode("b").beginNode("x").endNode().endNode()).isSameAs(writer);
        assertThatIllegalArgumentException().isThrownBy(() -> writer.beginNode("b"));
    }

    @Test
    void aSiblingsNameIsRefusedHoweverManyThereAre() {
        FdtWriter writer = inRoot().beginNode("wide");
        IntStream.range(0, 1000).forEach(i -> writer.beginNode("n" + i).endNode());
        assertThatIllegalArgumentException().isThrownBy(() -> writer.beginNode("n500"));
        writer.endNode().beginNode("other").beginNode("n500").endNode();
        assertThatIllegalArgumentException().isThrownBy(() -> writer.beginNode("n500"));
    }

    @Test
    void aSecondPropertyOfANameIsRefused() {
        FdtWriter writer = inRoot().property("p", NONE).property("q", NONE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.property("p", NONE))
                .withMessage("node / has a property 'p' already");
        writer.beginNode("a").property("p", NONE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.property("p", NONE))
                .withMessage("node /a has a property 'p' already");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a b", "a\0", "a#", "a*", "a?", "é", "a@1@2", "Ā"})
    void nodeNamesThatDtcRefusesAreRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> inRoot().beginNode(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a b", "a\0", "a@1", "é", "Ā"})
    void propertyNamesThatDtcRefusesAreRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> inRoot().property(name, NONE));
    }

    @Test
    void allCharactersOfTheSpecificationAreTaken() {
        byte[] blob = inRoot().property("azAZ09,._+*#?-", NONE)
                .beginNode("azAZ09,._+-@azAZ09,._+-")
                .endNode()
                .endNode()
                .finish();
        assertThat(Fdt.decode(blob).root().properties().get(0).name()).isEqualTo("azAZ09,._+*#?-");
        assertThat(Fdt.decode(blob).root().children().get(0).name()).isEqualTo("azAZ09,._+-@azAZ09,._+-");
    }

    @Test
    void aWrongCallChangesNothing() {
        FdtWriter writer = inRoot().property("p", NONE);
        List<Runnable> wrong = List.of(
                () -> writer.property("p", NONE),
                () -> writer.property("bad name", NONE),
                () -> writer.beginNode("bad name"),
                () -> writer.beginNode(""),
                () -> writer.reserve(1, 0),
                writer::finish);
        for (Runnable call : wrong) {
            assertThat(Stream.of(call).map(FdtWriterTest::refusal)).doesNotContainNull();
        }
        assertThatNullPointerException().isThrownBy(() -> writer.property("q", null));
        assertThatNullPointerException().isThrownBy(() -> writer.beginNode(null));
        assertThat(writer.endNode().finish())
                .isEqualTo(Fdt.encode(DeviceTree.builder().property("p", NONE).build()));
    }

    private static RuntimeException refusal(Runnable call) {
        try {
            call.run();
            return null;
        } catch (IllegalArgumentException | IllegalStateException refusal) {
            return refusal;
        }
    }

    @Test
    void aFinishedWriterTakesNoMore() {
        FdtWriter writer = inRoot().endNode();
        byte[] blob = writer.finish();
        assertThat(Arrays.equals(blob, Fdt.encode(Fdt.decode(blob)))).isTrue();
        List<Runnable> calls = List.of(
                writer::finish,
                writer::endNode,
                () -> writer.beginNode("a"),
                () -> writer.property("p", NONE),
                () -> writer.reserve(1, 1),
                () -> writer.bootCpuId(1));
        for (Runnable call : calls) {
            assertThatIllegalStateException().isThrownBy(call::run).withMessage("the blob was finished already");
        }
    }

    @Test
    void sortingTakesATree() {
        FdtOptions sorted = FdtOptions.defaults().withOrder(FdtOptions.Order.SORTED);
        assertThatIllegalArgumentException().isThrownBy(() -> Fdt.writer(sorted));
    }
}
