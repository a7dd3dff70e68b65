// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.fdt.Overlays;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtProperty;
import io.kerf.tree.ValueElement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Overlays in source, and what the compiler adds to trees: the rules 7, 16, 17, 20 and 22 to 25 of the language, one by one. */
class RuleOverlaysTest {
    private static final DtsOptions PLAIN = DtsOptions.defaults();
    private static final DtsOptions SYMBOLS = PLAIN.withSymbols();
    private static final DtsOptions ALIASES = PLAIN.withAliases();
    private static final DtsOptions LOCAL_FIXUPS = PLAIN.withLocalFixups();

    /** The tree as source on one line, without the header. */
    private static String plugin(String body, DtsOptions options) {
        return line(Dts.compile("/dts-v1/; /plugin/; " + body, "overlay.dts", options));
    }

    private static String tree(String body, DtsOptions options) {
        return line(Dts.compile("/dts-v1/; " + body, "tree.dts", options));
    }

    private static String line(DeviceTree tree) {
        return Dts.print(tree).replace("/dts-v1/;", "").replaceAll("\\s+", " ").trim();
    }

    private static DtsResult parse(String source) {
        return Dts.parse(source, "x.dts");
    }

    @Test
    void rule07PluginStandsBehindTheHeader() {
        assertThat(parse("/dts-v1/; /plugin/; / { };").isPlugin()).isTrue();
        assertThat(parse("/dts-v1/; / { };").isPlugin()).isFalse();
        assertThat(parse("/multikernel-v1/;\n/plugin/;\n/ { };"))
                .satisfies(result -> assertThat(result.diagnostics()).isEmpty())
                .satisfies(result -> assertThat(result.isPlugin()).isTrue())
                .satisfies(result -> assertThat(result.dialect()).contains(Dialect.KERF_V1));
    }

    @Test
    void rule07RepeatedHeadersAgreeAboutPlugin() {
        assertThat(parse("/dts-v1/; /plugin/; /dts-v1/; /plugin/; / { };").diagnostics())
                .isEmpty();
        assertThat(parse("/dts-v1/; /plugin/; /dts-v1/; &a { };").diagnostics())
                .extracting(Diagnostic::code)
                .containsExactly(Codes.HEADER_MISMATCH);
        assertThat(parse("/dts-v1/; /dts-v1/; /plugin/; &a { };").diagnostics())
                .extracting(Diagnostic::code)
                .containsExactly(Codes.HEADER_MISMATCH);
    }

    @Test
    void rule07PluginAnywhereElseIsOneErrorAndTheSourceStillAnOverlay() {
        for (String source : new String[] {
            "/plugin/; /dts-v1/; &a { };",
            "/plugin/; &a { };",
            "/dts-v1/; /plugin/; /plugin/; &a { };",
            "/dts-v1/; /memreserve/ 1 2; /plugin/; &a { };",
            "/dts-v1/; / { }; /plugin/; &a { };"
        }) {
            assertThat(parse(source).diagnostics())
                    .as(source)
                    .extracting(Diagnostic::code)
                    .containsExactly(Codes.MISPLACED);
            assertThat(parse(source).isPlugin()).as(source).isTrue();
        }
    }

    @Test
    void rule07AMisspeltPluginIsOneError() {
        assertThat(parse("/dts-v1/; /plguin/; &a { };").diagnostics())
                .extracting(Diagnostic::code, each -> each.suggestion().orElse(""))
                .containsExactly(tuple(Codes.UNKNOWN_KEYWORD, "did you mean /plugin/?"));
    }

    @Test
    void rule07AnOverlayNeedsSomethingToChange() {
        assertThat(parse("/dts-v1/; /plugin/;").diagnostics())
                .extracting(Diagnostic::code, each -> each.suggestion().orElse(""))
                .containsExactly(tuple(Codes.NO_ROOT, "write &label { ... }; for a node to change"));
    }

    @Test
    void rule07PluginNeedsItsSemicolon() {
        assertThat(parse("/dts-v1/; /plugin/ / { };").diagnostics())
                .extracting(Diagnostic::code, Diagnostic::message)
                .containsExactly(tuple(Codes.MISSING_SEMICOLON, "';' is missing behind '/plugin/'"));
    }

