// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.diag.SourceSpan;
import io.kerf.dts.check.Checks;
import io.kerf.fdt.Fdt;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The checks by example: each has a source in {@code testdata/dts/checks} that fails it, and one nearby that does not. */
class ChecksTest {
    private static final String UNADDRESSED = "/dts-v1/;\n/ {\n\ttimer@1000 {\n\t};\n};\n";

    static Stream<DtsCheck> checks() {
        return Dts.checks().stream();
    }

    @ParameterizedTest
    @MethodSource("checks")
    void theBadExampleFailsTheCheckAndTheGoodOneDoesNot(DtsCheck check) throws IOException {
        DtsOptions options = check.defaultLevel() == CheckLevel.OFF
                ? DtsOptions.defaults().withCheck(check.name(), CheckLevel.WARNING)
                : DtsOptions.defaults();
        DtsResult bad = parse(check, "bad", options);
        DtsResult good = parse(check, "good", options);

        boolean silent = Checks.ALL.get(Checks.find(check.name()).orElseThrow()).silent();
        assertThat(fails(bad, check)).as(bad.render()).isEqualTo(!silent);
        assertThat(fails(good, check)).as(good.render()).isEqualTo(check.name().equals("always_fail"));
    }

    private static boolean fails(DtsResult result, DtsCheck check) {
        return result.diagnostics().stream().anyMatch(finding -> finding.code().equals(check.code()));
    }

    private static DtsResult parse(DtsCheck check, String kind, DtsOptions options) throws IOException {
        Path source = GoldenFiles.folder("checks").resolve(check.name() + "." + kind + ".dts");
        return Dts.parse(Files.readString(source), source.getFileName().toString(), options);
    }

    @ParameterizedTest
    @MethodSource("badExamples")
    void badExamplesGiveTheFindingsOfTheirGoldenFile(Path source) throws IOException {
        String name = source.getFileName().toString();
        GoldenFiles.check(
                source, ".diag", Dts.parse(Files.readString(source), name).render());
    }

    static Stream<Path> badExamples() {
        return GoldenFiles.in("checks").stream().filter(file -> file.toString().endsWith(".bad.dts"));
    }

    @Test
    void eachCheckSaysWhatItDemands() {
        assertThat(Dts.checks()).hasSize(89).allSatisfy(check -> {
            assertThat(check.description()).endsWith(".").doesNotContain("\n");
            assertThat(check.code()).isEqualTo("dts-" + check.name().replace('_', '-'));
        });
    }

    @Test
    void prerequisitesComeFirstInTheList() {
        List<String> names = Dts.checks().stream().map(DtsCheck::name).toList();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(Dts.checks()).allSatisfy(check -> assertThat(names).containsAll(check.prerequisites()));
    }

