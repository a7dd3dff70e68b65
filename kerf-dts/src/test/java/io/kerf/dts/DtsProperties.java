// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DtsProperties {
    private static final List<String> PIECES = List.of(
            "/dts-v1/;",
            "/multikernel-v1/;",
            "/plugin/;",
            "/ {",
            "};",
            "n {",
            "label: ",
            "&label",
            "&{/n}",
            "p = ",
            "<",
            ">",
            "[",
            "]",
            "(",
            ")",
            ";",
            ",",
            "\"",
            "'",
            "\\",
            "/*",
            "*/",
            "//",
            "\n",
            " ",
            "0x400000000",
            "1",
            "09",
            "ab",
            "+",
            "?",
            ":",
            "/bits/ 64",
            "/delete-node/ ",
            "/delete-property/ ",
            "/omit-if-no-ref/ ",
            "/memreserve/ ",
            "/include/ \"f\"",
            "/incbin/(\"f\")",
            "# 1 \"f\"\n",
            "\u00e9",
            "\ud83d\ude00",
            "\0",
            "}",
            "{",
            "=",
            "phandle");

    @Property(tries = 1000)
    boolean noTextBreaksTheCompiler(@ForAll String text) {
        return DtsLaws.parsesOrExplains(text);
    }

    @Property(tries = 2000)
    boolean noSequenceOfTokensBreaksTheCompiler(@ForAll("tokens") String text) {
        return DtsLaws.parsesOrExplains(text) && DtsLaws.printsWhatItReads(text);
    }

    @Property(tries = 300)
    boolean sourcesWithASlipGiveFindings(@ForAll long seed) {
        return DtsLaws.parsesOrExplains(new SourceGenerator(seed).brokenSource());
    }

    @Property(tries = 300)
    boolean elementsCoverTheirValues(@ForAll long seed) {
        return DtsLaws.elementsCoverTheirValues(new SourceGenerator(seed).source());
    }

    @Property(tries = 300)
    boolean treesPrintToSourceThatCompilesToThem(@ForAll long seed) {
        return DtsLaws.printsWhatItReads(new SourceGenerator(seed).source());
    }

    @Property(tries = 300)
    boolean elementsOfOverlaysCoverTheirValues(@ForAll long seed) {
        return DtsLaws.elementsCoverTheirValues(new OverlayGenerator(seed).overlay());
    }

    @Property(tries = 300)
    boolean overlaysWithASlipGiveFindings(@ForAll long seed) {
        OverlayGenerator generator = new OverlayGenerator(seed);
        return DtsLaws.parsesOrExplains(generator.withSlip(generator.overlay()));
    }

    /** Here the boot CPU comes from a {@code reg} of four bytes, to which the expansion of a reference adds two. */
    @Example
    boolean theBootCpuOfAnExpandedRegIsNotPrinted() {
        return DtsLaws.printsWhatItReads(new SourceGenerator(520_083).source());
    }

    @Provide
    Arbitrary<String> tokens() {
        return Arbitraries.of(PIECES).list().ofMaxSize(60).map(pieces -> "/dts-v1/; / { " + String.join("", pieces));
    }
}
