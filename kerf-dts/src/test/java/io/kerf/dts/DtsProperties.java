// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.PropertyValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

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

    @Property(tries = 300)
    boolean referencesAndLabelsDoNotChangeWhatIsPrinted(@ForAll long seed) {
        return DtsLaws.printsTheSameWithReferences(new SourceGenerator(seed).source());
    }

    @Property(tries = 500)
    boolean anyValueIsPrintedSoThatItCompilesToItself(@ForAll @Size(max = 40) byte[] value) {
        DeviceTree tree = DeviceTree.of(DtNode.of("").withProperty("p", PropertyValue.of(value)));
        return Dts.compile(Dts.print(tree), "printed").equals(tree);
    }

    /** Letters, NULs and line breaks in all mixtures, where the guess of strings is made. */
    @Property(tries = 500)
    boolean textWithNulIsPrintedSoThatItCompilesToItself(
            @ForAll @Size(max = 24) @CharRange(from = '\0', to = '\u0010') @Chars({'a', '0', '"', '\\', '~'})
                    String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        DeviceTree tree = DeviceTree.of(DtNode.of("")
                .withProperty("p", PropertyValue.of(bytes))
                .withProperty("q", PropertyValue.of(Arrays.copyOf(bytes, bytes.length + 1))));
        return Dts.compile(Dts.print(tree), "printed").equals(tree);
    }

    @Property(tries = 500)
    boolean anyNameIsPrintedSoThatItReadsAsItselfOrNotAtAll(
            @ForAll @StringLength(min = 1, max = 8) @CharRange(from = '!', to = '~') String property,
            @ForAll @StringLength(min = 1, max = 8) @CharRange(from = '\1', to = '\u00ff') String node) {
        return DtsLaws.printsNothingElse(DeviceTree.of(DtNode.of("")
                .withProperty(property.equals("name") ? "x" : property, PropertyValue.ofU32(1))
                .withChild(DtNode.of(node.replace('/', '_')))));
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