    @Test
    void rule07OverlaysMayReserveMemory() {
        assertThat(plugin("/memreserve/ 1 2; / { };", PLAIN))
                .isEqualTo("/memreserve/ 0x0000000000000001 0x0000000000000002; / { };");
    }

    @Test
    void rule16OmittedNodesStayWithSymbolsIfTheyHaveLabels() {
        String body = "/ { /omit-if-no-ref/ a: a { }; /omit-if-no-ref/ b { }; };";

        assertThat(tree(body, PLAIN)).isEqualTo("/ { };");
        assertThat(tree(body, SYMBOLS)).isEqualTo("/ { a { phandle = <0x01>; }; __symbols__ { a = \"/a\"; }; };");
        assertThat(tree(body, ALIASES)).isEqualTo("/ { };");
    }

    @Test
    void rule16NodesOfAnOverlayCanBeOmittedByReference() {
        assertThat(plugin("&x { b: b { }; c { }; }; /omit-if-no-ref/ &b;", PLAIN))
                .isEqualTo("/ { fragment@0 { target = <0xffffffff>; __overlay__ { c { }; }; };"
                        + " __fixups__ { x = \"/fragment@0:target:0\"; }; };");
    }

    @Test
    void rule17ABodyForAnUnknownLabelIsAFragment() {
        assertThat(plugin("&a { p; }; &b { q { }; };", PLAIN))
                .isEqualTo("/ { fragment@0 { target = <0xffffffff>; __overlay__ { p; }; };"
                        + " fragment@1 { target = <0xffffffff>; __overlay__ { q { }; }; };"
                        + " __fixups__ { a = \"/fragment@0:target:0\"; b = \"/fragment@1:target:0\"; }; };");
    }

    @Test
    void rule17ABodyForAPathIsAlwaysAFragment() {
        assertThat(plugin("/ { n { }; }; &{/n} { p; }; &{/} { q; };", PLAIN))
                .isEqualTo("/ { n { }; fragment@0 { target-path = \"/n\"; __overlay__ { p; }; };"
                        + " fragment@1 { target-path = \"/\"; __overlay__ { q; }; }; };");
    }

    @Test
    void rule17ABodyForALabelOfTheOverlayItselfIsMergedInPlace() {
        assertThat(plugin("&a { b: n { p; }; }; &b { q; };", PLAIN))
                .isEqualTo("/ { fragment@0 { target = <0xffffffff>; __overlay__ { n { p; q; }; }; };"
                        + " __fixups__ { a = \"/fragment@0:target:0\"; }; };");
    }

    @Test
    void rule17ALabelledBodyIsMergedInPlaceOrWrong() {
        assertThat(plugin("/ { n { }; }; l: &{/n} { p; };", PLAIN)).isEqualTo("/ { n { p; }; };");
        assertThat(parse("/dts-v1/; /plugin/; / { }; l: &a { };").diagnostics())
                .extracting(Diagnostic::code, each -> each.suggestion().orElse(""))
                .containsExactly(tuple(
                        Codes.UNRESOLVED, "an overlay can label, delete or omit only nodes that it makes itself"));
    }

    @Test
    void rule17ALabelInBracesIsATargetAndAPathBehindALabelIsWrong() {
        assertThat(plugin("/ { a: n { }; }; &{a} { p; };", PLAIN))
                .isEqualTo("/ { n { phandle = <0x01>; };"
                        + " fragment@0 { target = <0x01>; __overlay__ { p; }; };"
                        + " __local_fixups__ { fragment@0 { target = <0x00>; }; }; };");
        assertThat(parse("/dts-v1/; /plugin/; / { a: n { b { }; }; }; &{a/b} { };")
                        .diagnostics())
                .extracting(Diagnostic::code)
                .containsExactly(Codes.RELATIVE_PATH);
    }

