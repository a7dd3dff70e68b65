// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.dts.check.CheckRun;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Holds {@code docs/diagnostics.md} to the code: a section for each code and no other, and examples that give what they say. The
 * sections of the checks of meaning are made from what the checks say of themselves and from their examples in
 * {@code testdata/dts/checks}; {@code -Dkerf.golden=write} writes them into the page.
 */
class DiagnosticsPageTest {
    private static final Path PAGE =
            Path.of(System.getProperty("kerf.testdata")).resolveSibling("docs/diagnostics.md");
    private static final Pattern SECTION = Pattern.compile("(?m)^### (\\S+)\\n");
    private static final Pattern EXAMPLE = Pattern.compile("(Wrong|Right):\\n\\n```dts\\n(?s:(.*?))```\\n");
    private static final Pattern CHECKS = Pattern.compile("(?s)(<!-- checks: .*? -->\\n)(.*)(<!-- end of checks -->)");

    /** Codes that no example can show. */
    private static final List<String> WITHOUT_EXAMPLE = List.of(Codes.UNREADABLE, CheckRun.NOT_RUN);

    /** Checks that find nothing themselves: others stand on what they read. */
    private static final List<String> SILENT = List.of("omit_unused_nodes", "addr_size_cells", "simple_bus_bridge");

    private static final IncludeResolver FILES = IncludeResolver.of(Map.of("soc.dtsi", "/ {\n\tsoc {\n\t};\n};\n"));

    /** Text of the sections by code, without what is generated. */
    private static Map<String, String> sections() throws IOException {
        String page = CHECKS.matcher(Files.readString(PAGE)).replaceFirst("");
        Map<String, String> sections = new LinkedHashMap<>();
        Matcher found = SECTION.matcher(page);
        List<Integer> starts = new ArrayList<>();
        List<String> codes = new ArrayList<>();
        while (found.find()) {
            starts.add(found.end());
            codes.add(found.group(1));
        }
        for (int i = 0; i < codes.size(); i++) {
            int end = i + 1 < codes.size() ? starts.get(i + 1) : page.length();
            sections.put(codes.get(i), page.substring(starts.get(i), end));
        }
        return sections;
    }

