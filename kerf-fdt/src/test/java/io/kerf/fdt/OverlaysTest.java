// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.diag.SourceText;
import io.kerf.fdt.OverlayException.Reason;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.NodePath;
import io.kerf.tree.PropertySource;
import io.kerf.tree.PropertyValue;
import io.kerf.tree.TreeVisitor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OverlaysTest {
    private static final int UNRESOLVED = -1;

    /** A board with labels {@code soc} and {@code eth}, an alias, and highest phandle 7. */
    private static DeviceTree board() {
        return new TreeDraft()
                .reserve(0x1000, 0x100)
                .bootCpuId(3)
                .text("model", "board")
                .node("aliases")
                .text("net", "/soc/eth@1")
                .text("gone", "/nowhere")
                .end()
                .node("soc")
                .cells("phandle", 2)
                .flag("ranges")
                .node("eth@1")
                .cells("phandle", 7)
                .text("status", "disabled")
                .end()
                .node("uart@2")
                .end()
                .end()
                .node("__symbols__")
                .text("soc", "/soc")
                .text("eth", "/soc/eth@1")
                .text("uart", "/soc/uart@2")
                .text("ghost", "/soc/ghost")
                .end()
                .tree();
    }

    /** An overlay of one fragment that is left open, with an unresolved target. */
    private static TreeDraft fragment() {
        return new TreeDraft().node("fragment@0").cells("target", UNRESOLVED);
    }

    /** An overlay of one fragment that is left open. */
    private static TreeDraft fragment(String targetPath) {
        return new TreeDraft().node("fragment@0").text("target-path", targetPath);
    }

    private static TreeDraft fixup(TreeDraft open, String label, String... entries) {
        return open.node("__fixups__").text(label, entries).end();
    }

    private static OverlayException refusal(DeviceTree... overlays) {
        return catchThrowableOfType(OverlayException.class, () -> Overlays.apply(board(), overlays));
    }

    private static String outline(DeviceTree tree, String path) {
        StringBuilder out = new StringBuilder();
        TreeVisitor visitor = new TreeVisitor() {
            @Override
            public Next enter(NodePath at, DtNode node) {
                out.append(node.name()).append('{');
                node.properties().forEach(property -> out.append(property).append(';'));
                return Next.CHILDREN;
            }

            @Override
            public void leave(NodePath at, DtNode node) {
                out.append('}');
            }
        };
        DeviceTree.of(tree.find(path).orElseThrow()).visit(visitor);
        return out.toString();
    }

    @Test
    void aFragmentIsMergedIntoTheNodeOfItsLabel() {
        TreeDraft open = fragment()
                .node("__overlay__")
                .text("status", "okay")
                .cells("new", 1)
                .node("phy")
                .cells("reg", 9)
                .end()
                .end()
                .end();
        DeviceTree result = Overlays.apply(
                board(), fixup(open, "eth", "/fragment@0:target:0").tree());
        assertThat(outline(result, "/soc"))
                .isEqualTo("soc{phandle = <0x2>;ranges;"
                        + "eth@1{phandle = <0x7>;status = \"okay\";new = <0x1>;phy{reg = <0x9>;}}uart@2{}}");
    }

    @Test
    void reservationsBootCpuAndUntouchedNodesAreThoseOfTheBase() {
        DeviceTree base = board();
        DeviceTree result = Overlays.apply(
                base, fragment("/soc/eth@1").node("__overlay__").flag("x").tree());
        assertThat(result.reservations()).isEqualTo(base.reservations());
        assertThat(result.bootCpuId()).isEqualTo(3);
        assertThat(result.find("/soc/uart@2").orElseThrow())
                .isSameAs(base.find("/soc/uart@2").orElseThrow());
        assertThat(base).isEqualTo(board());
    }

    @Test
    void noOverlaysAndOverlaysWithoutFragmentsChangeNothing() {
        DeviceTree plain = new TreeDraft().node("soc").cells("x", 1).end().tree();
        assertThat(Overlays.apply(board())).isEqualTo(board());
        assertThat(Overlays.apply(board(), plain)).isEqualTo(board());
        assertThat(Overlays.apply(plain, plain)).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/soc/eth@1", "/soc/eth", "//soc//eth@1/", "net", "net/"})
    void targetPathsAreResolvedAsLibfdtDoes(String path) {
        DeviceTree overlay = fragment(path).node("__overlay__").flag("hit").tree();
        assertThat(Overlays.apply(board(), overlay)
                        .find("/soc/eth@1")
                        .orElseThrow()
                        .property("hit"))
                .isPresent();
    }

    @Test
    void aTargetOfZeroStandsForNoneSoThatThePathCounts() {
        DeviceTree overlay = fragment("/soc")
                .cells("target", 0)
                .node("__overlay__")
                .flag("hit")
                .tree();
        assertThat(Overlays.apply(board(), overlay).find("/soc").orElseThrow().property("hit"))
                .isPresent();
    }

    @Test
    void aTargetIsPreferredToAPath() {
        DeviceTree overlay = fragment("/nowhere")
                .cells("target", 7)
                .node("__overlay__")
                .flag("hit")
                .tree();
        assertThat(Overlays.apply(board(), overlay).find("net").orElseThrow().property("hit"))
                .isPresent();
    }

    @Test
    void aPathWithoutANulBehindItIsReadToItsEnd() {
        DeviceTree overlay = new TreeDraft()
                .node("any-name")
                .bytes("target-path", '/', 's', 'o', 'c')
                .node("__overlay__")
                .flag("hit")
                .tree();
        assertThat(Overlays.apply(board(), overlay).find("/soc").orElseThrow().property("hit"))
                .isPresent();
    }

    @Test
    void aNodeWithoutUnitAddressIsMergedIntoTheFirstOfThatBaseName() {
        DeviceTree overlay =
                fragment("/soc").node("__overlay__").node("uart").flag("hit").tree();
        assertThat(outline(Overlays.apply(board(), overlay), "/soc/uart@2")).isEqualTo("uart@2{hit;}");
    }

    @Test
    void phandlesAndTheReferencesToThemMoveBehindThoseOfTheBase() {
        DeviceTree overlay = fragment("/soc")
                .node("__overlay__")
                .node("pin")
                .cells("phandle", 1)
                .cells("linux,phandle", 1)
                .end()
                .node("led")
                .bytes("pins", 9, 0, 0, 0, 1, 0, 0, 0, 1)
                .end()
                .end()
                .end()
                .node("__local_fixups__")
                .node("fragment@0")
                .node("__overlay__")
                .node("led")
                .cells("pins", 1, 5)
                .tree();
        DeviceTree result = Overlays.apply(board(), overlay);
        assertThat(outline(result, "/soc/pin")).isEqualTo("pin{phandle = <0x8>;linux,phandle = <0x8>;}");
        assertThat(outline(result, "/soc/led")).isEqualTo("led{pins = [09 00 00 00 08 00 00 00 08];}");
    }

    @Test
    void anOffsetThatIsNamedTwiceMovesTwice() {
        DeviceTree overlay = fragment("/soc")
                .node("__overlay__")
                .cells("ref", 1)
                .end()
                .end()
                .node("__local_fixups__")
                .node("fragment@0")
                .node("__overlay__")
                .cells("ref", 0, 0)
                .tree();
        assertThat(Overlays.apply(board(), overlay)
                        .find("/soc")
                        .orElseThrow()
                        .property("ref")
                        .orElseThrow()
                        .u32())
                .isEqualTo(15);
    }

    @Test
    void aTargetKeepsItsPhandleAndReferencesFollow() {
        TreeDraft open = new TreeDraft()
                .node("fragment@0")
                .cells("target", UNRESOLVED)
                .node("__overlay__")
                .cells("phandle", 1)
                .cells("self", 1)
                .end()
                .end()
                .node("__symbols__")
                .text("mine", "/fragment@0/__overlay__")
                .end()
                .node("__local_fixups__")
                .node("fragment@0")
                .node("__overlay__")
                .cells("self", 0)
                .end()
                .end()
                .end();
        DeviceTree first = fixup(open, "eth", "/fragment@0:target:0").tree();
        DeviceTree second = fixup(
                        fragment("/soc/uart@2")
                                .node("__overlay__")
                                .cells("net", UNRESOLVED)
                                .end()
                                .end(),
                        "mine",
                        "/fragment@0/__overlay__:net:0")
                .tree();
        DeviceTree result = Overlays.apply(board(), first, second);
        assertThat(outline(result, "/soc/eth@1")).contains("phandle = <0x7>;").contains("self = <0x7>;");
        assertThat(outline(result, "/soc/uart@2")).isEqualTo("uart@2{net = <0x7>;}");
    }

    @Test
    void aTargetWithoutAPhandleTakesTheOverlays() {
        DeviceTree overlay =
                fragment("/soc/uart@2").node("__overlay__").cells("phandle", 1).tree();
        assertThat(outline(Overlays.apply(board(), overlay), "/soc/uart@2")).isEqualTo("uart@2{phandle = <0x8>;}");
    }

    @Test
    void aFragmentMayTargetWhatAnEarlierOneAdded() {
        DeviceTree overlay = fragment("/soc")
                .node("__overlay__")
                .node("bus")
                .cells("phandle", 1)
                .end()
                .end()
                .end()
                .node("fragment@1")
                .cells("target", 1)
                .node("__overlay__")
                .flag("hit")
                .end()
                .end()
                .node("fragment@2")
                .text("target-path", "/soc/bus")
                .node("__overlay__")
                .flag("again")
                .end()
                .end()
                .node("__local_fixups__")
                .node("fragment@1")
                .cells("target", 0)
                .tree();
        assertThat(outline(Overlays.apply(board(), overlay), "/soc/bus")).isEqualTo("bus{phandle = <0x8>;hit;again;}");
    }

    @Test
    void symbolsAreAddedWithTheirNewPaths() {
        DeviceTree overlay = fragment("/")
                .node("__overlay__")
                .node("top")
                .end()
                .end()
                .end()
                .node("fragment@1")
                .cells("target", 7)
                .node("__overlay__")
                .end()
                .end()
                .node("fragment@2")
                .text("target-path", "net/")
                .node("__overlay__")
                .end()
                .end()
                .node("__symbols__")
                .text("top", "/fragment@0/__overlay__/top")
                .text("root", "/fragment@0/__overlay__")
                .text("phy", "/fragment@1/__overlay__/mdio/phy")
                .text("soc", "/fragment@1/__overlay__")
                .text("alias", "/fragment@2/__overlay__/x")
                .text("loose", "/loose")
                .text("deep", "/fragment@0/other/x")
                .tree();
        assertThat(outline(Overlays.apply(board(), overlay), "/__symbols__"))
                .isEqualTo("__symbols__{soc = \"/soc/eth@1/\";eth = \"/soc/eth@1\";uart = \"/soc/uart@2\";"
                        + "ghost = \"/soc/ghost\";top = \"/top\";root = \"/\";phy = \"/soc/eth@1/mdio/phy\";"
                        + "alias = \"net//x\";}");
    }

    @Test
    void aBaseWithoutSymbolsGetsThemFromTheOverlay() {
        DeviceTree base = new TreeDraft().node("soc").tree();
        DeviceTree overlay = fragment("/soc")
                .node("__overlay__")
                .end()
                .end()
                .node("__symbols__")
                .text("x", "/fragment@0/__overlay__/x")
                .tree();
        assertThat(outline(Overlays.apply(base, overlay), "/__symbols__")).isEqualTo("__symbols__{x = \"/soc/x\";}");
    }

    @Test
    void overlaysAreAppliedInOrder() {
        DeviceTree first = fragment("/soc")
                .node("__overlay__")
                .cells("who", 1)
                .cells("phandle", 1)
                .node("a")
                .cells("phandle", 2)
                .tree();
        DeviceTree second = fragment("/soc/a")
                .node("__overlay__")
                .node("b")
                .cells("phandle", 1)
                .end()
                .end()
                .end()
                .node("fragment@1")
                .text("target-path", "/soc")
                .node("__overlay__")
                .cells("who", 2)
                .tree();
        assertThat(outline(Overlays.apply(board(), first, second), "/soc"))
                .isEqualTo("soc{phandle = <0x2>;ranges;who = <0x2>;"
                        + "eth@1{phandle = <0x7>;status = \"disabled\";}uart@2{}"
                        + "a{phandle = <0x9>;b{phandle = <0xa>;}}}");
    }

    @Test
    void libfdtPutsWhatIsNewInFront() {
        DeviceTree overlay = fragment("/soc")
                .node("__overlay__")
                .flag("p")
                .cells("ranges", 1)
                .flag("q")
                .node("m")
                .end()
                .node("n")
                .tree();
        DeviceTree result = Overlays.apply(board(), List.of(overlay), OverlayOrder.LIBFDT);
        assertThat(outline(result, "/soc"))
                .isEqualTo("soc{q;p;phandle = <0x2>;ranges = <0x1>;n{}m{}"
                        + "eth@1{phandle = <0x7>;status = \"disabled\";}uart@2{}}");
        assertThat(outline(Overlays.apply(board(), overlay), "/soc"))
                .isEqualTo("soc{phandle = <0x2>;ranges = <0x1>;p;q;"
                        + "eth@1{phandle = <0x7>;status = \"disabled\";}uart@2{}m{}n{}}");
    }

    @Test
    void newNamesGoBehindThoseOfTheBlobAndUnusedOnesStay() {
        byte[] base = Fdt.encode(new TreeDraft().flag("foo-bar").tree());
        DeviceTree overlay =
                fragment("/").node("__overlay__").flag("bar").cells("new", 5).tree();
        assertThat(HexDump.of(Overlays.applyToBlob(base, Fdt.encode(overlay)))).isEqualTo("""
                        d00dfeed 0000007c 00000038 00000070 00000028 00000011 00000010 00000000
                        0000000c 00000038 00000000 00000000 00000000 00000000 00000001 00000000
                        00000003 00000004 00000008 00000005 00000003 00000000 00000004 00000003
                        00000000 00000000 00000002 00000009 666f6f2d 62617200 6e657700
                        """);
    }

    @Test
    void aBlobKeepsItsBytesAndLosesItsPadding() {
        byte[] base = Fdt.encode(board(), FdtOptions.defaults().withPadding(100).withReserveSlots(2));
        byte[] copy = base.clone();
        byte[] empty = Fdt.encode(new TreeDraft().tree());
        assertThat(Overlays.applyToBlob(base, empty)).isEqualTo(Fdt.encode(board()));
        assertThat(base).isEqualTo(copy);
    }

    @Test
    void aMissingLabelIsNamed() {
        OverlayException refusal = refusal(
                new TreeDraft().tree(),
                fixup(fragment().node("__overlay__").end().end(), "nope", "/fragment@0:target:0")
                        .tree());
        assertThat(refusal.reason()).isEqualTo(Reason.MISSING_SYMBOL);
        assertThat(refusal.overlay()).isEqualTo(1);
        assertThat(refusal.label()).contains("nope");
        assertThat(refusal.fragment()).isEmpty();
        assertThat(refusal.path()).isEqualTo("/__fixups__");
        assertThat(refusal)
                .hasMessage("overlay 1 (counted from 0) cannot be applied: /__fixups__, property 'nope':"
                        + " the base has no label 'nope'");
    }

    @Test
    void aBaseWithoutLabelsIsSaidToHaveNone() {
        DeviceTree overlay = fixup(new TreeDraft(), "nope", "/:x:0").tree();
        OverlayException refusal =
                catchThrowableOfType(OverlayException.class, () -> Overlays.apply(new TreeDraft().tree(), overlay));
        assertThat(refusal.reason()).isEqualTo(Reason.MISSING_SYMBOL);
        assertThat(refusal).hasMessageContaining("no /__symbols__: compile it with dtc -@");
    }

    @ParameterizedTest
    @CsvSource({"ghost, which is no node there", "uart, which has no phandle"})
    void aLabelOfTheBaseMustLeadToANodeWithAPhandle(String label, String problem) {
        OverlayException refusal =
                refusal(fixup(fragment().node("__overlay__").end().end(), label, "/fragment@0:target:0")
                        .tree());
        assertThat(refusal.reason()).isEqualTo(Reason.DANGLING_SYMBOL);
        assertThat(refusal).hasMessageEndingWith(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "/fragment@0",
                "/fragment@0:target",
                "/fragment@0::0",
                "/fragment@0:target:",
                "/fragment@0:target:x",
                "/fragment@0:target:0x0",
                "/fragment@0:target:0 ",
                "/fragment@0:target:+",
                ":target:0",
                "/nowhere:target:0",
                "/fragment@0:nothing:0",
                "/fragment@0:target:1",
                "/fragment@0:target:4",
                "/fragment@0:target:-1",
                "/fragment@0:target:18446744073709551616",
                "fragment@0:target:0"
            })
    void aMalformedFixupIsRefused(String entry) {
        OverlayException refusal = refusal(
                fixup(fragment().node("__overlay__").end().end(), "soc", entry).tree());
        assertThat(refusal.reason()).isEqualTo(Reason.BAD_FIXUP);
        assertThat(refusal.label()).contains("soc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/fragment@0:target: 0",
                "/fragment@0:target:\t+0",
                "/fragment@0:target:-0",
                "/fragment:target:000",
                "//fragment@0/:target:0",
                "/fragment@0:target:4294967296"
            })
    void aFixupIsReadAsLenientlyAsLibfdtReadsIt(String entry) {
        DeviceTree overlay = fixup(
                        fragment().node("__overlay__").flag("hit").end().end(), "soc", entry)
                .tree();
        assertThat(Overlays.apply(board(), overlay).find("/soc").orElseThrow().property("hit"))
                .isPresent();
    }

    @Test
    void aFixupWithoutItsNulIsRefused() {
        DeviceTree overlay = fragment()
                .node("__overlay__")
                .end()
                .end()
                .node("__fixups__")
                .bytes("soc", "/fragment@0:target:0".chars().toArray())
                .tree();
        assertThat(refusal(overlay).reason()).isEqualTo(Reason.BAD_FIXUP);
    }

    @ParameterizedTest
    @CsvSource({"target, 0", "target, 1", "target, 0xfffffffc", "missing, 0"})
    void aLocalFixupMustNameFourBytes(String property, String offset) {
        DeviceTree overlay = new TreeDraft()
                .node("fragment@0")
                .bytes("target", 1, 2, 3)
                .end()
                .node("__local_fixups__")
                .node("fragment@0")
                .cells(property, (int) (long) Long.decode(offset))
                .tree();
        OverlayException refusal = refusal(overlay);
        assertThat(refusal.reason()).isEqualTo(Reason.BAD_LOCAL_FIXUP);
        assertThat(refusal.path()).isEqualTo("/__local_fixups__/fragment@0");
        assertThat(refusal.property()).contains(property);
    }

    @Test
    void aLocalFixupMustBeCellsAndMirrorANode() {
        DeviceTree halfCell = new TreeDraft()
                .cells("x", 1)
                .node("__local_fixups__")
                .bytes("x", 0, 0, 0, 0, 0, 0)
                .tree();
        DeviceTree noNode =
                new TreeDraft().node("__local_fixups__").node("fragment@0").tree();
        assertThat(refusal(halfCell).reason()).isEqualTo(Reason.BAD_LOCAL_FIXUP);
        assertThat(refusal(noNode).reason()).isEqualTo(Reason.BAD_LOCAL_FIXUP);
        assertThat(refusal(noNode).property()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"phandle", "linux,phandle"})
    void aPhandleOfTheOverlayMustBeACellThatCanMove(String property) {
        DeviceTree wide = fragment("/soc").cells(property, 0, 1).tree();
        assertThat(refusal(wide).reason()).isEqualTo(Reason.BAD_PHANDLE);
        assertThat(refusal(wide).fragment()).contains("fragment@0");
        for (int phandle : new int[] {-1, -7, -8}) {
            DeviceTree high = fragment("/soc").cells(property, phandle).tree();
            assertThat(refusal(high).reason()).isEqualTo(Reason.PHANDLES_EXHAUSTED);
        }
        DeviceTree highest = fragment("/soc").cells(property, -9).tree();
        assertThat(Overlays.apply(board(), highest)).isEqualTo(board());
    }

    @Test
    void aFragmentMustHaveATargetThatCanBeRead() {
        DeviceTree none = new TreeDraft().node("f").node("__overlay__").tree();
        DeviceTree unresolved = fragment().node("__overlay__").tree();
        DeviceTree wide = new TreeDraft()
                .node("f")
                .cells("target", 0, 7)
                .node("__overlay__")
                .tree();
        assertThat(refusal(none).reason()).isEqualTo(Reason.BAD_TARGET);
        assertThat(refusal(none).fragment()).contains("f");
        assertThat(refusal(unresolved).reason()).isEqualTo(Reason.BAD_TARGET);
        assertThat(refusal(wide).reason()).isEqualTo(Reason.BAD_TARGET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/nowhere", "unknown", "gone", "gone/x", "relative/x"})
    void aTargetPathMustLeadToANode(String path) {
        OverlayException refusal = refusal(fragment(path).node("__overlay__").tree());
        assertThat(refusal.reason()).isEqualTo(Reason.MISSING_TARGET);
        assertThat(refusal.property()).contains("target-path");
    }

    @Test
    void aTargetPhandleMustBeThatOfANode() {
        DeviceTree overlay = new TreeDraft()
                .node("f")
                .cells("target", 0x55)
                .node("__overlay__")
                .tree();
        assertThat(refusal(overlay).reason()).isEqualTo(Reason.MISSING_TARGET);
        assertThat(refusal(overlay)).hasMessageEndingWith("the base has no node phandle 0x55");
    }

    @Test
    void anAliasThatOnlyTheOverlayBringsIsRefusedAsLibfdtDoes() {
        DeviceTree overlay = fragment("/aliases")
                .node("__overlay__")
                .text("soon", "/soc")
                .end()
                .end()
                .node("fragment@1")
                .text("target-path", "soon")
                .node("__overlay__")
                .tree();
        assertThat(refusal(overlay).reason()).isEqualTo(Reason.MISSING_TARGET);
        assertThat(refusal(overlay).fragment()).contains("fragment@1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "relative", "/gone/__overlay__/x", "/loose/__overlay__"})
    void aSymbolMustBeAPathOfTheOverlay(String path) {
        DeviceTree overlay = new TreeDraft()
                .node("loose")
                .end()
                .node("__symbols__")
                .text("s", path)
                .tree();
        assertThat(refusal(overlay).reason()).isEqualTo(Reason.BAD_SYMBOL);
        assertThat(refusal(overlay).label()).contains("s");
    }

    @Test
    void aSymbolMustBeOneString() {
        DeviceTree overlay =
                new TreeDraft().node("__symbols__").text("s", "/a", "/b").tree();
        assertThat(refusal(overlay).reason()).isEqualTo(Reason.BAD_SYMBOL);
        assertThat(refusal(new TreeDraft().node("__symbols__").flag("s").tree()).reason())
                .isEqualTo(Reason.BAD_SYMBOL);
    }

    @Test
    void whereTheFaultIsWrittenIsTold() {
        SourceText source = SourceText.of("leds.dtso", "target-path = \"/nowhere\";");
        PropertySource written = PropertySource.of(source.span(0, 11), source.span(0, 25), List.of(), List.of());
        DtProperty target = DtProperty.of("target-path", PropertyValue.ofStrings("/nowhere"), written);
        OverlayException refusal = refusal(
                new TreeDraft().node("f").property(target).node("__overlay__").tree());
        assertThat(refusal.place()).contains(source.span(0, 11));
        assertThat(refusal)
                .hasMessage("overlay 0 (counted from 0) cannot be applied: leds.dtso:1:1: /f, property 'target-path':"
                        + " the base has no node \"/nowhere\"");
        assertThat(refusal(new TreeDraft().node("f").node("__overlay__").tree()).place())
                .isEmpty();
    }

    @Test
    void sourceFactsOfOverlaysAndBaseAreKept() {
        SourceText source = SourceText.of("leds.dtso", "ref = <&x>;");
        PropertySource written = PropertySource.of(source.span(0, 3), source.span(0, 11), List.of(), List.of());
        DtProperty reference = DtProperty.of("ref", PropertyValue.ofU32(-1), written);
        TreeDraft open =
                fragment("/soc").node("__overlay__").property(reference).end().end();
        DeviceTree result = Overlays.apply(
                board(), fixup(open, "eth", "/fragment@0/__overlay__:ref:0").tree());
        DtProperty merged = result.find("/soc").orElseThrow().property("ref").orElseThrow();
        assertThat(merged.u32()).isEqualTo(7);
        assertThat(merged.span()).contains(source.span(0, 3));
    }

    @Test
    void aNodeThatStandsInTwoPlacesIsMovedOnceInEach() {
        DtNode pin = DtNode.of("pin").withProperty("linux,phandle", PropertyValue.ofU32(1));
        DtNode content = DtNode.of("__overlay__").withChild(pin);
        DtNode first = DtNode.of("a")
                .withProperty("target-path", PropertyValue.ofStrings("/soc"))
                .withChild(content);
        DtNode second = first.withName("b").withProperty("target-path", PropertyValue.ofStrings("net"));
        DeviceTree overlay = DeviceTree.of(DtNode.of("", List.of(), List.of(first, second)));
        DeviceTree result = Overlays.apply(board(), overlay);
        assertThat(outline(result, "/soc/pin")).isEqualTo("pin{linux,phandle = <0x8>;}");
        assertThat(outline(result, "/soc/eth/pin")).isEqualTo("pin{linux,phandle = <0x8>;}");
    }

    @Test
    void ofSeveralNodesWithOnePhandleTheFirstInLibfdtsOrderIsTheTarget() {
        DeviceTree twice = new TreeDraft()
                .node("a")
                .cells("phandle", 1)
                .end()
                .node("b")
                .cells("phandle", 1)
                .end()
                .tree();
        DeviceTree overlay = new TreeDraft()
                .node("one")
                .cells("target", 1)
                .node("__overlay__")
                .flag("one")
                .bytes("phandle", 0, 0, 0, 8)
                .end()
                .end()
                .node("two")
                .cells("target", 1)
                .node("__overlay__")
                .flag("two")
                .end()
                .end()
                .tree();
        assertThat(outline(Overlays.apply(twice, overlay), "/"))
                .isEqualTo("{a{phandle = <0x1>;one;two;}b{phandle = <0x1>;}}");
    }

    @Test
    void whatIsOnlyDeepDoesNotOverflowTheStack() {
        DtNode base = DtNode.of("n");
        DtNode content = DtNode.of("n").withProperty("phandle", PropertyValue.ofU32(1));
        for (int i = 0; i < 100_000; i++) {
            base = DtNode.of("n", List.of(), List.of(base));
            content = DtNode.of("n", List.of(), List.of(content));
        }
        DtNode fragment = DtNode.of("f")
                .withProperty("target-path", PropertyValue.ofStrings("/"))
                .withChild(DtNode.of("__overlay__").withChild(content));
        DeviceTree overlay = DeviceTree.of(DtNode.of("").withChild(fragment));
        DeviceTree result = Overlays.apply(DeviceTree.of(DtNode.of("").withChild(base)), overlay);
        assertThat(result.stream().count()).isEqualTo(100_002);
        assertThat(result.stream().skip(100_001).findFirst().orElseThrow().property("phandle"))
                .isPresent();
    }

    @Test
    void oldBlobsAndOtherBytesAreRefusedByTheDecoder() {
        byte[] base = Fdt.encode(board());
        FdtFormatException refusal =
                catchThrowableOfType(FdtFormatException.class, () -> Overlays.applyToBlob(base, base, new byte[3]));
        assertThat(refusal).hasMessageContaining("overlay blob 1");
    }
}