    @Test
    void rule17AFragmentFindsItsTargetInWhatFollows() {
        assertThat(plugin("&a { }; / { a: x { }; }; &a { p; };", PLAIN))
                .isEqualTo("/ { fragment@0 { target = <0x01>; __overlay__ { }; };"
                        + " x { p; phandle = <0x01>; };"
                        + " __local_fixups__ { fragment@0 { target = <0x00>; }; }; };");
    }

    @Test
    void rule17FragmentsAreCountedAlthoughOthersAreDeleted() {
        assertThat(plugin("&a { l: n { }; }; &{/x} { }; /delete-node/ &{/fragment@0}; &{/y} { };", PLAIN))
                .isEqualTo("/ { fragment@1 { target-path = \"/x\"; __overlay__ { }; };"
                        + " fragment@2 { target-path = \"/y\"; __overlay__ { }; }; };");
    }

    @Test
    void rule17AWrittenFragmentBeforeOneOfAReferenceIsADuplicate() {
        assertThat(plugin("&{/x} { }; / { fragment@0 { p; }; };", PLAIN))
                .isEqualTo("/ { fragment@0 { target-path = \"/x\"; p; __overlay__ { }; }; };");
        assertThat(parse("/dts-v1/; /plugin/; / { fragment@0 { }; }; &{/x} { };")
                        .diagnostics())
                .extracting(Diagnostic::code, each -> each.suggestion().orElse(""))
                .containsExactly(tuple(
                        Codes.DUPLICATE_NODE,
                        "&label { ... }; and &{/path} { ... }; number their fragments from 0: give those that are written"
                                + " out other numbers"));
    }

    @Test
    void rule17NodesOfTheOtherTreeCannotBeDeleted() {
        assertThat(parse("/dts-v1/; /plugin/; &a { }; /delete-node/ &a;").diagnostics())
                .extracting(Diagnostic::code)
                .containsExactly(Codes.UNRESOLVED);
    }

    @Test
    void rule17ADeletedLabelIsUnknownAgain() {
        assertThat(plugin("&{/} { b: x { }; }; /delete-node/ &b; &b { };", PLAIN))
                .isEqualTo("/ { fragment@0 { target-path = \"/\"; __overlay__ { }; };"
                        + " fragment@1 { target = <0xffffffff>; __overlay__ { }; };"
                        + " __fixups__ { b = \"/fragment@1:target:0\"; }; };");
    }

    @Test
    void rule17TheTargetOfAFragmentKnowsItsReference() {
        DeviceTree overlay = Dts.compile("/dts-v1/; /plugin/;\n&uart { }; &{/soc} { };", "o.dts");

        DtProperty target =
                overlay.find("/fragment@0").orElseThrow().property("target").orElseThrow();
        assertThat(target.source().orElseThrow().elements())
                .singleElement()
                .isInstanceOfSatisfying(ValueElement.PhandleReference.class, each -> {
                    assertThat(each.target()).isEqualTo("uart");
                    assertThat(each.span().text()).isEqualTo("&uart");
                });
        DtProperty path = overlay.find("/fragment@1")
                .orElseThrow()
                .property("target-path")
                .orElseThrow();
        assertThat(path.source().orElseThrow().elements())
                .singleElement()
                .isInstanceOfSatisfying(
                        ValueElement.Text.class,
                        each -> assertThat(each.length()).isEqualTo(5));
        assertThat(overlay.find("/fragment@1")
                        .orElseThrow()
                        .source()
                        .orElseThrow()
                        .name()
                        .text())
                .isEqualTo("&{/soc}");
    }

    @Test
    void rule20PhandlesGoWhereTheFormatSays() {
        String body = "/ { p = <&n>; n: n { }; };";

        assertThat(tree(body, PLAIN.withPhandleFormat(PhandleFormat.EPAPR)))
                .isEqualTo("/ { p = <0x01>; n { phandle = <0x01>; }; };");
        assertThat(tree(body, PLAIN.withPhandleFormat(PhandleFormat.LEGACY)))
                .isEqualTo("/ { p = <0x01>; n { linux,phandle = <0x01>; }; };");
        assertThat(tree(body, PLAIN.withPhandleFormat(PhandleFormat.BOTH)))
                .isEqualTo("/ { p = <0x01>; n { linux,phandle = <0x01>; phandle = <0x01>; }; };");
    }

