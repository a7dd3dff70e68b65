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

    private static String caretLine(String line, String part) {
        SourceText text = SourceText.of("w.dts", line);
        int at = line.indexOf(part);
        String[] lines = DiagnosticRenderer.plain()
                .render(Diagnostic.error("e", "here").withLocation(text.span(at, at + part.length())))
                .split("\n");
        return lines[3].substring("  | ".length());
    }

    @Test
    void invisibleAndJoinedCharactersTakeTheColumnsOfATerminal() {
        assertThat(caretLine("e\u0301 !", "!")).isEqualTo("  ^"); // a combining accent
        assertThat(caretLine("a\u200Bb !", "!")).isEqualTo("   ^"); // a space without width
        assertThat(caretLine("\uD83D\uDE80 !", "!")).isEqualTo("   ^"); // an emoji
        assertThat(caretLine("\uD83D\uDC69\u200D\uD83D\uDE80 !", "!")).isEqualTo("   ^"); // two emoji, joined
        assertThat(caretLine("\uD83D\uDC4D\uD83C\uDFFD !", "!")).isEqualTo("   ^"); // with the tone of a skin
        assertThat(caretLine("\uD83C\uDDEA\uD83C\uDDFA\uD83C\uDDEB !", "!"))
                .isEqualTo("     ^"); // a flag and half of one
        assertThat(caretLine("\uAC00\u1100\u1161 !", "!")).isEqualTo("     ^"); // Hangul, whole and in parts
        assertThat(caretLine("\uFF21\u2705x\u00ADy !", "!"))
                .isEqualTo("       ^"); // full-width, a check mark, a soft hyphen
        assertThat(caretLine("x \uD83D\uDC69\u200D\uD83D\uDE80", "\uD83D\uDC69\u200D\uD83D\uDE80"))
                .isEqualTo("  ^^");
    }

    @Test
    void tabsWithinASpanAreKeptToo() {
        assertThat(caretLine("a\tbc", "a\tbc")).isEqualTo("^\t^^");
        assertThat(caretLine("a\tbc", "\tb")).isEqualTo(" ^");
    }

    @Test
    void charactersThatDriveATerminalAreShownAsPictures() {
        SourceText text = SourceText.of("a\u001B[31m.dts", "x\u001B[2Jy\u202Ez\u0007!");
        String shown = DiagnosticRenderer.plain()
                .render(Diagnostic.error("e", "bad \u0000\u007F \u0085").withLocation(text.span(9, 10)));

        assertThat(shown).isEqualTo("""
                error[e]: bad \u2400\u2421 \uFFFD
                 --> a\u241B[31m.dts:1:10
                1 | x\u241B[2Jy\uFFFDz\u2407!
                  |          ^
                """);
    }

    @Test
    void placesBehindALineMarkerNameItsFileAndLine() {
        LineMarkers markers = new LineMarkers();
        SourceText text = SourceText.of("out.dts", "a\n# 40 \"x.h\"\nb\nc\n").withMarkers(markers);
        markers.add(12, 40, "x.h");
        markers.add(5, 1, "ignored, since it does not follow");

        SourceSpan span = text.span(15, 16);

        assertThat(text.span(0, 1).describe()).isEqualTo("out.dts:1:1");
        assertThat(span.describe()).isEqualTo("x.h:41:1");
        assertThat(span.line()).isEqualTo(4);
        assertThat(DiagnosticRenderer.plain().render(Diagnostic.error("e", "m").withLocation(span)))
                .isEqualTo("error[e]: m\n --> x.h:41:1\n41 | c\n   | ^\n");
    }

    @Test
    void placesInAnIncludedTextSayByWhichItIsIncluded() {
        SourceText top = SourceText.of("top.dts", "/include/ a\n");
        SourceText middle = SourceText.of("a", "\n/include/ b\n").withIncludedFrom(top.span(0, 11));
        SourceText inner = SourceText.of("b", "xy").withIncludedFrom(middle.span(1, 12));
        Diagnostic finding = Diagnostic.error("e", "m")
                .withLocation(inner.span(0, 1))
                .withRelated("beside it", inner.span(1, 2))
                .withRelated("above it", top.span(0, 1));

        assertThat(DiagnosticRenderer.plain().render(finding)).isEqualTo("""
                error[e]: m
                 --> b:1:1
                     included from a:2:1
                     included from top.dts:1:1
                1 | xy
                  | ^
                 note: beside it
                 --> b:1:2
                1 | xy
                  |  -
                 note: above it
                 --> top.dts:1:1
                1 | /include/ a
                  | -
                """);
    }

    @Test
    void aLongChainOfIncludesIsCut() {
        SourceText text = SourceText.of("0", "x");
        for (int i = 1; i < 50; i++) {
            text = SourceText.of("" + i, "x").withIncludedFrom(text.span(0, 1));
        }

        assertThat(DiagnosticRenderer.plain().render(Diagnostic.error("e", "m").withLocation(text.span(0, 1))))
                .contains("included from 41:1:1\n     and so on\n")
                .doesNotContain("included from 40");
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
        String withPlace = DiagnosticRenderer.ansi()
                .render(Diagnostic.warning("w", "m")
                        .withLocation(spanOf("0x1G"))
                        .withSuggestion("s"));
        assertThat(withPlace).contains("\u001B[33m^^^^\u001B[0m").contains("\u001B[34m --> \u001B[0mbase.dts:2:12");
        assertThat(withPlace.replaceAll("\u001B\\[[0-9]+m", ""))
                .isEqualTo(DiagnosticRenderer.plain()
                        .render(Diagnostic.warning("w", "m")
                                .withLocation(spanOf("0x1G"))
                                .withSuggestion("s")));
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
