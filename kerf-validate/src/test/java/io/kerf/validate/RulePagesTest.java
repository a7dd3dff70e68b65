// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.SourceSpan;
import io.kerf.dts.Dts;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds {@code docs/rules} to the code: a page for each rule and each code of the bindings, and examples that do what they say. */
class RulePagesTest {
    /** What the project's first document asks for, by its words. */
    private static final List<String> SEED = List.of(
            "All CPUs must exist in hardware inventory (0 to total-1)",
            "CPUs must be in the available list (not host-reserved)",
            "No CPU can be allocated to multiple instances",
            "CPU lists should be explicitly enumerated",
            "All memory regions must be within memory pool bounds",
            "Memory regions cannot overlap between instances",
            "Sum of all allocations must not exceed memory pool size",
            "Memory base addresses must be page-aligned (4KB = 0x1000)",
            "Referenced devices must exist in hardware inventory",
            "Devices can only be allocated to one instance (exclusive access)",
            "Device references must be valid (no dangling phandles)",
            "SR-IOV VF numbers must be within available range",
            "Namespace IDs must be within available range",
            "Instance names must be unique",
            "Instance IDs must be unique",
            "All phandle references must resolve",
            "Hardware inventory must be complete and consistent",
            "Baseline must not contain instances. Instances should be created via overlays.");

    private static final Pattern PROCESSOR = Pattern.compile("processor ([0-9]+), apicid ([0-9]+)");
    private static final Pattern IOMEM = Pattern.compile("iomem 0x([0-9a-f]+)-0x([0-9a-f]+)");

    @TempDir
    Path folder;

    /** The id and title of each rule, and the code of each thing that reading a tree finds. */
    static Stream<String> ids() {
        return Stream.concat(Validator.baseline().rules().stream().map(Rule::id), bindingCodes().stream());
    }

    /** The codes are no business of other packages but this test's. */
    private static List<String> bindingCodes() {
        try {
            List<String> codes = new ArrayList<>();
            for (Field field : Class.forName("io.kerf.model.binding.Codes").getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                    field.setAccessible(true);
                    codes.add((String) field.get(null));
                }
            }
            assertThat(codes).isNotEmpty();
            return codes.stream().sorted().toList();
        } catch (ReflectiveOperationException changed) {
            throw new LinkageError("the codes of bindings are elsewhere", changed);
        }
    }

    @Test
    void thereIsAPageForEachAndNoOther() throws IOException {
        try (Stream<Path> files = Files.list(RulePage.folder())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(Stream.of("README.md"), ids().map(id -> id + ".md"))
                                    .toList());
        }
    }

    @Test
    void theTableListsAllRulesWithSeverityAndTitle() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(RulePage.folder().resolve("README.md"))) {
            if (line.startsWith("| [")) {
                rows.put(line.substring(3, line.indexOf(']')), line);
            }
        }
        assertThat(rows.keySet()).containsExactlyInAnyOrderElementsOf(ids().toList());
        for (Rule rule : Validator.baseline().rules()) {
            assertThat(rows.get(rule.id()))
                    .isEqualTo("| [" + rule.id() + "](" + rule.id() + ".md) | "
                            + rule.severity().word().toLowerCase(Locale.ROOT) + " | " + rule.title() + " |");
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void aPageSaysWhatAndWhyAndWhereItComesFrom(String id) {
        RulePage page = RulePage.of(id);
        for (Rule rule : Validator.baseline().rules()) {
            if (rule.id().equals(id)) {
                String word = rule.severity().word();
                assertThat(page.text())
                        .startsWith("# " + id + ": " + rule.title() + "\n\n**"
                                + word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1) + ".** ");
            }
        }
        assertThat(page.text()).startsWith("# " + id + ": ");
        assertThat(page.section("Why")).hasSizeGreaterThan(20);
        assertThat(page.section("Source")).startsWith("- ").hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void theBadExampleBreaksThisRuleAndNoOther(String id) throws Exception {
        RulePage page = RulePage.of(id);
        List<Diagnostic> findings = findings(page, "Bad");
        assertThat(findings).isNotEmpty().extracting(Diagnostic::code).containsOnly(id);
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.subject().orElse(""))
                    .as("subject of %s", finding)
                    .isNotBlank();
            if (page.block("Bad", "dts").isPresent()) {
                assertThat(finding.location()).as("place of %s", finding).containsInstanceOf(SourceSpan.class);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("ids")
    void theGoodExampleBreaksNothing(String id) throws Exception {
        assertThat(findings(RulePage.of(id), "Good")).isEmpty();
    }

    @Test
    void everyRuleOfTheFirstDocumentIsCitedByItsText() {
        List<RulePage> pages = ids().map(RulePage::of).toList();
        for (String text : SEED) {
            assertThat(pages)
                    .as(text)
                    .anySatisfy(page -> assertThat(page.unwrapped())
                            .contains("- The project's first document, validation rules: \"" + text + "\""));
        }
    }

    private List<Diagnostic> findings(RulePage page, String heading) throws Exception {
        Validator validator = page.id().startsWith("BASE") ? Validator.baseline() : Validator.standard();
        return validator.on(facts(page)).validate(state(page, heading)).findings();
    }

    private SystemState state(RulePage page, String heading) throws Exception {
        var source = page.block(heading, "dts");
        return source.isPresent()
                ? Bindings.read(Dts.compile(source.get(), page.id() + ".dts"))
                : run(page.block(heading, "java").orElseThrow());
    }

    /** Compiles an expression of type SystemState and evaluates it. */
    private SystemState run(String expression) throws Exception {
        String type = "package page; import io.kerf.model.*; public class Example"
                + " implements java.util.function.Supplier<SystemState> { public SystemState get() { return "
                + expression
                + "; } }";
        assertThat(JavaSources.onClassPath(folder, Map.of("page/Example.java", type)))
                .isEmpty();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            Object example =
                    loader.loadClass("page.Example").getDeclaredConstructor().newInstance();
            return (SystemState) ((java.util.function.Supplier<?>) example).get();
        }
    }

    private static HostFacts facts(RulePage page) {
        String text = page.block("Why", "text").orElse("");
        Map<Integer, Long> cpus = new TreeMap<>();
        Matcher cpu = PROCESSOR.matcher(text);
        while (cpu.find()) {
            cpus.put(Integer.parseInt(cpu.group(1)), Long.parseUnsignedLong(cpu.group(2)));
        }
        List<MemoryRange> memory = new ArrayList<>();
        Matcher range = IOMEM.matcher(text);
        while (range.find()) {
            long base = Long.parseUnsignedLong(range.group(1), 16);
            memory.add(new MemoryRange(base, Long.parseUnsignedLong(range.group(2), 16) - base + 1));
        }
        return HostFacts.unknown().withCpus(cpus).withMemory(memory);
    }
}