    @Test
    void rule20APhandleThatTheSourceGivesIsNotRepeatedInAnotherForm() {
        DtsOptions both = SYMBOLS.withPhandleFormat(PhandleFormat.BOTH);

        assertThat(tree("/ { n: n { phandle = <5>; }; };", both))
                .isEqualTo("/ { n { phandle = <0x05>; }; __symbols__ { n = \"/n\"; }; };");
        assertThat(tree("/ { n: n { phandle = <&n>; }; };", both))
                .isEqualTo("/ { n { phandle = <0x01>; linux,phandle = <0x01>; }; __symbols__ { n = \"/n\"; }; };");
    }

    @Test
    void rule20TheNumberOfAnOmittedNodeIsFreeAgain() {
        assertThat(tree("/ { p = <&x>; /omit-if-no-ref/ a { x: n { }; }; b: c { }; };", SYMBOLS))
                .isEqualTo("/ { p = <0x01>; c { phandle = <0x01>; }; __symbols__ { b = \"/c\"; }; };");
    }

    @Test
    void rule20UnknownPhandlesInAnOverlayAreAllOnes() {
        assertThat(plugin("/ { p = <1 &a>, \"x\", <&b &a>, /bits/ 32 <&c>; };", PLAIN))
                .isEqualTo("/ { p = [00 00 00 01 ff ff ff ff 78 00 ff ff ff ff ff ff ff ff ff ff ff ff];"
                        + " __fixups__ { a = \"/:p:4\", \"/:p:14\"; b = \"/:p:10\"; c = \"/:p:18\"; }; };");
    }

    @Test
    void rule20UnknownPathsInAnOverlayAreWrong() {
        assertThat(parse("/dts-v1/; /plugin/; / { p = &a; };").diagnostics())
                .extracting(
                        Diagnostic::code,
                        Diagnostic::message,
                        each -> each.suggestion().orElse(""))
                .containsExactly(tuple(
                        Codes.PATH_REFERENCES,
                        "there is no node with the label 'a' in this overlay",
                        "write <&a>: a phandle can be filled in when the overlay is applied, and a path cannot"));
    }

    @Test
    void rule22AliasesComeBeforeSymbolsAndFixups() {
        assertThat(plugin("/ { p = <&a &x>; a: a { }; };", SYMBOLS.withAliases()))
                .isEqualTo("/ { p = <0x01 0xffffffff>; a { phandle = <0x01>; };"
                        + " aliases { a = \"/a\"; }; __symbols__ { a = \"/a\"; };"
                        + " __fixups__ { x = \"/:p:4\"; }; __local_fixups__ { p = <0x00>; }; };");
    }

    @Test
    void rule22NodesThatWouldBeEmptyAreNotMade() {
        assertThat(plugin("/ { n { }; };", SYMBOLS.withAliases().withLocalFixups()))
                .isEqualTo("/ { n { }; };");
    }

    @Test
    void rule22NodesThatTheSourceHasKeepTheirPlace() {
        assertThat(tree("/ { __symbols__ { x = \"/n\"; }; n: n { }; };", SYMBOLS))
                .isEqualTo("/ { __symbols__ { x = \"/n\"; n = \"/n\"; }; n { phandle = <0x01>; }; };");
    }

    @Test
    void rule22NodesThatAreMadeHaveNoSource() {
        DeviceTree tree = Dts.compile("/dts-v1/; / { n: n { }; };", "t.dts", SYMBOLS);

        assertThat(tree.find("/__symbols__").orElseThrow().source()).isEmpty();
        assertThat(tree.find("/__symbols__")
                        .orElseThrow()
                        .property("n")
                        .orElseThrow()
                        .source())
                .isEmpty();
    }

