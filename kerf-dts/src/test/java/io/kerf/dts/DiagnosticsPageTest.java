// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
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
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Holds {@code docs/diagnostics.md} to the code: a section for each code and no other, and examples that give what they say. The
 * sections of the checks of meaning are made from {@code testdata/dts/checks}: {@code NAME.bad.dts}, whose first comment is the
 * text, and {@code NAME.good.dts}; {@code -Dkerf.golden=write} writes them into the page.
 */
class DiagnosticsPageTest {
    private static final Path PAGE =
            Path.of(System.getProperty("kerf.testdata")).resolveSibling("docs/diagnostics.md");
    private static final Pattern SECTION = Pattern.compile("(?m)^### (\\S+)\\n");
    private static final Pattern EXAMPLE = Pattern.compile("(Wrong|Right):\\n\\n```dts\\n(?s:(.*?))```\\n");
    private static final Pattern CHECKS = Pattern.compile("(?s)(<!-- checks: .*? -->\\n)(.*)(<!-- end of checks -->)");
    private static final Pattern FIRST_COMMENT = Pattern.compile("(?s)\\A\\s*/\\*\\s*(.*?)\\s*\\*/\\s*(.*)\\z");

    /** Codes that no example can show. */
    private static final List<String> WITHOUT_EXAMPLE = List.of(Codes.UNREADABLE);

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
        DtsOptions options = DtsOptions.defaults().withIncludes(FILES);
        return switch (code) {
            case Codes.WRONG_DIALECT -> options.withDialect(Dialect.KERF_V1);
            case Codes.TOO_LARGE -> options.withMaxSourceLength(64);
            case Codes.TOO_MANY -> options.withMaxFindings(2);
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

    private static String generated() throws IOException {
        Path folder = GoldenFiles.folder("checks");
        if (!Files.isDirectory(folder)) {
            return "";
        }
        StringBuilder sections = new StringBuilder();
        try (var files = Files.list(folder)) {
            for (Path bad : files.filter(each -> each.toString().endsWith(".bad.dts"))
                    .sorted()
                    .toList()) {
                String file = bad.getFileName().toString();
                String name = file.substring(0, file.length() - ".bad.dts".length());
                Matcher wrong = FIRST_COMMENT.matcher(Files.readString(bad));
                assertThat(wrong.matches())
                        .as("the comment that explains " + bad)
                        .isTrue();
                Matcher right = FIRST_COMMENT.matcher(Files.readString(bad.resolveSibling(name + ".good.dts")));
                String good =
                        right.matches() ? right.group(2) : Files.readString(bad.resolveSibling(name + ".good.dts"));
                String text = wrong.group(1).replaceAll("(?m)^[ \\t]*\\*[ \\t]?", "");
                sections.append("\n### ").append(name).append("\n\n").append(text);
                sections.append("\n\nWrong:\n\n```dts\n").append(wrong.group(2));
                sections.append("```\n\nRight:\n\n```dts\n").append(good).append("```\n");
            }
        }
        return sections.toString();
    }
}