    private static TreeSet<String> codes() {
        TreeSet<String> codes = new TreeSet<>(List.of(CheckRun.NOT_RUN));
        for (Field field : Codes.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                try {
                    codes.add((String) field.get(null));
                } catch (IllegalAccessException e) {
                    throw new AssertionError(field.getName(), e);
                }
            }
        }
        return codes;
    }

    @Test
    void everyCodeHasASectionAndEverySectionACode() throws IOException {
        assertThat(new TreeSet<>(sections().keySet())).isEqualTo(codes());
    }

    @TestFactory
    List<DynamicTest> examplesGiveWhatTheySay() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        sections().forEach((code, text) -> tests.add(DynamicTest.dynamicTest(code, () -> check(code, text))));
        return tests;
    }

    private static void check(String code, String text) {
        Map<String, String> examples = new LinkedHashMap<>();
        for (Matcher found = EXAMPLE.matcher(text); found.find(); ) {
            examples.put(found.group(1), found.group(2));
        }
        if (WITHOUT_EXAMPLE.contains(code)) {
            assertThat(examples).isEmpty();
            return;
        }
        assertThat(examples).containsOnlyKeys("Wrong", "Right");
        DtsResult wrong = Dts.parse(examples.get("Wrong"), code, options(code));
        DtsResult right = Dts.parse(examples.get("Right"), code, options(code));
        assertThat(right.diagnostics()).as(right.render()).isEmpty();
        if (code.equals(Codes.TOO_MANY)) {
            assertThat(wrong.diagnostics()).extracting(Diagnostic::code).endsWith(code);
        } else {
            assertThat(wrong.diagnostics())
                    .as(wrong.render())
                    .extracting(Diagnostic::code)
                    .containsOnly(code);
        }
        assertThat(wrong.tree().isPresent()).isEqualTo(text.contains("This is a warning."));
    }

    private static DtsOptions options(String code) {
        // Nodes with a unit address and no reg keep the examples of the language short.
        DtsOptions options = DtsOptions.defaults().withIncludes(FILES).withCheck("unit_address_vs_reg", CheckLevel.OFF);
        return switch (code) {
            case Codes.WRONG_DIALECT -> options.withDialect(Dialect.KERF_V1);
            case Codes.TOO_LARGE -> options.withMaxSourceLength(64);
            case Codes.TOO_MANY -> options.withMaxFindings(2);
            case Codes.LABEL_ENTRY -> options.withSymbols();
            default -> options;
        };
    }

    @Test
    void theSectionsOfTheChecksAreMadeFromTheirExamples() throws IOException {
        String page = Files.readString(PAGE);
        Matcher region = CHECKS.matcher(page);
        assertThat(region.find()).as("the place for checks in " + PAGE).isTrue();
        String generated = generated();
        if (GoldenFiles.writing()) {
            Files.writeString(PAGE, page.substring(0, region.start(2)) + generated + page.substring(region.end(2)));
        } else {
            assertThat(region.group(2)).isEqualTo(generated);
        }
    }

    @TestFactory
    Stream<DynamicTest> examplesOfTheChecksGiveWhatTheySay() {
        return checks().stream().map(check -> DynamicTest.dynamicTest(check.name(), () -> checkExamples(check)));
    }

    private static void checkExamples(DtsCheck check) throws IOException {
        DtsOptions options = DtsOptions.defaults();
        if (check.defaultLevel() == CheckLevel.OFF) {
            options = options.withCheck(check.name(), CheckLevel.WARNING);
        }
        DtsResult wrong = Dts.parse(example(check, "bad"), "bad", options);
        DtsResult right = Dts.parse(example(check, "good"), "good", options);
        if (!SILENT.contains(check.name())) {
            assertThat(wrong.diagnostics())
                    .as(wrong.render())
                    .anyMatch(finding -> finding.code().equals(check.code())
                            && finding.location().isPresent());
        }
        assertThat(right.diagnostics()).extracting(Diagnostic::code).doesNotContain(check.code());
        assertThat(right.tree()).isPresent();
    }

    /** Those that have no section of their own among the errors of the language. */
    private static List<DtsCheck> checks() {
        TreeSet<String> codes = codes();
        return Dts.checks().stream()
                .filter(check -> !codes.contains(check.code()) && !TreeCheck.DONE.contains(check.name()))
                .filter(check ->
                        !TreeCheck.NAMES.contains(check.name()) && !check.name().equals("always_fail"))
                .toList();
    }

    private static String example(DtsCheck check, String kind) throws IOException {
        return Files.readString(GoldenFiles.folder("checks").resolve(check.name() + "." + kind + ".dts"));
    }

    private static String generated() throws IOException {
        StringBuilder sections = new StringBuilder();
        for (DtsCheck check : checks()) {
            sections.append("\n### ").append(check.code()).append("\n\n").append(check.description());
            sections.append(check.description().endsWith(".") ? " " : ". ").append("The check is `");
            sections.append(check.name()).append("`, ").append(weight(check)).append(".");
            if (!check.prerequisites().isEmpty()) {
                sections.append(" It is not made of what fails `");
                sections.append(String.join("`, `", check.prerequisites())).append("`.");
            }
            sections.append("\n\nWrong:\n\n```dts\n").append(example(check, "bad"));
            sections.append("```\n\nRight:\n\n```dts\n")
                    .append(example(check, "good"))
                    .append("```\n");
        }
        return sections.append('\n').toString();
    }

    private static String weight(DtsCheck check) {
        return switch (check.defaultLevel()) {
            case OFF -> "off unless asked for";
            case WARNING -> "a warning";
            case ERROR -> "an error";
        };
    }
}