    @Test
    void rule23SymbolsAreInDocumentOrderAndLabelsInTheirs() {
        assertThat(tree("/ { a: b: n { c: m { }; }; d: k { phandle = <1>; }; }; e: &{/n} { };", SYMBOLS))
                .isEqualTo("/ { n { phandle = <0x02>; m { phandle = <0x03>; }; }; k { phandle = <0x01>; };"
                        + " __symbols__ { e = \"/n\"; a = \"/n\"; b = \"/n\"; c = \"/n/m\"; d = \"/k\"; }; };");
    }

    @Test
    void rule23AliasesGiveNoPhandles() {
        assertThat(tree("/ { a: n { }; };", ALIASES)).isEqualTo("/ { n { }; aliases { a = \"/n\"; }; };");
    }

    @Test
    void rule23LabelsOfPropertiesAndValuesAreNoSymbols() {
        assertThat(tree("/ { a: p = b: <1>; };", SYMBOLS.withAliases())).isEqualTo("/ { p = <0x01>; };");
    }

    @Test
    void rule23TheRootCanBeASymbol() {
        assertThat(tree("/ { n { }; }; m: &{/} { q; }; l: &{/n} { };", SYMBOLS))
                .isEqualTo("/ { q; phandle = <0x01>; n { phandle = <0x02>; };"
                        + " __symbols__ { m = \"/\"; l = \"/n\"; }; };");
    }

