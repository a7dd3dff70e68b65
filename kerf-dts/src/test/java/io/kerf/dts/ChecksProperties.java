// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.DiagnosticRenderer;
import io.kerf.diag.Severity;
import io.kerf.fdt.Fdt;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** Laws of the checks, over trees whose properties have the names that checks look at, and any bytes. */
class ChecksProperties {
    private static final String[] PROPERTIES =
            ("reg ranges dma-ranges #address-cells #size-cells compatible status model label device_type name phandle "
                            + "linux,phandle interrupts interrupt-parent interrupt-controller interrupt-map interrupt-map-mask "
                            + "#interrupt-cells clocks #clock-cells msi-parent #msi-cells gpios x-gpio #gpio-cells gpio-hog "
                            + "remote-endpoint bus-range spi-slave spi-x bootargs stdout-path linux,stdout-path x-names @ z interrupts-extended")
                    .split(" ");
    private static final String[] NODES =
            ("i2c@1 spi@2 pci@3 pcie soc port@0 ports endpoint endpoint@1 chosen aliases a@0x b@01 c@ x@y@z n m@1 k@1 __overlay__ i2c-bus u#v reg")
                    .split(" ");
    private static final int[] CELLS = {0, 1, 2, 3, 4, 5, -1, Integer.MIN_VALUE, 0x40000000, 0x3fffffff, 0x800, 0x10000
    };

    @Property(tries = 2000)
    void noTreeBreaksTheChecks(@ForAll long seed) {
        Random random = new Random(seed);
        DtsOptions options = DtsOptions.defaults();
        for (DtsCheck check : Dts.checks()) {
            options = random.nextInt(8) == 0
                    ? options.withCheck(check.name(), CheckLevel.values()[random.nextInt(3)])
                    : options;
        }
        DeviceTree tree = DeviceTree.of(node("", random, 0));
        List<Diagnostic> findings = Dts.check(tree, options);
        DiagnosticRenderer.plain().render(findings);
        assertThat(Dts.check(tree, options)).isEqualTo(findings);
        assertThat(findings).allMatch(ChecksProperties::isComplete);
    }

    /** What {@link Dts#print(DeviceTree)} promises. */
    @Property(tries = 2000)
    void aTreeWithoutErrorsIsPrintedAsItsSource(@ForAll long seed) {
        DeviceTree tree = DeviceTree.of(node("", new Random(seed), 0));
        boolean unsound = Dts.check(tree).stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
        boolean named = tree.stream().anyMatch(node -> node.property("name").isPresent());
        Statistics.label("printed")
                .collect(!unsound && !named)
                .coverage(counts -> counts.check(true).percentage(share -> share > 10));
        if (!unsound && !named) {
            assertThat(Dts.compile(Dts.print(tree), "printed")).isEqualTo(tree);
        }
    }

    /** An overlay is not checked otherwise for being a blob, but that a blob does not tell references from numbers. */
    @Property(tries = 300)
    void anOverlayBlobFailsTheChecksOfItsSource(@ForAll int seed) {
        String source = new BoardGenerator(seed).source().replaceFirst("/dts-v1/;", "/dts-v1/; /plugin/;");
        DtsOptions options = DtsOptions.defaults().withMaxFindings(100_000);
        DtsResult result = Dts.parse(source, "overlay", options);
        Statistics.label("compiled")
                .collect(result.tree().isPresent())
                .coverage(counts -> counts.check(true).percentage(share -> share > 50));
        result.tree().ifPresent(tree -> {
            DeviceTree blob = Fdt.decode(Fdt.encode(tree));
            assertThat(withoutReferences(Dts.checkOverlay(blob, options)))
                    .isEqualTo(withoutReferences(result.diagnostics()));
        });
    }

    private static List<String> withoutReferences(List<Diagnostic> findings) {
        return DtcFindings.ofChecks(findings)
                .filter(finding -> !finding.message().contains("is written as a number"))
                .map(DtcFindings::key)
                .sorted()
                .toList();
    }

    /** What a check finds has words, a suggestion, and the path of a node. */
    private static boolean isComplete(Diagnostic finding) {
        return finding.suggestion().isPresent()
                && !finding.message().isEmpty()
                && (finding.code().equals("dts-checks-not-run")
                        || finding.code().equals("dts-too-many-findings")
                        || finding.subject().orElse("").startsWith("/"));
    }

    private static DtNode node(String name, Random random, int depth) {
        List<DtProperty> properties = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            properties.add(DtProperty.of(PROPERTIES[random.nextInt(PROPERTIES.length)], value(random)));
        }
        List<DtNode> children = new ArrayList<>();
        for (int i = depth > 4 ? 0 : random.nextInt(4); i > 0; i--) {
            children.add(node(NODES[random.nextInt(NODES.length)], random, depth + 1));
        }
        return DtNode.of(name, properties, children);
    }

    private static PropertyValue value(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> PropertyValue.of(new byte[random.nextInt(10)]);
            case 1 -> PropertyValue.ofStrings("pci");
            case 2 -> PropertyValue.ofStrings("simple-bus", "disabled");
            default -> {
                int[] cells = new int[random.nextInt(6)];
                for (int i = 0; i < cells.length; i++) {
                    cells[i] = CELLS[random.nextInt(CELLS.length)];
                }
                yield PropertyValue.ofU32(cells);
            }
        };
    }
}
