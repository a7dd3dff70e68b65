// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.DiagnosticRenderer;
import io.kerf.diag.Severity;
import io.kerf.fdt.Fdt;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What must hold of {@link Dts#parse(String, String)} for all texts, and of checking and printing what it gives. Jazzer drives
 * {@link #fuzzerTestOneInput} under profile {@code fuzz}; {@link HostileSourceTest} drives it over the stored sources and over spoilt
 * ones.
 */
public final class SourceFuzzer {
    private static final IncludeResolver FILES = IncludeResolver.of(Map.of(
            "a.dtsi", "p = <1 2>;\n", "b.dtsi", "/include/ \"a.dtsi\"\nn { };\n", "c.dtsi", "/include/ \"c.dtsi\"\n"));

    private static final List<DtsCheck> CHECKS = Dts.checks();

    /** For what is printed of a tree with names that checks let pass when they are told to. */
    private static final DtsOptions ANY_NAMES = DtsOptions.defaults()
            .withCheck("node_name_chars", CheckLevel.OFF)
            .withCheck("node_name_format", CheckLevel.OFF)
            .withCheck("property_name_chars", CheckLevel.OFF);

    private SourceFuzzer() {}

    /** Loads the classes before the first input: to instrument them may take longer than an input may. */
    public static void fuzzerInitialize() {
        fuzzerTestOneInput("/dts-v1/; / { a: n { p = <&a>; }; };".getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Compiles with the default options, and with others that the bytes decide, now and then as an overlay.
     *
     * @param input any bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        holds(text, defaults(), DtsOptions.defaults());
        Random random = random(input);
        String other = random.nextInt(4) == 0 ? text.replaceFirst("/dts-v1/\\s*;", "/dts-v1/; /plugin/;") : text;
        holds(other, options(random), ANY_NAMES);
    }

    /** The same bytes give the same numbers, and all but the same bytes others. */
    static Random random(byte[] input) {
        return new Random(Arrays.hashCode(input));
    }

    static DtsOptions defaults() {
        return DtsOptions.defaults().withIncludes(FILES);
    }

    /** Any of what can be generated, and some checks at other levels. */
    static DtsOptions options(Random random) {
        DtsOptions options = defaults();
        options = random.nextBoolean() ? options.withSymbols() : options;
        options = random.nextBoolean() ? options.withAliases() : options;
        options = random.nextInt(3) == 0 ? options.withLocalFixups() : options;
        options = random.nextInt(8) == 0 ? options.withMaxFindings(1 + random.nextInt(4)) : options;
        options = random.nextInt(8) == 0 ? options.withDialect(pick(random, Dialect.values())) : options;
        options = options.withPhandleFormat(pick(random, PhandleFormat.values()));
        for (int i = random.nextInt(6); i > 0; i--) {
            String check = CHECKS.get(random.nextInt(CHECKS.size())).name();
            options = options.withCheck(check, pick(random, CheckLevel.values()));
        }
        return options;
    }

    private static <T> T pick(Random random, T[] from) {
        return from[random.nextInt(from.length)];
    }

    /** Compiles; if the text is a source, checks and prints what it gives and reads that again, else looks for findings to show. */
    private static void holds(String text, DtsOptions options, DtsOptions reading) {
        DtsResult result = Dts.parse(text, "fuzz", options);
        if (result.tree().isEmpty() != result.hasErrors()) {
            throw new IllegalStateException("either a tree or an error: " + result.render());
        }
        saySomething(result.diagnostics());
        result.render();
        result.tree().ifPresent(tree -> survives(tree, options, reading));
    }

    private static void saySomething(List<Diagnostic> findings) {
        for (Diagnostic finding : findings) {
            if (finding.code().isEmpty() || finding.message().isEmpty()) {
                throw new IllegalStateException("a finding that says nothing: " + finding);
            }
        }
    }

    private static void survives(DeviceTree tree, DtsOptions options, DtsOptions reading) {
        DeviceTree blob = Fdt.decode(Fdt.encode(tree));
        // Reservations are left out: one of size 0 ends those that are read.
        if (!blob.root().equals(tree.root())) {
            throw new IllegalStateException("a tree does not survive encoding");
        }
        for (DeviceTree each : List.of(tree, blob)) {
            List<Diagnostic> findings = Dts.check(each, options);
            saySomething(findings);
            DiagnosticRenderer.plain().render(findings);
            survivesPrinting(each, DtsPrintOptions.defaults(), reading);
            survivesPrinting(
                    each, DtsPrintOptions.defaults().withReferences().withComment("/", text(findings)), reading);
        }
    }

    private static String text(List<Diagnostic> findings) {
        return findings.isEmpty() ? "*/" : findings.get(0).message();
    }

    private static void survivesPrinting(DeviceTree tree, DtsPrintOptions options, DtsOptions reading) {
        DtsResult again = Dts.parse(Dts.print(tree, options), "printed", reading);
        if (again.tree()
                .map(same -> same.withBootCpuId(tree.bootCpuId()).equals(tree))
                .orElse(false)) {
            return;
        }
        if (again.tree().isEmpty()
                && hasFixupOfPhandle(tree)
                && again.diagnostics().stream().allMatch(SourceFuzzer::isPhandleOrWarning)) {
            return;
        }
        throw new IllegalStateException("a tree does not survive printing: " + again.render());
    }

    /**
     * Whether some node asked for a phandle by {@code phandle = <&itself>} in a source with local fixups: they then have a property
     * {@code phandle} of offset 0, which no source can have. {@code dtc} writes the same and does not read it again either.
     */
    private static boolean hasFixupOfPhandle(DeviceTree tree) {
        return tree.find("/__local_fixups__")
                .map(fixups -> fixups.stream().anyMatch(SourceFuzzer::hasPhandle))
                .orElse(false);
    }

    private static boolean hasPhandle(DtNode node) {
        return node.property("phandle").isPresent()
                || node.property("linux,phandle").isPresent();
    }

    private static boolean isPhandleOrWarning(Diagnostic finding) {
        return finding.severity() != Severity.ERROR || finding.code().equals(Codes.EXPLICIT_PHANDLE);
    }
}
