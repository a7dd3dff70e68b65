// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ten times the source takes ten times the time, whatever there is more of. Quadratic work would take a hundred times. */
class DtsScaleTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int FACTOR = 10;

    /** Noise, caches and tables that grow, but far from {@code FACTOR * FACTOR}. */
    private static final double AT_MOST = 35;

    private static final int MANY_FINDINGS = 1_000_000;

    static Stream<Arguments> shapes() {
        return Stream.of(
                shape("properties of one node", 10_000, n -> node(each(n, i -> "p" + i + " = <" + i + ">;\n"))),
                shape(
                        "properties defined again and again",
                        5_000,
                        n -> node("p;") + each(n, i -> node("p = <" + i + ">;"))),
                shape("children of one node", 10_000, n -> node(each(n, i -> "n@" + i + " { };\n"))),
                shape(
                        "children merged",
                        5_000,
                        n -> node(each(n, i -> "n" + i + " { };\n")).repeat(2)),
                shape(
                        "children deleted",
                        5_000,
                        n -> node(each(n, i -> "n" + i + " { };\n"))
                                + node(each(n, i -> "/delete-node/ n" + i + ";\n"))),
                shape("labels", 10_000, n -> node(each(n, i -> "l" + i + ": n" + i + " { };\n"))),
                shape(
                        "references to labels",
                        10_000,
                        n -> node("r { p = <" + each(n, i -> "&l" + i + " ") + ">; };"
                                + each(n, i -> "l" + i + ": n" + i + " { };\n"))),
                shape(
                        "references by path",
                        10_000,
                        n -> node("r { p = <" + each(n, i -> "&{/n" + i + "} ") + ">; };"
                                + each(n, i -> "n" + i + " { };\n"))),
                shape(
                        "paths of references",
                        10_000,
                        n -> node("r { p = " + each(n, i -> "&{/n" + i + "}, ") + "\"\"; };"
                                + each(n, i -> "n" + i + " { };\n"))),
                shape(
                        "extensions by label",
                        5_000,
                        n -> node(each(n, i -> "l" + i + ": n" + i + " { };\n"))
                                + each(n, i -> "&l" + i + " { p; };\n")),
                shape(
                        "nodes that are omitted",
                        10_000,
                        n -> node(each(n, i -> "/omit-if-no-ref/ l" + i + ": n" + i + " { };\n"))),
                shape("cells on one line", 50_000, n -> node("p = <" + "0x12345678 ".repeat(n) + ">;")),
                shape("an expression", 20_000, n -> node("p = <(" + "1 + ".repeat(n) + "1)>;")),
                shape(
                        "an expression in parentheses",
                        20_000,
                        n -> node("p = <" + "(".repeat(n) + "1" + ")".repeat(n) + ">;")),
                shape("strings", 20_000, n -> node("p = " + "\"okay\", ".repeat(n) + "\"\";")),
                shape("one string", 100_000, n -> node("p = \"" + "x\\n".repeat(n) + "\";")),
                shape("nested nodes", 1_000, n -> node("n { ".repeat(n) + "}; ".repeat(n))),
                shape("a comment", 200_000, n -> node("/* " + "* ".repeat(n) + "*/")),
                shape("reservations", 10_000, n -> "/memreserve/ 0x1000 0x100;\n".repeat(n) + node("")),
                shape(
                        "line markers",
                        10_000,
                        n -> node("\n# 7 \"file.dts\"\np = <1>;\n/delete-property/ p;".repeat(n))),
                shape("included files", 2_000, n -> node(each(n, i -> "n" + i + " { /include/ \"p.dtsi\" };\n"))),
                shape("truncated cells", 5_000, n -> node("p = <" + "0x123456789\n".repeat(n) + ">;")),
                shape("missing semicolons", 5_000, n -> node(each(n, i -> "p" + i + " = <1>\n"))),
                shape("bad cells", 5_000, n -> node(each(n, i -> "p" + i + " = <1 x>;\n"))),
                shape("unknown labels", 5_000, n -> node("p = <" + each(n, i -> "&l" + i + "\n") + ">;")),
                shape("duplicate properties", 5_000, n -> node("p;\n".repeat(n))),
                shape("duplicate nodes", 5_000, n -> node("n { };\n".repeat(n))),
                shape("duplicate labels", 5_000, n -> node(each(n, i -> "l: n" + i + " { };\n"))),
                shape("duplicate phandles", 5_000, n -> node(each(n, i -> "n" + i + " { phandle = <1>; };\n"))),
                shape("bad names", 5_000, n -> node(each(n, i -> "n@" + i + "@ { };\n"))),
                shape("quotes behind backslashes", 2_000, n -> node("a b \\\"\n".repeat(n))),
                shape("quotes behind backslashes, closed at last", 2_000, n -> node("a b \\\"\n".repeat(n)) + "\""),
                shape("values that begin with a backslash", 2_000, n -> node("a = \\\"x;\n".repeat(n))),
                shape("bytes with quotes", 2_000, n -> node("a = [\\\";\n".repeat(n))),
                shape("unbalanced braces", 5_000, n -> node("n {\n".repeat(n))));
    }

    private static Arguments shape(String name, int size, IntFunction<String> body) {
        return Arguments.of(name, size, body);
    }

    private static String node(String body) {
        return "/ {\n" + body + "\n};\n";
    }

    private static String each(int count, IntFunction<String> part) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < count; i++) {
            out.append(part.apply(i));
        }
        return out.toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void timeGrowsWithTheSource(String name, int size, IntFunction<String> body) {
        String small = "/dts-v1/;\n" + body.apply(size);
        String large = "/dts-v1/;\n" + body.apply(size * FACTOR);
        fastest(small, 10);
        long ofSmall = fastest(small, 3);
        long ofLarge = fastest(large, 1);
        // In turn, and again if need be: a busy machine slows down now the one, now the other.
        for (int i = 0; i < 12 && ratio(ofLarge, ofSmall) > 15; i++) {
            ofLarge = Math.min(ofLarge, fastest(large, 1));
            ofSmall = Math.min(ofSmall, fastest(small, 2));
        }
        assertThat(ratio(ofLarge, ofSmall))
                .as("time for %s characters by time for %s", large.length(), small.length())
                .isLessThan(AT_MOST);
    }

    @Test
    void twoHundredFilesMayIncludeOneAnother() {
        Map<String, String> files = new HashMap<>();
        for (int i = 0; i < 199; i++) {
            files.put("f" + i + ".dtsi", "n" + i + " { /include/ \"f" + (i + 1) + ".dtsi\" };\n");
        }
        files.put("f199.dtsi", "p;\n");
        DtsResult result = Dts.parse(
                "/dts-v1/;\n/ { /include/ \"f0.dtsi\" };\n",
                "top.dts",
                DtsOptions.defaults().withIncludes(IncludeResolver.of(files)));
        assertThat(result.render()).isEmpty();
        assertThat(result.orElseThrow().stream().count()).isEqualTo(200);
    }

    /** Runs of less than half a millisecond say nothing. */
    private static double ratio(long ofLarge, long ofSmall) {
        return (double) ofLarge / Math.max(ofSmall, 500_000);
    }

    /** The least of several runs, in nanoseconds of the thread's own time. */
    private static long fastest(String source, int runs) {
        long fastest = Long.MAX_VALUE;
        DtsOptions options = DtsOptions.defaults()
                .withMaxFindings(MANY_FINDINGS)
                .withIncludes((file, from) ->
                        Optional.of(IncludedFile.of(file, "p = <1>;\n".getBytes(StandardCharsets.UTF_8))));
        for (int i = 0; i < runs; i++) {
            long before = THREADS.getCurrentThreadCpuTime();
            Dts.parse(source, "scale", options);
            fastest = Math.min(fastest, THREADS.getCurrentThreadCpuTime() - before);
        }
        return fastest;
    }
}
