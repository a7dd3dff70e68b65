// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import java.lang.management.ManagementFactory;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the compiler adds to trees takes time in proportion to it. The clock is the thread's own, so that other work does not count. */
@Timeout(120)
class OverlayScaleTest {
    private static final int SMALL = 2_000;
    private static final int LARGE = 20_000;
    private static final DtsOptions ALL =
            DtsOptions.defaults().withSymbols().withAliases().withLocalFixups().withMaxFindings(2 * LARGE);

    private static String repeat(int count, IntFunction<String> each) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(each.apply(i));
        }
        return text.toString();
    }

    private static String fragments(int count) {
        return "/dts-v1/; /plugin/;\n"
                + repeat(count, i -> "&l" + i + " { o" + i + ": n { p = <&m" + i + " &o" + i + " &same>; }; };\n");
    }

    private static String labels(int count) {
        return "/dts-v1/; / { p = <" + repeat(count, i -> "&l" + i + " ") + ">;\n"
                + repeat(count, i -> "l" + i + ": n" + i + " { };\n") + "};\n";
    }

    /** Entries that are there already, all of them deleted, and as many labels for them. */
    private static String entries(int count) {
        return "/dts-v1/; / { " + repeat(count, i -> "l" + i + ": n" + i + " { };\n") + "__symbols__ { "
                + repeat(count, i -> "l" + i + "; ") + "}; };\n/ { __symbols__ { "
                + repeat(count, i -> "/delete-property/ l" + i + "; ") + "}; };\n";
    }

    /** Some 1,000 nodes within each other, with references at the bottom. */
    private static String deep(int count) {
        return "/dts-v1/; / { " + "a { ".repeat(1000) + repeat(count, i -> "p" + i + " = <&l>; ") + "l: b { };"
                + "};".repeat(1000) + "};";
    }

    /** Nodes whose local fixups all come to stand in one. */
    private static String lost(int count) {
        return "/dts-v1/; / { l: n { };\n" + repeat(count, i -> "/delete-node/ d" + i + "; ") + "};\n/ { "
                + repeat(count, i -> "d" + i + " { p" + i + " = <&l>; };\n") + "};\n";
    }

    private static double seconds(String source) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        assertThat(Dts.parse(source, "scale.dts", ALL).tree()).isPresent();
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
    }

    /**
     * Ten times the size may take 30 times as long, where squares take 100. The best of up to twelve counts, for caches are shared with
     * whatever else the machine does.
     */
    private static void assertLinear(IntFunction<String> sources) {
        String small = sources.apply(SMALL);
        String large = sources.apply(LARGE);
        double smallBest = Double.MAX_VALUE;
        double largeBest = Double.MAX_VALUE;
        for (int i = 0; i < 12 && (i < 3 || largeBest > 30 * smallBest); i++) {
            largeBest = Math.min(largeBest, seconds(large));
            smallBest = Math.min(smallBest, seconds(small));
        }
        System.getLogger(OverlayScaleTest.class.getName())
                .log(System.Logger.Level.INFO, "{0} s, ten times as much: {1} s", smallBest, largeBest);
        assertThat(largeBest).isLessThan(30 * smallBest + 0.05);
    }

    @Test
    void fragmentsSymbolsAndFixupsAreLinear() {
        assertLinear(OverlayScaleTest::fragments);
    }

    @Test
    void labelsAndReferencesAreLinear() {
        assertLinear(OverlayScaleTest::labels);
    }

    @Test
    void entriesThatAreThereAreLinear() {
        assertLinear(OverlayScaleTest::entries);
    }

    @Test
    void fixupsOfNodesThatWereDeletedFirstAreLinear() {
        assertLinear(OverlayScaleTest::lost);
    }

    @Test
    void referencesInTheDepthAreLinear() {
        assertLinear(OverlayScaleTest::deep);
    }

    @Test
    void manyFixupsOfOneLabelAreOneList() {
        String source = "/dts-v1/; /plugin/; / { p = <" + "&a ".repeat(200_000) + ">; };";

        DtNode fixups = Dts.compile(source, "x.dts").find("/__fixups__").orElseThrow();

        assertThat(fixups.property("a").orElseThrow().stringList())
                .hasSize(200_000)
                .startsWith("/:p:0", "/:p:4")
                .endsWith("/:p:799996");
    }

    @Test
    void everyNodeOfADeepTreeCanHaveItsFixup() {
        int depth = 20_000;
        String source =
                "/dts-v1/; / { l: x { }; };\n&l " + "{ p = <&l>; a ".repeat(depth) + "{ " + "};".repeat(depth + 1);

        DeviceTree tree = Dts.compile(source, "x.dts", DtsOptions.defaults().withLocalFixups());

        assertThat(tree.find("/__local_fixups__/x/a/a/a")
                        .orElseThrow()
                        .property("p")
                        .orElseThrow()
                        .u32())
                .isZero();
    }

    @Test
    void pathsOfFixupsThatAddUpToMoreThanTheLimitAreRefused() {
        String source = "/dts-v1/; /plugin/; / { " + "abcdefghijklmnopqrstuvwxyz { ".repeat(5000) + "p = <"
                + "&a ".repeat(1000) + ">; " + "};".repeat(5000) + "};";

        assertThat(Dts.parse(source, "x.dts").diagnostics())
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo(Codes.TOO_LARGE));
    }

    @Test
    void pathsOfSymbolsThatAddUpToMoreThanTheLimitAreRefused() {
        String source = "/dts-v1/; / { " + "abcdefghijklmnopqrstuvwxyz { ".repeat(5000) + "p; "
                + repeat(1000, i -> "l" + i + ": ") + "n { };" + "};".repeat(5000) + "};";

        assertThat(Dts.parse(source, "x.dts", ALL).diagnostics())
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo(Codes.TOO_LARGE));
    }
}
