// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.SourceSpan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceMapTest {
    private static DtsResult parse(String source) {
        return Dts.parse(
                source,
                "m.dts",
                DtsOptions.defaults()
                        .withIncludes(IncludeResolver.of(Map.of(
                                "soc.dtsi",
                                "\n/ {\n\tsoc {\n\t\tuart: uart@0 {\n\t\t\treg = <0 1>;\n\t\t};\n\t};\n};\n"))));
    }

    private static List<String> describe(SourceMap.Places places) {
        return places.alsoAt().stream().map(SourceSpan::describe).toList();
    }

    @Test
    void placesLeadIntoIncludedFiles() {
        SourceMap map = parse("/dts-v1/;\n/include/ \"soc.dtsi\"\n&uart {\n\treg = <0 2>;\n};\n")
                .sourceMap();

        SourceMap.Places uart = map.node("/soc/uart@0").orElseThrow();
        assertThat(uart.name().describe()).isEqualTo("soc.dtsi:4:9");
        assertThat(uart.extent().text()).isEqualTo("uart@0 {\n\t\t\treg = <0 1>;\n\t\t}");
        assertThat(uart.name().source().includedFrom().orElseThrow().describe()).isEqualTo("m.dts:2:1");
        assertThat(describe(uart)).containsExactly("m.dts:3:1");
        SourceMap.Places reg = map.property("/soc/uart@0", "reg").orElseThrow();
        assertThat(reg.name().describe()).isEqualTo("m.dts:4:2");
        assertThat(reg.extent().text()).isEqualTo("reg = <0 2>");
        assertThat(describe(reg)).containsExactly("soc.dtsi:5:4");
    }

    @Test
    void everyDefinitionOfAPropertyIsThereInOrder() {
        SourceMap map = parse("/dts-v1/;\n/ { p = <1>; };\n/ { p = <2>; };\n/ { p; };\n")
                .sourceMap();

        SourceMap.Places property = map.property("/", "p").orElseThrow();
        assertThat(property.name().describe()).isEqualTo("m.dts:4:5");
        assertThat(describe(property)).containsExactly("m.dts:2:5", "m.dts:3:5");
        assertThat(describe(map.node("/").orElseThrow())).containsExactly("m.dts:3:1", "m.dts:4:1");
    }

    @Test
    void nodesThatTheCompilerAddsAreNowhere() {
        SourceMap map = Dts.parse(
                        "/dts-v1/;\n/ { a: n { p = <&a>; }; aliases { b = \"/n\"; }; };\n",
                        "m.dts",
                        DtsOptions.defaults().withSymbols().withAliases().withLocalFixups())
                .sourceMap();

        for (String path : List.of("/__symbols__", "/__local_fixups__", "/__local_fixups__/n")) {
            assertThat(map.node(path)).as(path).isEmpty();
        }
        assertThat(map.property("/__symbols__", "a")).isEmpty();
        assertThat(map.property("/n", "phandle")).isEmpty();
        assertThat(map.property("/aliases", "a")).isEmpty();
        assertThat(map.property("/aliases", "b")).isPresent();
    }

    @Test
    void whatIsDeletedIsNowhere() {
        SourceMap map = parse("/dts-v1/;\n/ { p; n: n { q; }; };\n/ { /delete-property/ p; };\n/delete-node/ &n;\n")
                .sourceMap();

        assertThat(map.property("/", "p")).isEmpty();
        assertThat(map.node("/n")).isEmpty();
        assertThat(map.property("/n", "q")).isEmpty();
    }

    @Test
    void whatComesBackAfterItWasDeletedIsWhereItCameBack() {
        SourceMap map = parse("/dts-v1/;\n/ { p = <1>; n { a; }; };\n"
                        + "/ { /delete-property/ p; /delete-node/ n; };\n"
                        + "/ { p = <2>; n { b; }; };\n/ { p = <3>; n { c; }; };\n")
                .sourceMap();

        SourceMap.Places node = map.node("/n").orElseThrow();
        assertThat(node.name().describe()).isEqualTo("m.dts:4:14");
        assertThat(node.extent().text()).isEqualTo("n { b; }");
        assertThat(describe(node)).containsExactly("m.dts:5:14");
        SourceMap.Places property = map.property("/", "p").orElseThrow();
        assertThat(property.name().describe()).isEqualTo("m.dts:5:5");
        assertThat(describe(property)).containsExactly("m.dts:4:5");
    }

    @Test
    void lineMarkersCountForPlaces() {
        SourceMap map = parse("/dts-v1/;\n# 30 \"soc.h\"\n/ {\n\tp;\n};\n").sourceMap();

        SourceSpan name = map.property("/", "p").orElseThrow().name();
        assertThat(name.describe()).isEqualTo("soc.h:31:2");
        assertThat(name.line()).isEqualTo(4);
        assertThat(name.source().name()).isEqualTo("m.dts");
    }

    @Test
    void whatTheCompilerAddsIsNowhere() {
        SourceMap map = parse("/dts-v1/; / { p = <&n>; n: n { }; };").sourceMap();

        assertThat(map.property("/n", "phandle")).isEmpty();
        assertThat(map.node("/n")).isPresent();
    }

    @Test
    void withoutATreeThereIsNothing() {
        assertThat(parse("/dts-v1/; / { p = ; };").sourceMap().node("/")).isEmpty();
    }
}
