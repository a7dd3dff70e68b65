// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.diag.SourceSpan;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.ReservedRange;
import io.kerf.tree.ValueElement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DtsTest {
    @TempDir
    Path folder;

    @Test
    void aSmallSourceCompiles() {
        DeviceTree tree = Dts.compile("/dts-v1/; / { model = \"Board\"; cpus { total = <8>; }; };", "small.dts");

        assertThat(property(tree, "/", "model").string()).isEqualTo("Board");
        assertThat(property(tree, "/cpus", "total").u32()).isEqualTo(8);
    }

    @Test
    void reservationsKeepTheirOrder() {
        DeviceTree tree = Dts.compile("/dts-v1/; a: /memreserve/ 0x1000 16; /memreserve/ (1 << 32) 0; / { };", "r.dts");

        assertThat(tree.reservations())
                .containsExactly(new ReservedRange(0x1000, 16), new ReservedRange(0x100000000L, 0));
    }

    @Test
    void theBootCpuIsTheRegOfTheFirstCpu() {
        DeviceTree tree = Dts.compile("/dts-v1/; / { cpus { a { reg = <3>; }; b { reg = <0>; }; }; };", "boot.dts");

        assertThat(tree.bootCpuId()).isEqualTo(3);
    }

    @Test
    void phandlesAreNumberedInTheOrderOfTheirUseAndLeaveOutThoseThatAreTaken() {
        DeviceTree tree = Dts.compile(
                "/dts-v1/; / { p = <&b &a &b>; a: a { }; b: b { }; c { phandle = <1>; }; };", "phandles.dts");

        assertThat(property(tree, "/", "p").u32List()).containsExactly(2, 3, 2);
        assertThat(property(tree, "/a", "phandle").u32()).isEqualTo(3);
        assertThat(property(tree, "/b", "phandle").u32()).isEqualTo(2);
        assertThat(property(tree, "/b", "phandle").source()).isEmpty();
    }

    @Test
    void aPropertyThatIsDefinedAgainKeepsItsPlace() {
        DeviceTree tree = Dts.compile(
                "/dts-v1/; / { a; b; c; }; / { /delete-property/ a; b = <1>; }; / { d; a = <2>; };", "merge.dts");

        assertThat(tree.root().properties()).extracting(DtProperty::name).containsExactly("a", "b", "c", "d");
    }

    @Test
    void labelsStandInTheOrderOfDtc() {
        DeviceTree tree = Dts.compile("/dts-v1/; / { a: b: n { }; }; c: &a { }; / { d: e: n { }; };", "labels.dts");

        assertThat(node(tree, "/n").labels()).containsExactly("e", "d", "c", "a", "b");
    }

    @Test
    void nodesAndPropertiesKnowWhereTheyAreWritten() {
        String source =
                "/dts-v1/;\n/ {\n\tfirst: eth0: ethernet@0 {\n\t\tl: cpus = <4 5>;\n\t};\n};\n&eth0 {\n\tx;\n};\n";

        DtNode node = node(Dts.compile(source, "places.dts"), "/ethernet@0");
        DtProperty cpus = node.property("cpus").orElseThrow();

        assertThat(node.span().orElseThrow().describe()).isEqualTo("places.dts:3:15");
        assertThat(node.source().orElseThrow().extent().text()).isEqualTo("ethernet@0 {\n\t\tl: cpus = <4 5>;\n\t}");
        assertThat(node.source().orElseThrow().alsoAt())
                .extracting(SourceSpan::describe)
                .containsExactly("places.dts:7:1");
        assertThat(cpus.span().orElseThrow().text()).isEqualTo("cpus");
        assertThat(cpus.source().orElseThrow().extent().text()).isEqualTo("cpus = <4 5>");
        assertThat(cpus.source().orElseThrow().labels()).containsExactly("l");
    }

    @Test
    void elementsAreKeptAsWritten() {
        String source = "/dts-v1/; / { p = <1 (2 + 3) &a>, \"xy\", &a, [00 11], /bits/ 64 <0x10>; a: n { }; };";

        List<ValueElement> elements = elements(Dts.compile(source, "elements.dts"), "p");

        assertThat(elements).extracting(ValueElement::offset).containsExactly(0, 4, 8, 12, 15, 18, 20);
        assertThat(elements).extracting(ValueElement::length).containsExactly(4, 4, 4, 3, 3, 2, 8);
        assertThat(elements)
                .extracting(each -> each.span().text())
                .containsExactly("1", "(2 + 3)", "&a", "\"xy\"", "&a", "[00 11]", "0x10");
        assertThat(elements.get(1)).isInstanceOfSatisfying(ValueElement.Cell.class, cell -> {
            assertThat(cell.value()).isEqualTo(5);
            assertThat(cell.bits()).isEqualTo(32);
        });
        assertThat(elements.get(2))
                .isInstanceOfSatisfying(
                        ValueElement.PhandleReference.class,
                        reference -> assertThat(reference.target()).isEqualTo("a"));
    }

    @Test
    void elementsOfAnIncludedValueAreFoundAgain() {
        DtsOptions options = DtsOptions.defaults().withIncludes(IncludeResolver.of(Map.of("cells", "2 3")));

        List<ValueElement> elements =
                elements(Dts.compile("/dts-v1/; / { p = <1 /include/ \"cells\" 4>; };", "outer.dts", options), "p");

        assertThat(elements)
                .extracting(each -> each.span().describe())
                .containsExactly("outer.dts:1:20", "cells:1:1", "cells:1:3", "outer.dts:1:40");
    }

    @Test
    void aWideCellOfTheKerfDialectIsOneNumber() {
        DeviceTree tree =
                kerf("a = <0x400000000>; b = <0x0 0x400000000>; c = <0x0 0x100000000 0x4 0x0>; d = <0x4 0x0>;");

        assertThat(property(tree, "/", "a").u64()).isEqualTo(0x400000000L);
        assertThat(property(tree, "/", "b").u64()).isEqualTo(0x400000000L);
        assertThat(property(tree, "/", "c").u64List()).containsExactly(0x100000000L, 0x400000000L);
        assertThat(property(tree, "/", "d").u64()).isEqualTo(0x400000000L);
        assertThat(elements(tree, "a")).singleElement().isInstanceOfSatisfying(ValueElement.Cell.class, cell -> {
            assertThat(cell.bits()).isEqualTo(64);
            assertThat(cell.value()).isEqualTo(0x400000000L);
        });
        assertThat(elements(tree, "b"))
                .extracting(each -> ((ValueElement.Cell) each).value())
                .containsExactly(0L, 0x400000000L);
    }

    @Test
    void theListsOfOnePropertyCountAsOneForWideCells() {
        DeviceTree tree = kerf("a = <0x0>, <0x400000000>;");

        assertThat(property(tree, "/", "a").u64()).isEqualTo(0x400000000L);
    }

    @Test
    void negativeResultsAreNoWideCells() {
        DeviceTree tree = kerf("a = <(0 - 1) 2 3>;");

        assertThat(property(tree, "/", "a").u32List()).containsExactly(-1, 2, 3);
    }

    @Test
    void aWideCellOfTheStandardDialectIsCutWithAWarning() {
        DtsResult result = Dts.parse("/dts-v1/; / { a = <0x1ffffffff>; };", "cut.dts");

        assertThat(property(result.orElseThrow(), "/", "a").u32()).isEqualTo(-1);
        assertThat(result.diagnostics())
                .extracting(Diagnostic::code, Diagnostic::severity)
                .containsExactly(tuple("dts-cell-truncated", Severity.WARNING));
    }

    @Test
    void aPropertyBehindANodeIsAWarningInTheKerfDialectOnly() {
        DtsResult result = Dts.parse("/multikernel-v1/; / { n { }; p; };", "order.dts");

        assertThat(result.tree()).isPresent();
        assertThat(result.diagnostics()).extracting(Diagnostic::code).containsExactly("dts-property-after-node");
        assertThat(Dts.parse("/dts-v1/; / { n { }; p; };", "order.dts").tree()).isEmpty();
    }

    @Test
    void theWantedDialectIsEnforced() {
        DtsResult result =
                Dts.parse("/dts-v1/; / { };", "old.dts", DtsOptions.defaults().withDialect(Dialect.KERF_V1));

        assertThat(result.tree()).isEmpty();
        assertThat(result.diagnostics()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("dts-wrong-dialect");
            assertThat(finding.suggestion()).contains("begin with /multikernel-v1/;");
        });
    }

    @Test
    void anExceptionCarriesAllFindings() {
        assertThatThrownBy(() -> Dts.compile("/dts-v1/; / { a = <&x>; b = <&y>; };", "two.dts"))
                .isInstanceOfSatisfying(DtsException.class, e -> {
                    assertThat(e.diagnostics()).hasSize(2);
                    assertThat(e).hasMessageContaining("2 errors").hasMessageContaining("two.dts:1:20");
                });
    }

    @Test
    void findingsStopAtTheLimit() {
        String source = "/dts-v1/; / {" + "a = <x>;\n".repeat(100) + "};";

        List<Diagnostic> findings = Dts.parse(
                        source, "many.dts", DtsOptions.defaults().withMaxFindings(10))
                .diagnostics();

        assertThat(findings).hasSize(11);
        assertThat(findings.get(10).code()).isEqualTo("dts-too-many-findings");
    }

    @Test
    void aMissingFileIsAFinding() {
        DtsResult result = Dts.parse(folder.resolve("none.dts"));

        assertThat(result.tree()).isEmpty();
        assertThat(result.diagnostics()).extracting(Diagnostic::code).containsExactly("dts-unreadable");
    }

    @Test
    void aFileIncludesFromItsOwnFolderButNotFromOutside() throws IOException {
        Path inner = Files.createDirectories(folder.resolve("inner"));
        Files.writeString(folder.resolve("secret"), "secret");
        Files.writeString(inner.resolve("part.dtsi"), "model = \"Board\";");
        Path good = inner.resolve("good.dts");
        Files.writeString(good, "/dts-v1/; / { /include/ \"part.dtsi\" };");
        Path bad = inner.resolve("bad.dts");
        Files.writeString(bad, "/dts-v1/; / { a = /incbin/(\"../secret\"); };");
        Files.createSymbolicLink(inner.resolve("link"), folder.resolve("secret"));
        Path linked = inner.resolve("linked.dts");
        Files.writeString(linked, "/dts-v1/; / { a = /incbin/(\"link\"); };");

        assertThat(property(Dts.compile(good), "/", "model").string()).isEqualTo("Board");
        assertThat(Dts.parse(bad).render()).contains("error[dts-include]", "outside of the folders");
        assertThat(Dts.parse(linked).render()).contains("error[dts-include]", "outside of the folders");
    }

    @Test
    void textIncludesNothingByDefault() {
        assertThat(Dts.parse("/dts-v1/; /include/ \"/etc/hostname\"", "text").render())
                .contains("error[dts-include]", "give it an IncludeResolver");
    }

    @Test
    void bytesThatAreNoUtf8AreKeptAsTheyAre() throws IOException {
        Path source = folder.resolve("latin1.dts");
        Files.write(source, "/dts-v1/; / { s = \"\u00e9\"; };".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(property(Dts.compile(source), "/", "s").value().toBytes()).containsExactly(0xe9, 0);
    }

    @Test
    void theRootCannotBeDeleted() {
        assertThat(Dts.parse("/dts-v1/; / { }; /delete-node/ &{/};", "root.dts").diagnostics())
                .extracting(Diagnostic::code)
                .containsExactly("dts-deleted-root");
    }

    @Test
    void depthCostsNoStack() {
        int depth = 20_000;
        String source = "/dts-v1/; / { e = <" + "(".repeat(depth) + "1" + ")".repeat(depth) + ">;" + "n {".repeat(depth)
                + "};".repeat(depth) + "};";

        DeviceTree tree = Dts.compile(source, "deep.dts");

        assertThat(tree.stream().count()).isEqualTo(depth + 1L);
        assertThat(property(tree, "/", "e").u32()).isEqualTo(1);
        assertThat(Dts.compile(Dts.print(tree), "again")).isEqualTo(tree);
    }

    @Test
    void wideSourcesTakeLinearTime() {
        StringBuilder source = new StringBuilder("/dts-v1/; / {");
        for (int i = 0; i < 50_000; i++) {
            source.append("p").append(i).append(" = <&l").append(i).append(">;\n");
        }
        for (int i = 0; i < 50_000; i++) {
            source.append("l").append(i).append(": n").append(i).append(" { };\n");
        }
        source.append("};\n");
        for (int i = 0; i < 50_000; i++) {
            source.append("&l").append(i).append(" { x; };\n");
        }

        DeviceTree tree =
                assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Dts.compile(source.toString(), "wide.dts"));

        assertThat(property(tree, "/", "p49999").u32()).isEqualTo(50_000);
    }

    private static DeviceTree kerf(String members) {
        return Dts.compile("/multikernel-v1/; / { " + members + " };", "kerf.dts");
    }

    private static DtNode node(DeviceTree tree, String path) {
        return tree.find(path).orElseThrow();
    }

    private static DtProperty property(DeviceTree tree, String path, String name) {
        return node(tree, path).property(name).orElseThrow();
    }

    private static List<ValueElement> elements(DeviceTree tree, String name) {
        return property(tree, "/", name).source().orElseThrow().elements();
    }
}
