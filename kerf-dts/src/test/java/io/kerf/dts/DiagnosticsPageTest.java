// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.dts.check.Check;
import io.kerf.dts.check.Checks;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds {@code docs/diagnostics.md} to the code: a section for each code and no other, and examples that give what they say. The
 * sections of the checks of meaning are made from what the checks say of themselves and from their examples in
 * {@code testdata/dts/checks}; {@code -Dkerf.golden=write} writes them into the page.
 */
class DiagnosticsPageTest {
    private static final Path PAGE =
            Path.of(System.getProperty("kerf.testdata")).resolveSibling("docs/diagnostics.md");
    private static final Pattern SECTION = Pattern.compile("(?m)^### (\\S+)\\n");
    private static final Pattern FORM = Pattern.compile("(Wrong|Right)[^\\n:]*:\\n\\n```(dts|java)\\n(?s:(.*?))```\\n");
    private static final Pattern FILE = Pattern.compile("Path\\.of\\(\"([a-z.]+)\"\\)");
    private static final Pattern CHECKS = Pattern.compile("(?s)(<!-- checks: .*? -->\\n)(.*)(<!-- end of checks -->)");
    private static final String MEANING = "\n## Checks of meaning\n";

    private static final IncludeResolver FILES = IncludeResolver.of(Map.of("soc.dtsi", "/ {\n\tsoc {\n\t};\n};\n"));

    /** A folder with the file that the right form of {@code dts-unreadable} reads. */
    @TempDir
    private static Path folder;

    @BeforeAll
    static void writeTheFile() throws IOException {
        Files.writeString(folder.resolve("board.dts"), "/dts-v1/;\n/ {\n};\n");
    }

    /** A section of the page; the strict ones are of the language, not of the checks of meaning. */
    private record Section(String text, boolean strict) {}

    private static Map<String, Section> sections() throws IOException {
        String page = Files.readString(PAGE);
        Map<String, Section> sections = new LinkedHashMap<>();
        Matcher found = SECTION.matcher(page);
        List<Integer> starts = new ArrayList<>();
        List<String> codes = new ArrayList<>();
        while (found.find()) {
            starts.add(found.end());
            codes.add(found.group(1));
        }
        assertThat(codes).doesNotHaveDuplicates();
        for (int i = 0; i < codes.size(); i++) {
            int end = i + 1 < codes.size() ? starts.get(i + 1) : page.length();
            boolean strict = starts.get(i) < page.indexOf(MEANING);
            sections.put(codes.get(i), new Section(page.substring(starts.get(i), end), strict));
        }
        return sections;
    }

    /** The codes of the compiler, most of which no check has. */
    private static TreeSet<String> compilerCodes() {
        TreeSet<String> codes = new TreeSet<>();
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

    /** All codes that a finding can have: a silent check gets no report to put any into. */
    private static TreeSet<String> codes() {
        TreeSet<String> codes = compilerCodes();
        Checks.ALL.stream().filter(check -> !check.silent()).map(Check::code).forEach(codes::add);
        return codes;
    }

    @Test
    void everyCodeHasASectionAndEverySectionACode() throws IOException {
        assertThat(new TreeSet<>(sections().keySet())).isEqualTo(codes());
    }

    /** One fault, one code: what the compiler finds in a source is not found in a tree under another code. */
    @Test
    void whatTheCompilerChecksHasTheCodeOfTheCheck() throws IOException {
        Map<String, Section> sections = sections();
        TreeSet<String> compiler = compilerCodes();
        assertThat(Stream.concat(TreeCheck.DONE.stream(), TreeCheck.NAMES.stream()))
                .allSatisfy(name -> {
                    String code =
                            Checks.ALL.get(Checks.find(name).orElseThrow()).code();
                    assertThat(compiler).contains(code);
                    assertThat(sections.get(code).text()).contains("The check is `" + name + "`");
                });
    }

    @TestFactory
    Stream<DynamicTest> formsGiveWhatTheySay() throws IOException {
        return sections().entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> check(each.getKey(), each.getValue())));
    }

    private static void check(String code, Section section) {
        Map<String, DtsResult> results = new LinkedHashMap<>();
        for (Matcher form = FORM.matcher(section.text()); form.find(); ) {
            boolean wrong = form.group(1).equals("Wrong");
            DtsResult result = form.group(2).equals("dts")
                    ? Dts.parse(form.group(3), code, options(code, wrong))
                    : parseFile(form.group(3));
            results.put(form.group(1), result);
        }
        assertThat(results).containsOnlyKeys("Wrong", "Right");
        DtsResult wrong = results.get("Wrong");
        DtsResult right = results.get("Right");
        assertThat(right.tree()).isPresent();
        assertThat(codes(right)).as(right.render()).doesNotContain(code);
        assertThat(codes(wrong)).as(wrong.render()).contains(code);
        if (section.strict()) {
            assertThat(codes(right)).as(right.render()).isEmpty();
            assertThat(wrong.tree().isPresent()).isEqualTo(section.text().contains("This is a warning."));
            if (code.equals(Codes.TOO_MANY)) {
                assertThat(codes(wrong)).hasSize(3).endsWith(code);
            } else {
                assertThat(codes(wrong)).as(wrong.render()).containsOnly(code);
            }
        } else if (!code.equals(Codes.CHECKS_NOT_RUN)) {
            assertThat(wrong.diagnostics())
                    .as(wrong.render())
                    .anyMatch(finding ->
                            finding.code().equals(code) && finding.location().isPresent());
        }
    }

    private static DtsResult parseFile(String statement) {
        Matcher file = FILE.matcher(statement);
        assertThat(file.find()).as(statement).isTrue();
        return Dts.parse(folder.resolve(file.group(1)));
    }

    private static List<String> codes(DtsResult result) {
        return result.diagnostics().stream().map(Diagnostic::code).toList();
    }

    /** Checks that are off are switched on; against {@code always_fail} nothing helps but to leave it off. */
    private static DtsOptions options(String code, boolean wrong) {
        for (DtsCheck check : checks()) {
            if (check.code().equals(code)) {
                boolean on = check.defaultLevel() == CheckLevel.OFF
                        && (wrong || !check.name().equals("always_fail"));
                return on ? DtsOptions.defaults().withCheck(check.name(), CheckLevel.WARNING) : DtsOptions.defaults();
            }
        }
        return options(code);
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

    /** Those that have no section of their own among the errors of the language. */
    private static List<DtsCheck> checks() {
        TreeSet<String> compiler = compilerCodes();
        return Checks.ALL.stream()
                .filter(check -> !check.silent() && !compiler.contains(check.code()))
                .map(DtsCheck::of)
                .toList();
    }

    private static String example(DtsCheck check, String kind) throws IOException {
        return Files.readString(GoldenFiles.folder("checks").resolve(check.name() + "." + kind + ".dts"));
    }

    private static String generated() throws IOException {
        StringBuilder sections = new StringBuilder();
        sections.append('\n')
                .append(Checks.ALL.stream()
                        .filter(Check::silent)
                        .map(check -> "`" + check.name() + "`")
                        .collect(Collectors.joining(", ")))
                .append(" find nothing themselves: other checks stand on what they read.\n");
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
