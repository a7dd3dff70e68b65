// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.fdt.Fdt;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.ReservedRange;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The rules of the language and of the blob, one by one, by examples whose bytes are written out. {@code DtsOracleTest} compares the
 * same things with {@code dtc}.
 */
class DtsRulesTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void rule01NamesAreReadWhereMembersBegin() {
        assertThat(names("A-Za.z0,9_+?#; 9a; 0x10; \\bits;")).containsExactly("A-Za.z0,9_+?#", "9a", "0x10", "bits");
        assertThat(names("/delete-property/ a; b;")).containsExactly("b");
        assertThat(children("*n {};")).isEqualTo("dts-node-name-chars");
        assertThat(children("n@0 {}; /omit-if-no-ref/ \\m {}; /delete-node/ x;"))
                .isEqualTo("n@0");
    }

    @Test
    void rule01BytesArePairsOfHexDigits() {
        assertThat(value("[00 1f FF]")).isEqualTo("001fff");
        assertThat(value("[001fFF]")).isEqualTo("001fff");
        assertThat(value("[00 1f\n\tff]")).isEqualTo("001fff");
        assertThat(value("[0 0]")).isEqualTo("dts-bad-bytes");
    }

    @Test
    void rule01WordsAreErrorsElsewhere() {
        assertThat(value("<word>")).isEqualTo("dts-bad-cell");
        assertThat(value("word")).isEqualTo("dts-syntax");
    }

    @Test
    void rule02AWordWithAColonIsALabelEvenWhereANameIsExpected() {
        DeviceTree tree = compile("foo:bar = <1>; n: m {};");

        assertThat(tree.root().properties()).extracting(DtProperty::name).containsExactly("bar");
        assertThat(tree.find("/m").orElseThrow().labels()).containsExactly("n");
        assertThat(value("[ab: 01]")).isEqualTo("01");
    }

    @Test
    void rule03NumbersAreThoseOfC() {
        assertThat(value("<10 0x10 010 0>")).isEqualTo("0000000a000000100000000800000000");
        assertThat(value("<1U 1L 1UL 1LL 1ULL>")).isEqualTo("0000000100000001000000010000000100000001");
        assertThat(value("/bits/ 64 <0xffffffffffffffff>")).isEqualTo("ffffffffffffffff");
        assertThat(value("<09>")).isEqualTo("dts-bad-number");
        assertThat(value("/bits/ 64 <0x10000000000000000>")).isEqualTo("dts-bad-number");
        assertThat(value("<1u>")).isEqualTo("dts-bad-cell");
    }

    @Test
    void rule03CharactersAreOneByte() {
        assertThat(value("/bits/ 8 <'a' '\\n' '\\'' '\\x7f' '\\101'>")).isEqualTo("610a277f41");
        assertThat(value("<'ab'>")).isEqualTo("dts-bad-char-literal");
        assertThat(value("<''>")).isEqualTo("dts-bad-char-literal");
    }

    @Test
    void rule04StringsHaveTheEscapesOfC() {
        assertThat(value("\"\\a\\b\\t\\n\\v\\f\\r\"")).isEqualTo("0708090a0b0c0d00");
        assertThat(value("\"\\1\\12\\123\\1234\"")).isEqualTo("010a53533400");
        assertThat(value("\"\\x1\\x12\\x123\"")).isEqualTo("0112123300");
        assertThat(value("\"\\q\\\\\\\"\"")).isEqualTo("715c2200");
        assertThat(value("\"\\x\"")).isEqualTo("dts-bad-escape");
        assertThat(value("\"\\x-f\"")).isEqualTo("dts-bad-escape");
        assertThat(value("\"\\x f\"")).isEqualTo("dts-bad-escape");
    }

    @Test
    void rule04StringsKeepLineBreaksAndNulAndAreNotJoined() {
        assertThat(value("\"a\nb\"")).isEqualTo("610a6200");
        assertThat(value("\"a\\0b\"")).isEqualTo("61006200");
        assertThat(value("\"a\", \"b\"")).isEqualTo("61006200");
        assertThat(value("\"a\" \"b\"")).isEqualTo("dts-syntax");
    }

    @Test
    void rule05CommentsAreSpace() {
        assertThat(value("/* a */ < /* b */ 1 // c\n 2>")).isEqualTo("0000000100000002");
        assertThat(value("[00 /**/ 11]")).isEqualTo("0011");
        assertThat(value("\"/* a */ // b\"")).isEqualTo("2f2a2061202a2f202f2f206200");
    }

    @Test
    void rule05LineMarkersSetTheFileAndTheLineOfWhatFollows() {
        assertThat(place("/dts-v1/;\n# 12 \"x.h\" 1 3\n/ {\n\ta = <b>;\n};\n")).isEqualTo("x.h:13:7");
        assertThat(place("/dts-v1/;\n#line 12 \"x.h\"\n/ { a = <b>; };\n")).isEqualTo("x.h:12:10");
        assertThat(place("/dts-v1/; # 12 \"x.h\"\n")).isEqualTo("rule.dts:1:11");
        assertThat(code("/dts-v1/;\n# 12 \"x\\0h\"\n/ { };\n")).isEqualTo("dts-line-marker");
    }

    @Test
    void rule06IncludesAreTextAndLookBesideTheIncludingFileFirst() {
        IncludeResolver files = IncludeResolver.of(Map.of(
                "d/a", "1 /include/ \"b\" 4", //
                "d/b", "2 3",
                "b", "wrong"));

        assertThat(value(parse("/dts-v1/; / { v = </include/ \"d/a\">; };", files)))
                .isEqualTo("00000001000000020000000300000004");
    }

    @Test
    void rule06TheDepthOfIncludesIsLimited() {
        IncludeResolver ever = (file, from) ->
                Optional.of(IncludedFile.of(file, "/include/ \"" + (Integer.parseInt(file) + 1) + "\""));

        DtsResult result = parse("/dts-v1/; /include/ \"1\"", ever);

        assertThat(result.diagnostics()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("dts-include");
            assertThat(finding.presentState().orElseThrow())
                    .startsWith("rule.dts includes … includes 194 includes")
                    .endsWith("includes 200 includes 201");
        });
    }

    @Test
    void rule07HeadersComeFirstAndAgree() {
        assertThat(code("/ { };")).isEqualTo("dts-no-header");
        assertThat(code("/dts-v1/; /dts-v1/; / { };")).isEmpty();
        assertThat(code("/dts-v1/; /multikernel-v1/; / { };")).isEqualTo("dts-header-mismatch");
        assertThat(code("/dts-v1/; / { }; /dts-v1/;")).isEqualTo("dts-misplaced");
        assertThat(code("/dts-v1/;")).isEqualTo("dts-no-root");
    }

    @Test
    void rule07ReservationsStandBeforeTheRootNode() {
        DtsResult result = parse("/dts-v1/; a: b: /memreserve/ 1 (2 + 3); /memreserve/ 'a' 0; / { };");

        assertThat(result.orElseThrow().reservations())
                .containsExactly(new ReservedRange(1, 5), new ReservedRange(0x61, 0));
        assertThat(code("/dts-v1/; / { }; /memreserve/ 1 2;")).isEqualTo("dts-misplaced");
    }

    @Test
    void rule07BodiesExtendNodesByLabelAndByPath() {
        DeviceTree tree = parse("/dts-v1/; / { n: n { }; }; &n { a; }; &{/n} { b; }; l: &n { c; }; &l { d; };")
                .orElseThrow();

        assertThat(tree.find("/n").orElseThrow().properties())
                .extracting(DtProperty::name)
                .containsExactly("a", "b", "c", "d");
        assertThat(code("/dts-v1/; / { n: n { }; }; /delete-node/ &n; &n { };")).isEqualTo("dts-unresolved-reference");
        assertThat(code("/dts-v1/; / { n: n { }; }; /omit-if-no-ref/ &n;")).isEmpty();
    }

    @Test
    void rule08PropertiesStandBeforeChildren() {
        assertThat(code("/dts-v1/; / { a; n { }; };")).isEmpty();
        assertThat(code("/dts-v1/; / { n { }; a; };")).isEqualTo("dts-property-after-node");
        assertThat(code("/dts-v1/; / { n { }; /delete-property/ a; };")).isEqualTo("dts-property-after-node");
        assertThat(code("/dts-v1/; / { a: b: p; c: d: q = <1>; e: f: n { }; /delete-node/ x; };"))
                .isEmpty();
    }

    @Test
    void rule09PartsOfAValueFollowEachOther() {
        assertThat(value("\"a\", <1>, [02 03], /bits/ 16 <4>")).isEqualTo("61000000000102030004");
        assertThat(value("l: <m: 1 n:> o:, p: [q: 00 r:] s:")).isEqualTo("0000000100");
        assertThat(value("<>")).isEmpty();
        assertThat(value("[]")).isEmpty();
    }

    @Test
    void rule09AReferenceIsAFullPath() {
        assertThat(value("&{/}")).isEqualTo("2f00");
        assertThat(value("&n; n: n {}")).isEqualTo("2f6e00");
    }

    @Test
    void rule09FilesAreTakenInWholeOrInPart() {
        IncludeResolver files = IncludeResolver.of(Map.of("f", "abcd"));

        assertThat(value(parse("/dts-v1/; / { v = /incbin/(\"f\"); };", files))).isEqualTo("61626364");
        assertThat(value(parse("/dts-v1/; / { v = /incbin/(\"f\", 1, (1 + 1)); };", files)))
                .isEqualTo("6263");
        assertThat(value(parse("/dts-v1/; / { v = /incbin/(\"f\", 3, 9); };", files)))
                .isEqualTo("64");
    }

    @Test
    void rule10ExpressionsHaveThePrecedenceOfC() {
        assertThat(value("<(1 + 2 * 3) (10 - 2 - 3) (1 << 2 + 1) (1 | 2 ^ 3 & 4)>"))
                .isEqualTo("00000007000000050000000800000003");
        assertThat(value("<(1 || 0 && 0) (0 ? 1 : 0 ? 2 : 3) (1 + 1 == 2) (!0 + 1)>"))
                .isEqualTo("00000001000000030000000100000002");
    }

    @Test
    void rule10ArithmeticIsUnsignedAndOf64Bits() {
        assertThat(value("/bits/ 64 <((0 - 1) / 2) (1 << 63) (1 << 64) (1 >> 64)>"))
                .isEqualTo("7fffffffffffffff800000000000000000000000000000000000000000000000");
        assertThat(value("<((0 - 1) > 1) (-1 == ~0)>")).isEqualTo("0000000100000001");
        assertThat(value("<(1 / 0)>")).isEqualTo("dts-division-by-zero");
        assertThat(value("<(1 % 0)>")).isEqualTo("dts-division-by-zero");
    }

    @Test
    void rule10ReferencesAreCellsOf32Bits() {
        assertThat(value("<&n &{/n}>; n: n {}")).isEqualTo("0000000100000001");
        assertThat(value("/bits/ 64 <&n>; n: n {}")).isEqualTo("dts-bad-cell");
    }

    @Test
    void rule11LargeNumbersAreCutWithAWarningUnlessTheyAreNegative() {
        DtsResult result = parse("/dts-v1/; / { v = <0x123456789 (0 - 1) 0xffffffffffffffff>; };");

        assertThat(value(result)).isEqualTo("23456789ffffffffffffffff");
        assertThat(result.diagnostics()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("dts-cell-truncated");
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        });
        assertThat(value("/bits/ 8 <0x123 (-1)>")).isEqualTo("23ff");
    }

    @Test
    void rule11APathMayBeginAtALabel() {
        assertThat(value("&{n/m}; n: n { m {}; }")).isEqualTo("2f6e2f6d00");
        assertThat(value("<&{n/m}>; n: n { m {}; }")).isEqualTo("00000001");
    }

    @Test
    void rule12MistakesOfSyntaxAndOfMeaningAreErrors() {
        assertThat(codes("/dts-v1/; / { a = ; b = <&c>; d = <e>; };"))
                .containsExactly("dts-syntax", "dts-phandle-references", "dts-bad-cell");
    }

    @Test
    void rule13WhatIsDefinedAgainKeepsItsPlace() {
        DeviceTree tree = parse("/dts-v1/; / { a = <1>; b; n { x; }; }; / { c; a = <2>; m { }; n { y; x = [7f]; }; };")
                .orElseThrow();

        assertThat(Dts.print(tree)).isEqualTo("""
                /dts-v1/;

                / {
                	a = <0x02>;
                	b;
                	c;

                	n {
                		x = [7f];
                		y;
                	};

                	m {
                	};
                };
                """);
    }

    @Test
    void rule14DeletingMarksAndWhatComesBackTakesItsOldPlace() {
        DeviceTree tree = parse("/dts-v1/; / { a; b; n { x; y; }; m { }; };"
                        + "/ { /delete-property/ a; /delete-node/ n; };"
                        + "/ { c; a = <1>; n { y; }; };")
                .orElseThrow();

        assertThat(tree.root().properties()).extracting(DtProperty::name).containsExactly("a", "b", "c");
        assertThat(tree.root().children()).extracting(DtNode::name).containsExactly("n", "m");
        assertThat(tree.find("/n").orElseThrow().properties())
                .extracting(DtProperty::name)
                .containsExactly("y");
    }

    @Test
    void rule14LabelsOfWhatIsDeletedGo() {
        assertThat(code("/dts-v1/; / { l: n { }; }; /delete-node/ &l; / { l: m { }; p = <&l>; };"))
                .isEqualTo("dts-property-after-node");
        assertThat(code("/dts-v1/; / { l: n { }; }; /delete-node/ &l; / { p = <&l>; l: m { }; };"))
                .isEmpty();
        assertThat(code("/dts-v1/; / { p = <&l>; l: n { }; }; /delete-node/ &l;"))
                .isEqualTo("dts-phandle-references");
    }

    /** Found by comparing generated sources: such labels were still referred to. */
    @Test
    void rule14LabelsOfWhatItsOwnBodyDeletesGo() {
        String deleted = "/dts-v1/; / { }; / { l: n { }; /delete-node/ n; ";
        assertThat(code(deleted + "}; / { p = <&l>; };")).isEqualTo("dts-phandle-references");
        assertThat(code(deleted + "}; / { p = &l; n { }; };")).isEqualTo("dts-path-references");
        assertThat(code(deleted + "}; &l { };")).isEqualTo("dts-unresolved-reference");
        assertThat(code(deleted + "}; / { p = <&l>; l: n { }; };")).isEmpty();
        assertThat(code(deleted + "l: m { }; }; / { p = <&l>; };")).isEmpty();
    }

    @Test
    void rule15ALaterLabelStandsInFront() {
        DeviceTree tree = parse("/dts-v1/; / { a: b: n { }; }; c: &a { }; / { a: n { }; };")
                .orElseThrow();

        assertThat(tree.find("/n").orElseThrow().labels()).containsExactly("c", "a", "b");
        assertThat(code("/dts-v1/; / { a: n { }; a: m { }; };")).isEqualTo("dts-duplicate-label");
        assertThat(code("/dts-v1/; / { a: p; a: m { }; };")).isEqualTo("dts-duplicate-label");
        assertThat(code("/dts-v1/; / { p = a: <1 a: 2>; };")).isEqualTo("dts-duplicate-label");
    }

    @Test
    void rule16NodesThatNothingRefersToAreOmitted() {
        assertThat(children("/omit-if-no-ref/ n {};")).isEmpty();
        assertThat(children("p = <&n>; /omit-if-no-ref/ n: n {};")).isEqualTo("n");
        assertThat(children("p = &n; /omit-if-no-ref/ n: n {};")).isEqualTo("n");
        assertThat(children("p = <&{/n}>; /omit-if-no-ref/ n {};")).isEqualTo("n");
    }

    @Test
    void rule18NamesAndDuplicatesAreChecked() {
        assertThat(code("/dts-v1/; / { n { }; n { }; };")).isEqualTo("dts-duplicate-node-names");
        assertThat(code("/dts-v1/; / { p; p; };")).isEqualTo("dts-duplicate-property-names");
        assertThat(code("/dts-v1/; / { n#0 { }; };")).isEqualTo("dts-node-name-chars");
        assertThat(code("/dts-v1/; / { n@0@1 { }; };")).isEqualTo("dts-node-name-format");
        assertThat(code("/dts-v1/; / { p@0; };")).isEqualTo("dts-property-name-chars");
    }

    @Test
    void rule18PhandlesAreChecked() {
        assertThat(code("/dts-v1/; / { n { phandle = <0>; }; };")).isEqualTo("dts-explicit-phandles");
        assertThat(code("/dts-v1/; / { n { phandle = <0xffffffff>; }; };")).isEqualTo("dts-explicit-phandles");
        assertThat(code("/dts-v1/; / { n { phandle = <1 2>; }; };")).isEqualTo("dts-explicit-phandles");
        assertThat(code("/dts-v1/; / { n { phandle = <1>; }; m { phandle = <1>; }; };"))
                .isEqualTo("dts-explicit-phandles");
        assertThat(code("/dts-v1/; / { n { phandle = <1>; linux,phandle = <2>; }; };"))
                .isEqualTo("dts-explicit-phandles");
        assertThat(code("/dts-v1/; / { p = <&x>; };")).isEqualTo("dts-phandle-references");
        assertThat(code("/dts-v1/; / { p = &x; };")).isEqualTo("dts-path-references");
    }

    @Test
    void rule19ARightNameGoesAndAWrongOneIsAnError() {
        assertThat(names("name = \"\"; a;")).containsExactly("a");
        assertThat(code("/multikernel-v1/; / { n@0 { name = \"n\"; }; };")).isEmpty();
        assertThat(code("/dts-v1/; / { n@0 { name = \"n@0\"; }; };"))
                .isEqualTo("dts-unit-address-vs-reg dts-name-properties");
    }

    @Test
    void rule20PhandlesAreNumberedInTheOrderOfTheirUse() {
        DeviceTree tree = compile("v = <&b &a>; a: a { x = <&c &a>; y; }; b: b { phandle = <&b>; }; c: c { z {}; };"
                + " d { phandle = <2>; };");

        assertThat(hex(tree, "/", "v")).isEqualTo("0000000100000003");
        assertThat(hex(tree, "/a", "x")).isEqualTo("0000000400000003");
        assertThat(hex(tree, "/b", "phandle")).isEqualTo("00000001");
        assertThat(tree.find("/a").orElseThrow().properties())
                .extracting(DtProperty::name)
                .containsExactly("x", "y", "phandle");
    }

    @Test
    void rule21PathsMoveWhatFollowsThem() {
        assertThat(value("&n, <&n 7>, &m; n: n {}; m: mm {}")).isEqualTo("2f6e0000000001000000072f6d6d00");
    }

    @Test
    void rule26TheBlobHasItsPartsInOrder() {
        assertThat(HEX.formatHex(Fdt.encode(compile(""))))
                .isEqualTo(
                        "d00dfeed" // magic
                                + "00000048" // total size
                                + "00000038" // structure block
                                + "00000048" // strings block
                                + "00000028" // reserve map
                                + "00000011" // version
                                + "00000010" // last compatible version
                                + "00000000" // boot CPU
                                + "00000000" // size of the strings block
                                + "00000010" // size of the structure block
                                + "00000000000000000000000000000000" // end of the reserve map
                                + "00000001" + "00000000" // begin of the root node, whose name is empty
                                + "00000002" // its end
                                + "00000009"); // the end
    }

    @Test
    void rule27TheReserveMapIsInSourceOrder() {
        byte[] blob = Fdt.encode(
                parse("/dts-v1/; /memreserve/ 2 1; /memreserve/ 1 0; / { };").orElseThrow());

        assertThat(HEX.formatHex(blob, 0x28, 0x58))
                .isEqualTo("00000000000000020000000000000001"
                        + "00000000000000010000000000000000"
                        + "00000000000000000000000000000000");
    }

    @Test
    void rule28TheBootCpuIsTheRegOfTheFirstCpu() {
        assertThat(compile("cpus { a { reg = <7>; }; b { reg = <8>; }; };").bootCpuId())
                .isEqualTo(7);
        assertThat(compile("cpus { a { reg = <7 8>; }; };").bootCpuId()).isZero();
        assertThat(compile("cpus { a { }; };").bootCpuId()).isZero();
    }

    @Test
    void rule29PropertiesAndNamesArePaddedToFourBytes() {
        byte[] blob = Fdt.encode(compile("a = [01 02 03 04 05]; abcd { };"));

        assertThat(HEX.formatHex(blob, 0x38, 0x6c))
                .isEqualTo(
                        "0000000100000000" // the root node
                                + "00000003000000050000000001020304050000" + "00" // the property
                                + "00000001616263640000000000000002" // the child
                                + "0000000200000009");
    }

    @Test
    void rule30NamesShareTheirEnds() {
        byte[] blob = Fdt.encode(compile("foo-bar; bar; ar; xbar;"));

        int strings = 0x38 + 8 + 4 * 12 + 8;
        assertThat(new String(blob, strings, blob.length - strings, StandardCharsets.US_ASCII))
                .isEqualTo("foo-bar\0xbar\0");
        assertThat(HEX.formatHex(blob, 0x38 + 8 + 12, 0x38 + 8 + 24)).isEqualTo("000000030000000000000004");
    }

    private static DtsResult parse(String source) {
        return Dts.parse(source, "rule.dts");
    }

    private static DtsResult parse(String source, IncludeResolver includes) {
        return Dts.parse(source, "rule.dts", DtsOptions.defaults().withIncludes(includes));
    }

    private static DeviceTree compile(String members) {
        return parse("/dts-v1/; / { " + members + " };").orElseThrow();
    }

    /** The bytes of a value, or the code of what is wrong with it. */
    private static String value(String value) {
        return value(parse("/dts-v1/; / { v = " + value + "; };"));
    }

    private static String value(DtsResult result) {
        return result.tree().map(tree -> hex(tree, "/", "v")).orElseGet(() -> first(result));
    }

    private static String hex(DeviceTree tree, String path, String property) {
        return HEX.formatHex(tree.find(path)
                .orElseThrow()
                .property(property)
                .orElseThrow()
                .value()
                .toBytes());
    }

    private static List<String> names(String members) {
        return compile(members).root().properties().stream()
                .map(DtProperty::name)
                .toList();
    }

    /** The children's names, or the code of what is wrong. */
    private static String children(String members) {
        DtsResult result = parse("/dts-v1/; / { " + members + " };");
        return result.tree()
                .map(tree -> String.join(
                        " ", tree.root().children().stream().map(DtNode::name).toList()))
                .orElseGet(() -> first(result));
    }

    private static String first(DtsResult result) {
        return result.diagnostics().get(0).code();
    }

    private static List<String> codes(String source) {
        return parse(source).diagnostics().stream().map(Diagnostic::code).toList();
    }

    /** The code of the only finding; empty if there is none. */
    private static String code(String source) {
        return String.join(" ", codes(source));
    }

    private static String place(String source) {
        return parse(source).diagnostics().get(0).location().orElseThrow().describe();
    }
}
