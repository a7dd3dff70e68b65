// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.tree.DeviceTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read without tokens must be read as it would be with them, which a comment within a member brings about. */
class PlainMembersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "p;",
                "p = <>;",
                "p = \"\";",
                "p = [];",
                "p = <0 00 0x0 0X1F 10 99999999 100000000 4294967295 0x123456789 0xffffffff 037>;",
                "p = <0x1 0x12 0x123 0x1234 0x12345 0x123456 0x1234567 0x12345678 0xAbCdEf>;",
                "p = <1U 2L 3ULL>;",
                "p = \"one\", \"two and more\", \"eight888\", \"seven77\";",
                "p = \"a\\\"b\", \"\u00e9\", \"\ud83d\ude00\", \"tab\\t\";",
                "p = [00 11 aAbB 2 2 ];",
                "p = <&n 1 &n>, \"x\", [0102], <(1 + 2)>, &n, <&{/n@1}>;",
                "p = /bits/ 16 <1 2>;",
                "p = l: <1 m: 2>;",
                "#p = <1>; ?q; long-name-of-a-property,with_all.of+it = <1>;",
                "l: p = <1>; k: l2: sub { q; };",
                "\\p = <1>;",
                "p = <1>; p = <2>;",
                "sub { p; }; p = <1>;",
                "sub { p = <1>; sub { q; }; }; sub2 { }; /delete-node/ sub2;",
                "p = <'a' 1 '\\n'>; q = <1>;",
                "p = \"over\nlines\"; q = <1>;",
                "p = ; q = <1>;",
                "p = <1; q = <1>;",
                "p = <1 x>; q = <1>;",
                "p = <1x>; q = <0x>; r = <08>;",
                "p = \"a; q = <1>;",
                "p = [0]; q = [0g];",
                "p == <1>; q = <<1>;",
                "sub { p; } q;",
                "p = <&nowhere>; q = <&9>;",
                "9p { }; p: { };"
            })
    void commentsInsideChangeNothing(String members) {
        DtsResult plain = parse(members, "");
        DtsResult interrupted = parse(members, "/**/");
        assertThat(plain.tree().map(DeviceTree::root))
                .isEqualTo(interrupted.tree().map(DeviceTree::root));
        assertThat(plain.diagnostics())
                .extracting(Diagnostic::code)
                .containsExactlyElementsOf(
                        interrupted.diagnostics().stream().map(Diagnostic::code).toList());
    }

    private static DtsResult parse(String members, String comment) {
        String commented = members.replace(" = ", " " + comment + "= ").replace(" {", " " + comment + "{");
        return Dts.parse(
                "/dts-v1/;\n/ {\n\tn: n@1 { reg = <1>; };\n\tbody {\n\t\t" + commented + "\n\t};\n};\n", "plain.dts");
    }

    @Test
    void anEqualsSignWithoutValueIsRefused() {
        assertThat(Dts.parse("/dts-v1/; / { p =; };", "plain.dts").tree()).isEmpty();
    }

    @Test
    void placesAreThoseOfTheText() {
        DeviceTree tree =
                Dts.compile("/dts-v1/;\n/ {\n\tl: n { // one\n\t\tp = <1 2>;\n\t\tq ;\n\t};\n};\n", "plain.dts");
        var node = tree.root().child("n").orElseThrow();
        assertThat(node.source().orElseThrow().extent().text()).isEqualTo("n { // one\n\t\tp = <1 2>;\n\t\tq ;\n\t}");
        assertThat(node.labels()).containsExactly("l");
        var p = node.property("p").orElseThrow().source().orElseThrow();
        assertThat(p.name().describe()).isEqualTo("plain.dts:4:3");
        assertThat(p.extent().text()).isEqualTo("p = <1 2>");
        assertThat(p.elements()).hasSize(2);
        var q = node.property("q").orElseThrow().source().orElseThrow();
        assertThat(q.extent().text()).isEqualTo("q");
    }
}
