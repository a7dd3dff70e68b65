// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.PropertyValue;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Trees that try to cost the checks more than a time in proportion to their size; the limit is far above what they take. */
@Timeout(60)
class ChecksHostileTest {
    private static final int MANY = 200_000;

    private static List<Diagnostic> check(String body) {
        DtsResult result = Dts.parse("/dts-v1/;\n/ {\n" + body + "};", "x.dts");
        assertThat(result.tree()).isPresent();
        return result.diagnostics();
    }

    private static String each(int count, String before, String behind) {
        return IntStream.range(0, count).mapToObj(i -> before + i + behind).collect(Collectors.joining());
    }

    @Test
    void siblingsOfOneAddressEndAtTheLimit() {
        String body = "#address-cells = <1>; #size-cells = <0>;" + each(MANY, "a", "@1 { reg = <1>; };");
        assertThat(check(body)).hasSize(1001).last().satisfies(last -> {
            assertThat(last.code()).isEqualTo("dts-too-many-findings");
            assertThat(last.severity()).isEqualTo(Severity.WARNING);
        });
    }

    @Test
    void interruptsInTheDepthHaveTheirParentAtOnce() {
        String open = "n { interrupts = <1>; ";
        assertThat(check("interrupt-parent = <&c>; c: c { interrupt-controller; #interrupt-cells = <1>; };"
                        + open.repeat(MANY) + "};".repeat(MANY)))
                .isEmpty();
    }

    @Test
    void findingsInTheDepthDoNotCarryEndlessPaths() {
        List<Diagnostic> findings = check("abcdefghijklm@1 { ".repeat(20_000) + "};".repeat(20_000));
        assertThat(findings)
                .hasSize(1001)
                .allSatisfy(finding ->
                        assertThat(finding.subject().orElse("").length()).isLessThan(3000));
    }

    @Test
    void aLongListOfProvidersIsReadOnce() {
        assertThat(check("p: p { #clock-cells = <1>; }; c { clocks = <" + "&p 1 ".repeat(MANY) + ">; };"))
                .isEmpty();
    }

    @Test
    void manyWordsInOneListAreLookedThroughOnce() {
        assertThat(check("compatible = \"a\"" + ", \"simple-bux\"".repeat(MANY) + ";"))
                .isEmpty();
    }

    @Test
    void interruptParentsInACircleAreFollowedNowhere() {
        String body =
                "a: a { interrupt-controller; #interrupt-cells = <1>; interrupt-parent = <&b>; interrupts = <1>; };"
                        + "b: b { interrupt-controller; #interrupt-cells = <1>; interrupt-parent = <&a>; interrupts = <1>; };";
        assertThat(check(body)).isEmpty();
    }

    @Test
    void hugeCellCountsAreCountedExactly() {
        for (String count : List.of("0x3fffffff", "0x40000000", "0x7fffffff", "0x80000000", "0xfffffffe")) {
            List<Diagnostic> findings = check("#address-cells = <" + count + ">; #size-cells = <" + count + ">;"
                    + "n@0 { reg = <1 2 3>; }; p: p { #clock-cells = <" + count + ">; }; c { clocks = <&p 1>; };"
                    + "i: i { interrupt-controller; #interrupt-cells = <" + count + ">; };"
                    + "d { interrupt-parent = <&i>; interrupts = <1>; };");
            assertThat(findings)
                    .as(count)
                    .extracting(Diagnostic::code)
                    .contains("dts-reg-format", "dts-clocks-property", "dts-interrupts-property");
        }
    }

    @Test
    void timeGrowsAsTheTreeDoes() {
        DeviceTree small = board(4_000);
        DeviceTree large = board(40_000);
        double ratio = (double) best(large) / best(small);
        assertThat(ratio).as("time of ten times the tree").isLessThan(25);
    }

    private static long best(DeviceTree tree) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 15; i++) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            assertThat(Dts.check(tree)).isEmpty();
            best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
        }
        return best;
    }

    private static DeviceTree board(int devices) {
        List<DtNode> nodes = new ArrayList<>();
        for (int i = 0; i < devices; i++) {
            nodes.add(DtNode.of("serial@" + Integer.toHexString(i))
                    .withProperty("compatible", PropertyValue.ofStrings("acme,uart"))
                    .withProperty("reg", PropertyValue.ofU32(i, 1))
                    .withProperty("status", PropertyValue.ofStrings("okay")));
        }
        DtNode soc = DtNode.of("soc", List.of(), nodes)
                .withProperty("compatible", PropertyValue.ofStrings("simple-bus"))
                .withProperty("#address-cells", PropertyValue.ofU32(1))
                .withProperty("#size-cells", PropertyValue.ofU32(1));
        return DeviceTree.of(DtNode.of("").withChild(soc));
    }
}
