// SPDX-License-Identifier: Apache-2.0
package io.kerf.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosticRendererTest {
    private static final SourceText SOURCE =
            SourceText.of("base.dts", "/ {\n\tcpus = <4 0x1G>;\n\tx = \"漢字\" !;\n};\n");

    private static SourceSpan spanOf(String part) {
        int at = SOURCE.text().indexOf(part);
        return SOURCE.span(at, at + part.length());
    }

    @Test
    void caretsStandUnderTheSpanAndTabsAreKept() {
        Diagnostic finding = Diagnostic.error("dts-bad-cell", "'0x1G' is not a cell value")
                .withLocation(spanOf("0x1G"))
                .withSuggestion("write a decimal or 0x number");
        assertThat(DiagnosticRenderer.plain().render(finding)).isEqualTo("""
                error[dts-bad-cell]: '0x1G' is not a cell value
                 --> base.dts:2:12
                2 | \tcpus = <4 0x1G>;
                  | \t          ^^^^
                  = help: write a decimal or 0x number
                """);
    }

    @Test
    void wideCharactersTakeTwoColumns() {
        Diagnostic finding = Diagnostic.warning("w", "odd").withLocation(spanOf("!"));
        assertThat(DiagnosticRenderer.plain().render(finding)).contains("3 | \tx = \"漢字\" !;\n  | \t           ^\n");
        Diagnostic wide = Diagnostic.warning("w", "odd").withLocation(spanOf("漢字"));
        assertThat(DiagnosticRenderer.plain().render(wide)).contains("  | \t     ^^^^\n");
    }

    @Test
    void everyPartIsPrintedInOrder() {
        Diagnostic finding = Diagnostic.error("CPU-003", "CPU 8 is shared")
                .withLocation(spanOf("4"))
                .withRelated("first owner", spanOf("cpus"))
                .withPresentState("free CPUs: 9-15")
                .withSuggestion("use CPU 9")
                .withAlternative("remove 'web'");
        assertThat(DiagnosticRenderer.plain().render(finding)).isEqualTo("""
                error[CPU-003]: CPU 8 is shared
                 --> base.dts:2:10
                2 | \tcpus = <4 0x1G>;
                  | \t        ^
                 note: first owner
                 --> base.dts:2:2
                2 | \tcpus = <4 0x1G>;
                  | \t----
                  = now: free CPUs: 9-15
                  = help: use CPU 9
                  = or: remove 'web'
                """);
    }

    @Test
    void aFindingInABlobHasNoExcerpt() {
        Diagnostic finding = Diagnostic.info("i", "seen").withLocation(new BlobOffset("a.dtb", 56));
        assertThat(DiagnosticRenderer.plain().render(finding)).isEqualTo("info[i]: seen\n --> a.dtb at offset 0x38\n");
    }

    @Test
    void anEmptySpanAndTheEndOfALineGetOneCaret() {
        int end = SOURCE.text().indexOf('\n');
        Diagnostic finding = Diagnostic.error("e", "missing ';'").withLocation(SOURCE.span(end, end));
        assertThat(DiagnosticRenderer.plain().render(finding)).endsWith("1 | / {\n  |    ^\n");
    }

    @Test
    void aLongLineIsCutAroundTheCaret() {
        SourceText longLine = SourceText.of("long.dts", "a".repeat(100_000) + "B" + "c".repeat(100_000));
        String shown = DiagnosticRenderer.plain()
                .render(Diagnostic.error("e", "here").withLocation(longLine.span(100_000, 100_001)));
        assertThat(shown.length()).isLessThan(600);
        String[] lines = shown.split("\n");
        assertThat(lines[3].indexOf('^')).isEqualTo(lines[2].indexOf('B'));
    }

    @Test
    void coloursAreThereOnlyWhenAskedFor() {
        Diagnostic finding = Diagnostic.error("e", "m");
        assertThat(DiagnosticRenderer.plain().render(finding)).doesNotContain("\u001B");
        assertThat(DiagnosticRenderer.ansi().render(finding))
                .contains("\u001B[31m")
                .contains("\u001B[0m");
    }

    @Test
    void severalFindingsHaveAnEmptyLineBetweenThem() {
        assertThat(DiagnosticRenderer.plain().render(List.of(Diagnostic.error("a", "x"), Diagnostic.info("b", "y"))))
                .isEqualTo("error[a]: x\n\ninfo[b]: y\n");
        assertThat(DiagnosticRenderer.plain().render(List.of())).isEmpty();
    }

    @Test
    void aFindingIsAValue() {
        Diagnostic one = Diagnostic.error("e", "m").withSubject("web").withLocation(new BlobOffset("b", 1));
        Diagnostic two = Diagnostic.error("e", "m").withSubject("web").withLocation(new BlobOffset("b", 1));
        assertThat(one).isEqualTo(two).hasSameHashCodeAs(two).isNotEqualTo(two.withSuggestion("s"));
        assertThat(one).hasToString("b at offset 0x1: error[e]: m");
        assertThat(one.subject()).contains("web");
        assertThat(one.suggestion()).isEmpty();
    }
}
