// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Severity;
import io.kerf.tree.DeviceTree;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sources that once took quadratic time or all memory; the limit is some ten times what they take now. */
@Timeout(30)
class DtsHostileTest {
    private static final int MANY = 200_000;

    private static String each(int count, String before, String behind) {
        return IntStream.range(0, count).mapToObj(i -> before + i + behind).collect(Collectors.joining());
    }

    private static DtsResult parse(String body) {
        return Dts.parse("/dts-v1/;\n/ {" + body, "x.dts");
    }

    @Test
    void aNodeCanHaveManyLabels() {
        DeviceTree tree = parse(each(MANY, "l", ": ") + "n {}; };").tree().orElseThrow();
        assertThat(tree.root().children().get(0).labels())
                .hasSize(MANY)
                .startsWith("l0", "l1")
                .endsWith("l199999");
    }

    @Test
    void aNodeCanGetManyLabelsLater() {
        DeviceTree tree =
                parse("n {}; };" + each(MANY, "l", ": &{/n} {};")).tree().orElseThrow();
        assertThat(tree.root().children().get(0).labels()).hasSize(MANY).startsWith("l199999");
    }

    @Test
    void aChildBehindItsOwnDeletionIsFoundAmongManySiblings() {
        String body =
                "/delete-node/ a;" + each(MANY, "c", " {};") + "a {}; r { p = <" + "&{/a} ".repeat(MANY) + ">; }; };";
        assertThat(parse(body).tree().orElseThrow().root().children()).hasSize(MANY + 2);
    }

    @Test
    void manyUnresolvedReferencesEndAtTheLimit() {
        String body = each(1900, "abcdefghijklmnopqrstuvwxyz", ": ") + "x {}; r { p = <"
                + each(MANY, "&abcdefghijklmnopqrstuvwxyq", " ") + ">; }; };";
        assertThat(parse(body).diagnostics()).hasSize(1001);
    }

    @Test
    void manyBadNamesInTheDepthEndAtTheLimit() {
        assertThat(parse("a#{".repeat(MANY) + "};".repeat(MANY) + "};").diagnostics())
                .hasSize(1001);
    }

