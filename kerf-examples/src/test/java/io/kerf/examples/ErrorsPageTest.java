// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each exception that kerf can throw, against the line that {@code docs/errors.md} has for it. */
class ErrorsPageTest {

    @TempDir
    Path folder;

    /** A line of the second table. */
    private record Line(String exception, String when, String category, String retryable) {
        String key() {
            return exception + ": " + when;
        }
    }

    @Test
    void everySubclassHasALineAndEveryLineIsASubclass() throws Exception {
        TreeSet<String> classes = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .withImportOption(location -> location.contains("Exception"))
                        .importPackages("io.kerf")
                        .stream()
                        .filter(each -> each.isAssignableTo(KerfException.class))
                        .filter(each -> each.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(each -> !each.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(each -> each.getSimpleName())
                        .collect(toCollection(TreeSet::new));
        assertThat(classes).hasSizeGreaterThan(10);
        assertThat(new TreeSet<>(lines().stream().map(Line::exception).toList()))
                .isEqualTo(classes);
    }

    @Test
    void everyExceptionIsOfTheSortThatItsLineSays() throws Exception {
        ErrorSamples samples = ErrorSamples.ofAllModules(folder);
        List<Line> lines = lines();
        assertThat(samples.lines())
                .containsExactlyInAnyOrderElementsOf(
                        lines.stream().map(Line::key).toList());
        SoftAssertions softly = new SoftAssertions();
        Set<ErrorCategory> seen = EnumSet.noneOf(ErrorCategory.class);
        for (Line line : lines) {
            assertThat(samples.of(line.key())).as(line.key()).isNotEmpty();
            for (KerfException sample : samples.of(line.key())) {
                softly.assertThat(sample.getClass().getSimpleName())
                        .as(line.key())
                        .isEqualTo(line.exception());
                softly.assertThat(sample.category().name())
                        .as("%s, such as: %s", line.key(), sample.getMessage())
                        .isEqualTo(line.category());
                softly.assertThat(sample.isRetryable() ? "yes" : "no")
                        .as("%s, such as: %s", line.key(), sample.getMessage())
                        .isEqualTo(line.retryable());
                seen.add(sample.category());
            }
        }
        softly.assertAll();
        assertThat(seen).isEqualTo(EnumSet.allOf(ErrorCategory.class));
    }

    @Test
    void everyCategoryIsExplained() throws Exception {
        List<String> explained =
                tableRows(1).stream().map(cells -> cells.get(0)).toList();
        assertThat(explained)
                .isEqualTo(Arrays.stream(ErrorCategory.values())
                        .map(ErrorCategory::name)
                        .toList());
    }

    private static List<Line> lines() throws IOException {
        return tableRows(2).stream()
                .map(cells -> new Line(
                        cells.get(0),
                        cells.get(1).contains("`") ? cells.get(1) : unquoted(cells.get(1)),
                        unquoted(cells.get(2)),
                        cells.get(3)))
                .map(line -> new Line(unquoted(line.exception()), line.when(), line.category(), line.retryable()))
                .toList();
    }

    /** The rows of a table of the page, counted from 1, with the first cell bare. */
    private static List<List<String>> tableRows(int number) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        int table = 0;
        for (String line : Files.readAllLines(page())) {
            if (line.startsWith("|---")) {
                table++;
            } else if (line.startsWith("| `") && table == number) {
                List<String> cells = Stream.of(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .collect(toCollection(ArrayList::new));
                cells.set(0, unquoted(cells.get(0)));
                rows.add(cells);
            }
        }
        return rows;
    }

    private static String unquoted(String cell) {
        return cell.replace("`", "");
    }

    private static Path page() {
        return Path.of(System.getProperty("kerf.testdata")).resolveSibling("docs/errors.md");
    }
}