    @Test
    void rule23AnEntryOfTheSourceStaysWithAWarning() {
        DtsResult result = Dts.parse("/dts-v1/; / { n: n { }; __symbols__ { n = \"/x\"; }; };", "t.dts", SYMBOLS);

        assertThat(line(result.orElseThrow()))
                .isEqualTo("/ { n { phandle = <0x01>; }; __symbols__ { n = \"/x\"; }; };");
        assertThat(result.diagnostics()).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.code()).isEqualTo(Codes.LABEL_ENTRY);
            assertThat(finding.message())
                    .isEqualTo("/__symbols__ has an entry 'n' already, and the label does not change it");
            assertThat(finding.related()).hasSize(1);
        });
    }

    @Test
    void rule23ADeletedEntryIsMadeAgainAtTheEnd() {
        assertThat(tree(
                        "/ { n: n { }; __symbols__ { n; b; }; }; / { __symbols__ { /delete-property/ n; }; };",
                        SYMBOLS))
                .isEqualTo("/ { n { phandle = <0x01>; }; __symbols__ { b; n = \"/n\"; }; };");
    }

    @Test
    void rule23ANodeThatLostItsLabelsStillGetsAPhandle() {
        assertThat(tree("/ { n: n { }; }; /delete-node/ &n; / { n { }; };", SYMBOLS))
                .isEqualTo("/ { n { phandle = <0x01>; }; __symbols__ { }; };");
    }

    @Test
    void rule23SymbolsOfAnOverlayAreBelowItsFragments() {
        assertThat(plugin("&a { n: n { }; };", SYMBOLS))
                .isEqualTo("/ { fragment@0 { target = <0xffffffff>; __overlay__ { n { phandle = <0x01>; }; }; };"
                        + " __symbols__ { n = \"/fragment@0/__overlay__/n\"; };"
                        + " __fixups__ { a = \"/fragment@0:target:0\"; }; };");
    }

    @Test
    void rule24FixupsGoBehindWhatTheSourceHas() {
        assertThat(plugin("/ { p = <&a>; __fixups__ { b; a = \"x\"; }; };", PLAIN))
                .isEqualTo("/ { p = <0xffffffff>; __fixups__ { b; a = \"x\", \"/:p:0\"; }; };");
    }

    @Test
    void rule24OnlyTheValueThatCountsHasFixups() {
        assertThat(plugin("/ { p = <&a>; q = <&a>; }; / { p = <&b>; /delete-property/ q; };", PLAIN))
                .isEqualTo("/ { p = <0xffffffff>; __fixups__ { b = \"/:p:0\"; }; };");
    }

    @Test
    void rule24PathsThatAreUnknownAreWrongInCellsToo() {
        for (String path : new String[] {"/x", "l/x"}) {
            assertThat(parse("/dts-v1/; /plugin/; / { p = <&{" + path + "}>; };")
                            .diagnostics())
                    .as(path)
                    .extracting(Diagnostic::code)
                    .containsExactly(Codes.PHANDLE_REFERENCES);
        }
    }

    @Test
    void rule24TheFixupsThemselvesCanBeReferredTo() {
        assertThat(plugin("/ { p = <&{/__fixups__}>; };", PLAIN))
                .isEqualTo("/ { p = <0xffffffff>; __fixups__ { }; __local_fixups__ { p = <0x00>; }; };");
        assertThat(parse("/dts-v1/; /plugin/; / { p = <&{/__local_fixups__}>; };")
                        .diagnostics())
                .extracting(Diagnostic::code)
                .containsExactly(Codes.PHANDLE_REFERENCES);
    }

    @Test
    void rule24ALabelInBracesIsALabel() {
        assertThat(plugin("/ { p = <&{l}>; };", PLAIN))
                .isEqualTo("/ { p = <0xffffffff>; __fixups__ { l = \"/:p:0\"; }; };");
    }

    @Test
    void rule24AReferenceIntoAnOmittedNodeBecomesAFixup() {
        String body = "/ { p = <&y>; /omit-if-no-ref/ x { y: z { }; }; };";

        assertThat(plugin(body, PLAIN)).isEqualTo("/ { p = <0x01>; __fixups__ { y = \"/:p:0\"; }; };");
        assertThat(tree(body, LOCAL_FIXUPS)).isEqualTo("/ { p = <0x01>; __fixups__ { y = \"/:p:0\"; }; };");
        assertThat(Dts.parse("/dts-v1/; / { p = <&{/x/z}>; /omit-if-no-ref/ x { z { }; }; };", "t.dts", LOCAL_FIXUPS)
                        .diagnostics())
                .extracting(Diagnostic::message)
                .containsExactly("the node '/x/z' is omitted, for nothing refers to it");
    }

    @Test
    void rule25LocalFixupsMirrorTheTree() {
        assertThat(tree("/ { p = <&a>; a: a { b { q = <1 &a>, <&{/a/b}>; r = &a; }; }; };", LOCAL_FIXUPS))
                .isEqualTo("/ { p = <0x01>; a { phandle = <0x01>;"
                        + " b { q = <0x01 0x01 0x02>; r = \"/a\"; phandle = <0x02>; }; };"
                        + " __local_fixups__ { p = <0x00>; a { b { q = <0x04 0x08>; }; }; }; };");
    }

    @Test
    void rule25OffsetsAreBehindThePathsThatWereFilledIn() {
        assertThat(plugin("/ { p = &l, <1 &a>, &l, <&a &l>; l: n { }; };", PLAIN))
                .isEqualTo("/ { p = [2f 6e 00 00 00 00 01 ff ff ff ff 2f 6e 00 ff ff ff ff 00 00 00 01];"
                        + " n { phandle = <0x01>; };"
                        + " __fixups__ { a = \"/:p:7\", \"/:p:14\"; }; __local_fixups__ { p = <0x12>; }; };");
    }

    @Test
    void rule25APhandleThatRefersToItsOwnNodeHasAFixup() {
        assertThat(tree("/ { a: a { phandle = <&a>; }; };", LOCAL_FIXUPS))
                .isEqualTo("/ { a { phandle = <0x01>; }; __local_fixups__ { a { phandle = <0x00>; }; }; };");
    }

    @Test
    void rule25EntriesOfTheSourceAreProlongedAndMirroredThemselves() {
        assertThat(plugin("/ { x = <&l>; l: n { }; __local_fixups__ { x = <&l>; }; };", PLAIN))
                .isEqualTo("/ { x = <0x01>; n { phandle = <0x01>; };"
                        + " __local_fixups__ { x = <0x01 0x00>; __local_fixups__ { x = <0x00>; }; }; };");
    }

    @Test
    void rule25ANodeThatWasDeletedBeforeItWasDefinedLosesItsFixupsWithAWarning() {
        DtsResult result = parse(
                "/dts-v1/; /plugin/; / { l: n { }; /delete-node/ b; };" + " / { b { p = <&l>; c { q = <&l>; }; }; };");

        assertThat(line(result.orElseThrow()))
                .isEqualTo("/ { n { phandle = <0x01>; }; b { p = <0x01>; c { q = <0x01>; }; };"
                        + " __local_fixups__ { p = <0x00>; c { q = <0x00>; }; }; };");
        assertThat(result.diagnostics())
                .extracting(Diagnostic::code, Diagnostic::severity)
                .containsExactly(tuple(Codes.LOST_FIXUPS, Severity.WARNING));
    }

    @Test
    void overlaysApplyToATreeWithSymbols() {
        DeviceTree base = Dts.compile("/dts-v1/; / { uart: uart { }; clk: clk { }; };", "base.dts", SYMBOLS);
        DeviceTree overlay = Dts.compile("/dts-v1/; /plugin/; &uart { clocks = <&clk>; };", "overlay.dts");

        assertThat(line(Overlays.apply(base, overlay)))
                .isEqualTo("/ { uart { phandle = <0x01>; clocks = <0x02>; }; clk { phandle = <0x02>; };"
                        + " __symbols__ { uart = \"/uart\"; clk = \"/clk\"; }; };");
    }

    @Test
    void anOverlayWithoutPluginIsToldSo() {
        String declare = "if this is an overlay for another tree, write /plugin/; behind the header";

        assertThat(parse("/dts-v1/; &uart { };").diagnostics())
                .extracting(Diagnostic::code, each -> each.suggestion().orElse(""))
                .containsExactly(tuple(Codes.UNRESOLVED, declare));
        assertThat(parse("/dts-v1/; / { fragment@0 { target = <&uart>; __overlay__ { }; }; };")
                        .diagnostics())
                .extracting(Diagnostic::code, each -> each.suggestion().orElse(""))
                .containsExactly(tuple(Codes.PHANDLE_REFERENCES, declare));
    }

    /** A source with a tree of its own is hardly an overlay, nor is one whose tree only comes later. */
    @Test
    void aTreeOfItsOwnIsNotTakenForAnOverlay() {
        for (String source : List.of(
                "/dts-v1/; / { soc { }; }; &uart { };",
                "/dts-v1/; &uart { };\n/ { soc { }; };",
                "/dts-v1/; / { p = <&uart>; soc { }; };",
                "/dts-v1/; / { soc: soc { }; }; &uart { };")) {
            assertThat(parse(source).diagnostics())
                    .as(source)
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.suggestion()).isEmpty());
        }
    }

    @Test
    void aSourceOfBodiesOnlyIsTakenForAnOverlay() {
        for (String source :
                List.of("/dts-v1/; / { compatible = \"acme,board\"; }; &uart { };", "/dts-v1/; &uart { }; &i2c { };")) {
            assertThat(parse(source).diagnostics())
                    .as(source)
                    .isNotEmpty()
                    .allSatisfy(finding -> assertThat(finding.suggestion())
                            .contains("if this is an overlay for another tree, write /plugin/; behind the header"));
        }
    }

    @Test
    void anUnknownLabelInAPlainTreeIsToldTheNearest() {
        assertThat(parse("/dts-v1/; / { uart0: n { }; }; &uart1 { };").diagnostics())
                .extracting(each -> each.suggestion().orElse(""))
                .containsExactly("did you mean &uart0?");
    }

    @Test
    void optionsTellWhatTheyAdd() {
        assertThat(PLAIN.symbols() || PLAIN.aliases() || PLAIN.localFixups()).isFalse();
        assertThat(PLAIN.phandleFormat()).isEqualTo(PhandleFormat.EPAPR);
        assertThat(SYMBOLS.symbols()).isTrue();
        assertThat(ALIASES.aliases()).isTrue();
        assertThat(LOCAL_FIXUPS.localFixups()).isTrue();
        assertThat(SYMBOLS.withPhandleFormat(PhandleFormat.BOTH)
                        .withMaxFindings(3)
                        .phandleFormat())
                .isEqualTo(PhandleFormat.BOTH);
    }
}