    @Test
    void pathsThatAddUpToMoreThanTheLimitAreRefused() {
        String name = "abcdefghijklmnopqrstuvwxyz{";
        String body =
                name.repeat(5000) + "z: z {};" + "};".repeat(5000) + "r { p = &z" + ",&z".repeat(MANY) + "; }; };";
        assertThat(parse(body).diagnostics())
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo(Codes.TOO_LARGE));
    }

    @Test
    void aLabelMovesToTheNextNodeThatStillHasIt() {
        String source = "a {}; b {}; };\nl: &{/a} {};\nl: &{/b} {};\nl: &{/b} {};\n/delete-node/ &{/a};\n"
                + "/delete-node/ &{/b};\n&l {};";
        assertThat(parse(source).diagnostics())
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo(Codes.UNRESOLVED));
    }

    /** Each finding names the node, whose name is as long as the source. */
    @Test
    void aThousandFindingsBelowALongNameFitIntoMemory() {
        String name = "a".repeat(2_000_000);
        String warnings = name + " {" + each(999, "c@1", " { };") + "}; };";
        String errors = name + " {" + each(999, "c", " { phandle = <0>; };") + "}; };";

        for (String body : List.of(warnings, errors)) {
            DtsResult result = parse(body);
            assertThat(result.diagnostics()).hasSizeGreaterThan(900);
            assertThat(result.diagnostics())
                    .allMatch(finding -> finding.toString().length() < 20_000);
        }
    }

    /** All combinations of "Aa" and "BB" have one hash in the way of {@link String#hashCode}. */
    @Test
    void unitAddressesOfOneHashTakeNoLonger() {
        StringBuilder body = new StringBuilder("#address-cells = <1>; #size-cells = <0>;");
        for (int i = 0; i < 1 << 15; i++) {
            body.append("n@");
            for (int bit = 14; bit >= 0; bit--) {
                body.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            body.append(" { };");
        }
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        parse(body + "};");
        assertThat(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before)
                .isLessThan(3_000_000_000L);
    }

    @Test
    void filesThatIncludeTheNextTwiceEndAtTheLimit() {
        DtsOptions options = DtsOptions.defaults()
                .withIncludes((file, from) -> Optional.of(IncludedFile.of(
                        file,
                        (file.length() > 16 ? "" : "/include/ \"" + file + "x\"\n/include/ \"" + file + "x\"\n")
                                .getBytes(StandardCharsets.UTF_8))));
        DtsResult result = Dts.parse("/dts-v1/; / { /include/ \"f\" };", "x.dts", options);
        assertThat(result.hasErrors()).isTrue();
        assertThat(result.diagnostics()).extracting(finding -> finding.code()).contains(Codes.TOO_LARGE);
    }

    @Test
    void endlessFilesAreRefused() {
        DtsOptions options = DtsOptions.defaults().withMaxSourceLength(1000);
        assertThat(Dts.parse(Path.of("/dev/zero"), options).diagnostics())
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo(Codes.TOO_LARGE));
    }

    @Test
    void warningsAloneNeverMakeASourceFail() {
        StringBuilder nodes = new StringBuilder();
        StringBuilder symbols = new StringBuilder("__symbols__ {");
        for (int i = 0; i < 1200; i++) {
            nodes.append('l').append(i).append(": c").append(i).append(" { };");
            symbols.append('l').append(i).append(" = \"/c").append(i).append("\";");
        }
        DtsResult result = Dts.parse(
                "/dts-v1/; / {" + nodes + symbols + "}; };",
                "x.dts",
                DtsOptions.defaults().withSymbols());
        assertThat(result.tree()).isPresent();
        assertThat(result.diagnostics()).hasSize(1001).noneMatch(finding -> finding.severity() == Severity.ERROR);
    }

    /** Of a large file again and again nothing is taken: it is read once, and counted. */
    @Test
    void aBinaryFileIsReadOnceAndCounted() {
        AtomicInteger reads = new AtomicInteger();
        IncludeResolver files = (file, from) -> {
            reads.incrementAndGet();
            return Optional.of(IncludedFile.of(file, new byte[600]));
        };
        DtsOptions options = DtsOptions.defaults()
                .withIncludes(files)
                .withMaxSourceLength(1000)
                .withMaxFindings(5);
        String slices = "p = /incbin/(\"a\", 0, 1)" + ", /incbin/(\"a\", 0, 1)".repeat(20) + "; };";

        DtsResult result = Dts.parse("/dts-v1/; / { " + slices, "x.dts", options);
        assertThat(result.orElseThrow().root().properties().get(0).size()).isEqualTo(21);
        assertThat(reads).hasValue(1);

        String two = "p = /incbin/(\"a\", 0, 0); q = /incbin/(\"b\", 0, 0); r = /incbin/(\"c\", 0, 0); };";
        assertThat(Dts.parse("/dts-v1/; / { " + two, "x.dts", options).diagnostics())
                .extracting(finding -> finding.code())
                .containsExactly(Codes.TOO_LARGE, Codes.TOO_LARGE);
        assertThat(reads).as("the third file is not read any more").hasValue(3);
    }

    @Test
    void whatBinaryFilesAddToValuesIsCounted() {
        IncludeResolver files = (file, from) -> Optional.of(IncludedFile.of(file, new byte[600]));
        DtsOptions options = DtsOptions.defaults().withIncludes(files).withMaxSourceLength(1000);

        assertThat(Dts.parse("/dts-v1/; / { p = /incbin/(\"a\"), /incbin/(\"a\"); };", "x.dts", options)
                        .diagnostics())
                .extracting(finding -> finding.code())
                .containsExactly(Codes.TOO_LARGE);
    }

    @Test
    void errorsTakeThePlaceOfWarnings() {
        String body = "p = <" + "0x123456789 ".repeat(1500) + ">; q = <&nowhere>; };";
        DtsResult result = parse(body);
        assertThat(result.tree()).isEmpty();
        assertThat(result.diagnostics())
                .hasSize(1001)
                .extracting(finding -> finding.code())
                .contains(Codes.PHANDLE_REFERENCES);
    }
}
