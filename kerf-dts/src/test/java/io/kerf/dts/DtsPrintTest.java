// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.kerf.diag.Diagnostic;
import io.kerf.fdt.Fdt;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.NodePath;
import io.kerf.tree.PropertyValue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DtsPrintTest {
    private static final DtsPrintOptions LABELS = DtsPrintOptions.defaults().withLabels();
    private static final DtsPrintOptions REFERENCES = DtsPrintOptions.defaults().withReferences();

    private static String members(DeviceTree tree, DtsPrintOptions options) {
        String printed = Dts.print(tree, options);
        assertThat(Dts.compile(printed, "printed")).isEqualTo(tree);
        return printed.substring(printed.indexOf("/ {\n") + 4);
    }

    private static DeviceTree compile(String members) {
        return Dts.compile("/dts-v1/; / { " + members + " };", "print.dts");
    }

    @Test
    void labelsOfTheSourceArePrintedWhenAskedFor() {
        DeviceTree tree = compile("p: q = <1>; a: b: n { c: m {}; };");

        assertThat(members(tree, LABELS)).isEqualTo("""
                	p: q = <0x01>;

                	a: b: n {

                		c: m {
                		};
                	};
                };
                """);
        assertThat(members(tree, DtsPrintOptions.defaults())).doesNotContain(": ");
    }

    @Test
    void aLabelOfTheRootNodeIsGivenBehindIt() {
        DeviceTree tree = Dts.compile("/dts-v1/; / { p = &top; }; top: &{/} { };", "root.dts");

        assertThat(members(tree, REFERENCES)).isEqualTo("\tp = &top;\n};\n\ntop: &{/} {\n};\n");
    }

    @Test
    void referencesStandWhereTheSourceHasThem() {
        DeviceTree tree = compile("p = <1 &n 2>, \"x\", &n, <&{/n/m} 3>, &{/n/m}, [00], <&n>; n: n { m {}; };");

        assertThat(members(tree, REFERENCES))
                .startsWith("\tp = <0x01 &n 0x02>, \"x\", &n, <&{/n/m} 0x03>, &{/n/m}, [00], <&n>;\n");
        assertThat(members(tree, LABELS)).startsWith("\tp = [00 00 00 01 00 00 00 01");
    }

    @Test
    void anOwnPhandleStaysANumber() {
        DeviceTree tree = compile("n: n { phandle = <&n>; };");

        assertThat(members(tree, REFERENCES)).contains("phandle = <0x01>;");
    }

    @Test
    void aReferenceWhoseTargetWasChangedIsPrintedAsTheNumberItIs() {
        DeviceTree tree = compile("p = <&n>; n: n { };");
        DeviceTree changed =
                tree.update(NodePath.of("/n"), node -> node.withProperty("phandle", PropertyValue.ofU32(9)));

        assertThat(members(changed, REFERENCES)).startsWith("\tp = <0x01>;\n");
    }

    @Test
    void aNodeThatStandsTwiceHasItsLabelOnce() {
        DtNode node = compile("n: n { };").find("/n").orElseThrow();
        DeviceTree tree = DeviceTree.of(DtNode.of("", List.of(), List.of(node, node.withName("m"))));

        assertThat(members(tree, LABELS)).isEqualTo("\n\tn: n {\n\t};\n\n\tm {\n\t};\n};\n");
    }

    @Test
    void aBlobTellsOfLabelsAndReferencesByItsSymbolsAndFixups() {
        DeviceTree tree = compile("p = <1 &n>; q = \"ab\", <&m 0x61>; aliases { a = &n; b = \"/m\"; c = \"/else\"; };"
                + " n: n { }; m: m { };"
                + " __symbols__ { n = \"/n\"; m = \"/m\"; gone = \"/gone\"; not-a-label = \"/n\"; };"
                + " __local_fixups__ { p = <4>; q = <3>; r = <0>; };");

        DeviceTree blob = Fdt.decode(Fdt.encode(tree));

        assertThat(members(blob, REFERENCES)).isEqualTo("""
                	p = <0x01 &n>;
                	q = "ab", <&m>, <0x61>;

                	aliases {
                		a = &n;
                		b = &m;
                		c = "/else";
                	};

                	n: n {
                		phandle = <0x01>;
                	};

                	m: m {
                		phandle = <0x02>;
                	};

                	__symbols__ {
                		n = "/n";
                		m = "/m";
                		gone = "/gone";
                		not-a-label = "/n";
                	};

                	__local_fixups__ {
                		p = <0x04>;
                		q = <0x03>;
                		r = <0x00>;
                	};
                };
                """);
    }

    @Test
    void fixupsOfNodesWithoutALabelArePathsAndWrongOnesAreNumbers() {
        DeviceTree tree = compile("p = <5 6 7>; n { phandle = <5>; };" + " __local_fixups__ { p = <0 4 100>; };");

        assertThat(members(Fdt.decode(Fdt.encode(tree)), REFERENCES)).startsWith("\tp = <&{/n} 0x06 0x07>;\n");
    }

    @Test
    void commentsStandBeforeWhatTheyAreAbout() {
        DeviceTree tree = compile("p; n { q; };");
        DtsPrintOptions options = DtsPrintOptions.defaults()
                .withComment("/", "the root")
                .withComment("/n", "one")
                .withComment("/n", "two\nlines */ and more")
                .withComment("/n", "q", "inside")
                .withComment("/", "p", "")
                .withComment("/nowhere", "nothing");

        String printed = Dts.print(tree, options);

        assertThat(printed).isEqualTo("""
                /dts-v1/;

                /* the root */
                / {
                	/*  */
                	p;

                	/* one */
                	/*
                	 * two
                	 * lines * / and more
                	 */
                	n {
                		/* inside */
                		q;
                	};
                };
                """);
        assertThat(Dts.compile(printed, "printed")).isEqualTo(tree);
        assertThatThrownBy(() -> options.withComment("no/path", "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theKerfHeaderIsPrintedWhenAskedFor() {
        assertThat(Dts.print(compile(""), DtsPrintOptions.defaults().withDialect(Dialect.KERF_V1)))
                .startsWith("/multikernel-v1/;\n");
    }

    /** {@code dtc} prints such a name as it is, and it then reads as something else. */
    @Test
    void namesThatSourceCannotHoldBecomeErrorsInIt() {
        DeviceTree tree = DeviceTree.of(
                DtNode.of("", List.of(DtProperty.of("a = <1>; b", PropertyValue.empty())), List.of(DtNode.of("n\n{"))));

        String printed = Dts.print(tree);

        assertThat(printed).contains("a$20$3d$20$3c1$3e$3b$20b;", "n$0a$7b {");
        assertThat(Dts.parse(printed, "printed").tree()).isEmpty();
    }

    /** {@code dtc} prints it so, too, and refuses what it printed. */
    @Test
    void theFixupOfAPhandleIsNoPhandleInSource() {
        DeviceTree overlay = Dts.compile("/dts-v1/; /plugin/; / { n: n { phandle = <&n>; }; };", "x.dts");

        assertThat(overlay.find("/__local_fixups__/n").orElseThrow().property("phandle"))
                .hasValueSatisfying(offset -> assertThat(offset.u32()).isZero());
        assertThat(Dts.check(overlay)).extracting(Diagnostic::code).contains("dts-explicit-phandles");
        assertThat(Dts.parse(Dts.print(overlay), "printed").diagnostics())
                .extracting(Diagnostic::code)
                .contains("dts-explicit-phandles");
    }

    @Test
    void aPropertyNameIsLeftOutOfWhatIsCompiledAgain() {
        DeviceTree tree = DeviceTree.of(
                DtNode.of("").withChild(DtNode.of("n").withProperty("name", PropertyValue.ofStrings("n"))));

        assertThat(Dts.check(tree)).isEmpty();
        assertThat(Dts.compile(Dts.print(tree), "printed")
                        .find("/n")
                        .orElseThrow()
                        .properties())
                .isEmpty();
    }

    @Test
    void depthCostsNoStackAndLinearTime() {
        int depth = 50_000;
        StringBuilder source = new StringBuilder("/dts-v1/; / {");
        for (int i = 0; i < depth; i++) {
            source.append("l").append(i).append(": a { p = <&l").append(i / 2).append(">;");
        }
        DeviceTree tree = Dts.compile(source.append("};".repeat(depth + 1)).toString(), "deep.dts");

        String printed = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> Dts.print(tree, REFERENCES));

        assertThat(printed).contains("l49999: a {", "<&l24999>");
        assertThat(Dts.compile(printed, "again")).isEqualTo(tree);
    }
}