    @Test
    void aFindingSaysWhereAndHowToMendIt() {
        Diagnostic finding = only(Dts.parse(UNADDRESSED, "x.dts"));

        assertThat(finding.code()).isEqualTo("dts-unit-address-vs-reg");
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.subject()).contains("/timer@1000");
        assertThat(finding.location()).hasValueSatisfying(place -> {
            assertThat(((SourceSpan) place).line()).isEqualTo(3);
            assertThat(((SourceSpan) place).text()).isEqualTo("timer@1000");
        });
        assertThat(finding.suggestion())
                .hasValueSatisfying(text -> assertThat(text).contains("'timer'"));
    }

    @Test
    void aMissingUnitAddressIsWorkedOut() {
        String source = "/dts-v1/; / { #address-cells = <2>; #size-cells = <1>; t { reg = <0x1 0x2000 4>; }; };";
        assertThat(only(Dts.parse(source, "x.dts")).suggestion()).contains("call it 't@100002000'");
    }

    @Test
    void aCheckThatIsAnErrorKeepsASourceFromCompiling() {
        DtsOptions strict = DtsOptions.defaults().withCheck("unit_address_vs_reg", CheckLevel.ERROR);

        assertThat(Dts.parse(UNADDRESSED, "x.dts", strict).tree()).isEmpty();
        assertThat(only(Dts.parse(UNADDRESSED, "x.dts", strict)).severity()).isEqualTo(Severity.ERROR);
    }

    @Test
    void aCheckThatIsOffFindsNothing() {
        DtsOptions quiet = DtsOptions.defaults().withCheck("unit_address_vs_reg", CheckLevel.OFF);

        assertThat(Dts.parse(UNADDRESSED, "x.dts", quiet).diagnostics()).isEmpty();
    }

    @Test
    void anUnknownCheckIsRefusedWithTheNearestOne() {
        assertThatThrownBy(() -> DtsOptions.defaults().withCheck("unit_adress_vs_reg", CheckLevel.OFF))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'unit_address_vs_reg'");
        assertThatThrownBy(() -> DtsOptions.defaults().withWarning("no-reg_formt"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'reg_format'");
    }

    @Test
    void turningACheckOffTurnsOffThoseThatStandOnIt() {
        String source =
                "/dts-v1/; / { #address-cells = <1>; #size-cells = <1>; i2c { #address-cells = <1>; #size-cells = <0>; "
                        + "a@2 { reg = <1>; }; }; };";

        assertThat(only(Dts.parse(source, "x.dts")).code()).isEqualTo("dts-i2c-bus-reg");
        assertThat(Dts.parse(source, "x.dts", DtsOptions.defaults().withCheck("reg_format", CheckLevel.OFF))
                        .diagnostics())
                .isEmpty();
    }

    @Test
    void raisingACheckRaisesThoseThatItStandsOn() {
        String source = "/dts-v1/; / { #address-cells = <1 2>; };";
        DtsOptions strict = DtsOptions.defaults().withError("reg_format");

        assertThat(Dts.parse(source, "x.dts").hasErrors()).isFalse();
        assertThat(Dts.parse(source, "x.dts", strict).diagnostics())
                .extracting(Diagnostic::severity)
                .first()
                .isEqualTo(Severity.ERROR);
    }

    @Test
    void aCheckBehindAFailedOneIsNotMadeAndThatIsSaid() {
        String source = "/dts-v1/; / { #address-cells = <1>; #size-cells = <1>; a@1 { reg = <1>; }; "
                + "i2c { #address-cells = <1>; #size-cells = <0>; b@2 { reg = <1>; }; }; };";
        List<Diagnostic> findings = Dts.parse(source, "x.dts").diagnostics();

        assertThat(findings).extracting(Diagnostic::code).containsExactly("dts-reg-format", "dts-checks-not-run");
        assertThat(findings.get(1).severity()).isEqualTo(Severity.INFO);
        assertThat(findings.get(1).message()).contains("'reg_format'", "i2c_bus_reg");
    }

    @Test
    void anErrorThatCouldNotBeLookedForIsAnError() {
        String source = "/dts-v1/; / { #address-cells = <1>; #size-cells = <1>; a@1 { reg = <1>; }; };";
        DtsOptions strict = DtsOptions.defaults()
                .withError("i2c_bus_reg")
                .withError("no-reg_format")
                .withError("i2c_bus_bridge");

        assertThat(Dts.parse(source, "x.dts", strict).hasErrors()).isFalse();
        DtsResult failed = Dts.parse(source, "x.dts", DtsOptions.defaults().withCheck("i2c_bus_reg", CheckLevel.ERROR));
        assertThat(failed.diagnostics()).extracting(Diagnostic::severity).containsOnly(Severity.ERROR);
    }

    @Test
    void aBlobIsCheckedByThePathsOfItsNodes() {
        DeviceTree tree = Fdt.decode(Fdt.encode(Dts.compile(UNADDRESSED, "x.dts")));

        assertThat(Dts.check(tree)).singleElement().satisfies(finding -> {
            assertThat(finding.subject()).contains("/timer@1000");
            assertThat(finding.location()).isEmpty();
        });
    }

    @Test
    void anOverlayIsCheckedAsOne() {
        String source = "/dts-v1/; /plugin/; &i2c { #address-cells = <1>; #size-cells = <0>; c: camera@1 { reg = <1>;"
                + " clocks = <&clk 0>; interrupt-parent = <&gic>; interrupts = <1>; status = <1>; self = <&c>; }; };";
        DeviceTree overlay = Fdt.decode(Fdt.encode(Dts.compile(source, "x.dts")));

        assertThat(Dts.checkOverlay(overlay, DtsOptions.defaults()))
                .extracting(Diagnostic::code, finding -> finding.subject().orElse(""))
                .containsExactly(tuple("dts-status-is-string", "/fragment@0/__overlay__/camera@1"));
        assertThat(Dts.check(overlay))
                .extracting(Diagnostic::code, finding -> finding.subject().orElse(""))
                .contains(
                        tuple("dts-interrupts-property", "/fragment@0/__overlay__/camera@1"),
                        tuple("dts-unit-address-vs-reg", "/__local_fixups__/fragment@0/__overlay__/camera@1"));
    }

    @Test
    void aTreeIsCheckedByTheRulesOfTheDialectThatIsRequired() {
        DeviceTree tree = Fdt.decode(Fdt.encode(Dts.compile("/multikernel-v1/; / { ethernet@0 { }; };", "x.dts")));

        assertThat(Dts.check(tree)).extracting(Diagnostic::code).containsExactly("dts-unit-address-vs-reg");
        assertThat(Dts.check(tree, DtsOptions.defaults().withDialect(Dialect.KERF_V1)))
                .isEmpty();
    }

    @Test
    void aTreeIsCheckedForWhatACompilationRefuses() {
        DtNode twice = DtNode.of(
                "",
                List.of(
                        DtProperty.of("p", PropertyValue.ofU32(1)),
                        DtProperty.of("p", PropertyValue.ofU32(2)),
                        DtProperty.of("a@b", PropertyValue.ofU32(1))),
                List.of(
                        DtNode.of("n").withProperty("phandle", PropertyValue.ofU32(1)),
                        DtNode.of("n").withProperty("phandle", PropertyValue.ofU32(1)),
                        DtNode.of("m#").withProperty("name", PropertyValue.ofStrings("k")),
                        DtNode.of("k").withProperty("phandle", PropertyValue.ofU32(0))));

        assertThat(Dts.check(DeviceTree.of(twice)))
                .filteredOn(finding -> finding.severity() == Severity.ERROR)
                .extracting(Diagnostic::code)
                .filteredOn(code -> !code.equals("dts-checks-not-run"))
                .containsExactlyInAnyOrder(
                        "dts-duplicate-property-names",
                        "dts-property-name-chars",
                        "dts-duplicate-node-names",
                        "dts-explicit-phandles",
                        "dts-node-name-chars",
                        "dts-name-properties",
                        "dts-explicit-phandles");
    }

    @Test
    void checksAreMadeBesideErrorsOfMeaning() {
        String other = " status = <1>; ";
        for (String body : List.of(
                "p; p;",
                "a: n { }; a: m { };",
                "n#0 { };",
                "n@0@1 { reg = <0>; };",
                "p@0;",
                "n { name = <1>; };",
                "n { name = \"m\"; };",
                "n { phandle = <0>; };",
                "p = <&nowhere>;")) {
            DtsResult result = Dts.parse("/dts-v1/; / {" + other + body + " };", "x.dts");
            assertThat(result.tree()).as(body).isEmpty();
            assertThat(result.failure()).as(body).contains(DtsResult.Failure.MEANING);
            assertThat(result.diagnostics())
                    .as(result.render())
                    .extracting(Diagnostic::code)
                    .contains("dts-status-is-string");
            assertThat(result.diagnostics())
                    .as(result.render())
                    .filteredOn(finding -> finding.severity() == Severity.ERROR)
                    .hasSize(1);
        }
    }

    /** What an error explains is not found by checks once more. */
    @Test
    void anErrorOfMeaningIsNotRepeatedByChecks() {
        for (String body : List.of(
                "interrupt-parent = <&gic>; n { interrupts = <1>; };",
                "p: port { endpoint { remote-endpoint = <&nowhere>; }; };",
                "clocks = <&nowhere 1>;",
                "aliases { serial0 = &nowhere; };",
                "chosen { stdout-path = &nowhere; };",
                "#address-cells = <1>; #size-cells = <0>; uart#0 { reg = <0>; };",
                "#address-cells = <1>; #size-cells = <0>; uart@0 { reg = <0>; }; uart@0 { status = \"okay\"; };",
                "c: c { interrupt-controller; #interrupt-cells = <1>; phandle = <0>; };"
                        + " n { interrupt-parent = <&c>; interrupts = <1>; };")) {
            DtsResult result = Dts.parse("/dts-v1/; / { " + body + " };", "x.dts");
            assertThat(result.diagnostics()).as(result.render()).hasSize(1);
            assertThat(result.hasErrors()).isTrue();
        }
    }

    @Test
    void aSourceThatCannotBeReadIsNotChecked() {
        String source = "/dts-v1/; / { status = <1>; uart@0 { reg = ; }; };";

        assertThat(only(Dts.parse(source, "x.dts")).code()).isEqualTo("dts-syntax");
    }

    @Test
    void forbiddenCharactersCanBeLetPass() {
        String source = "/dts-v1/; / { p@q; a#b { }; };";
        DtsOptions lenient = DtsOptions.defaults()
                .withCheck("node_name_chars", CheckLevel.WARNING)
                .withCheck("property_name_chars", CheckLevel.OFF);

        assertThat(Dts.parse(source, "x.dts").tree()).isEmpty();
        DtsResult result = Dts.parse(source, "x.dts", lenient);
        assertThat(result.tree()).isPresent();
        assertThat(result.diagnostics()).extracting(Diagnostic::code).contains("dts-node-name-chars");
    }

    /** Of three checks the first finds warnings beyond the limit, the second an error, the third warnings again. */
    @Test
    void errorsOfChecksTakeThePlaceOfWarnings() {
        String source =
                "/dts-v1/; / { a { status = <1>; }; b { status = <1>; }; c { status = <1>; }; d { label = <1>; };"
                        + " e { x-names = [01]; }; };";
        DtsOptions options = DtsOptions.defaults().withMaxFindings(2).withCheck("label_is_string", CheckLevel.ERROR);
        DeviceTree tree = Dts.compile(source, "x.dts");

        for (List<Diagnostic> findings :
                List.of(Dts.parse(source, "x.dts", options).diagnostics(), Dts.check(tree, options))) {
            assertThat(findings)
                    .extracting(Diagnostic::code, Diagnostic::severity)
                    .containsExactly(
                            tuple("dts-status-is-string", Severity.WARNING),
                            tuple("dts-label-is-string", Severity.ERROR),
                            tuple("dts-too-many-findings", Severity.WARNING));
        }
    }

    @Test
    void warningsOfTheLanguageMakeRoomForErrorsOfChecks() {
        String source = "/dts-v1/; / { p = <" + "0x123456789 ".repeat(5) + ">; d { label = <1>; }; };";
        DtsOptions options = DtsOptions.defaults().withMaxFindings(2).withCheck("label_is_string", CheckLevel.ERROR);

        assertThat(Dts.parse(source, "x.dts", options).diagnostics())
                .extracting(Diagnostic::code)
                .containsExactly("dts-cell-truncated", "dts-label-is-string", "dts-too-many-findings");
    }

    @Test
    void errorsBehindTheLimitAreErrors() {
        String source = "/dts-v1/; / { a { label = <1>; }; b { label = <1>; }; };";
        DtsOptions options = DtsOptions.defaults().withMaxFindings(1).withCheck("label_is_string", CheckLevel.ERROR);

        assertThat(Dts.parse(source, "x.dts", options).diagnostics())
                .extracting(Diagnostic::code, Diagnostic::severity)
                .containsExactly(
                        tuple("dts-label-is-string", Severity.ERROR), tuple("dts-too-many-findings", Severity.ERROR));
    }

    /** The value without its reference is no address; the node beside it, whose address is its own, is judged all the same. */
    @Test
    void aValueWithAReferenceToNoNodeIsNotJudged() {
        String soc = "soc { compatible = \"simple-bus\"; #address-cells = <1>; #size-cells = <1>; ranges; ";
        String source = "/dts-v1/; / { #address-cells = <1>; #size-cells = <1>; " + soc
                + "u@1 { reg = <&nope 1>; }; v@2 { reg = <3 1>; }; }; };";

        assertThat(Dts.parse(source, "x.dts").diagnostics())
                .extracting(Diagnostic::code, finding -> finding.subject().orElse(""))
                .containsExactly(tuple("dts-phandle-references", ""), tuple("dts-simple-bus-reg", "/soc/v@2"));
        assertThat(Dts.parse("/dts-v1/; / { c { reg = &nope; }; };", "x.dts").diagnostics())
                .extracting(Diagnostic::code)
                .contains("dts-path-references")
                .doesNotContain("dts-reg-format");
    }

    @Test
    void errorsOfTheLanguageCountAgainstTheLimitOfChecks() {
        String source = "/dts-v1/; / { l: a { }; l: b { }; n@1 { reg = <1>; }; m@2 { reg = <2>; }; };";
        DtsOptions options = DtsOptions.defaults().withCheck("reg_format", CheckLevel.ERROR);

        assertThat(errors(source, options.withMaxFindings(1)))
                .containsExactly("dts-duplicate-label", "dts-too-many-findings");
        assertThat(errors(source, options.withMaxFindings(2)))
                .containsExactly("dts-duplicate-label", "dts-reg-format", "dts-too-many-findings");
        assertThat(errors(source, options.withMaxFindings(3)))
                .containsExactly("dts-duplicate-label", "dts-reg-format", "dts-reg-format");
    }

    private static List<String> errors(String source, DtsOptions options) {
        return Dts.parse(source, "x.dts", options).diagnostics().stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .map(Diagnostic::code)
                .toList();
    }

    @Test
    void findingsOfChecksStandInTheOrderOfTheSource() {
        String source = "/dts-v1/;\n/ {\n b@1 { };\n a@1 { };\n c { p = <0x100000000>; };\n d@1 { };\n};\n";

        assertThat(Dts.parse(source, "x.dts").diagnostics())
                .extracting(finding -> ((SourceSpan) finding.location().orElseThrow()).line())
                .containsExactly(3, 4, 5, 6);
    }

    @Test
    void theKerfDialectNumbersDevicesByUnitAddress() {
        String source = "/multikernel-v1/;\n/ { ethernet@0 { }; };\n";

        assertThat(Dts.parse(source, "x.dts").diagnostics()).isEmpty();
        assertThat(Dts.parse(source, "x.dts", DtsOptions.defaults().withWarning("unit_address_vs_reg"))
                        .diagnostics())
                .hasSize(1);
    }

    private static Diagnostic only(DtsResult result) {
        assertThat(result.diagnostics()).as(result.render()).hasSize(1);
        return result.diagnostics().get(0);
    }
}
