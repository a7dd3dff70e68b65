// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtProperty;
import io.kerf.tree.Phandle;
import io.kerf.tree.PropertyValue;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Properties that list providers, each a phandle with as many cells behind it as the provider's node says. */
final class ProviderChecks {
    /**
     * A kind of provider.
     *
     * @param property the consumer's property
     * @param cells the provider's property, which gives the number of cells
     * @param optional whether a provider without it takes no cells
     */
    record Provider(String property, String cells, boolean optional) {}

    static final List<Provider> PROVIDERS = List.of(
            new Provider("clocks", "#clock-cells", false),
            new Provider("cooling-device", "#cooling-cells", false),
            new Provider("dmas", "#dma-cells", false),
            new Provider("hwlocks", "#hwlock-cells", false),
            new Provider("interrupts-extended", "#interrupt-cells", false),
            new Provider("io-channels", "#io-channel-cells", false),
            new Provider("iommus", "#iommu-cells", false),
            new Provider("mboxes", "#mbox-cells", false),
            new Provider("msi-parent", "#msi-cells", true),
            new Provider("mux-controls", "#mux-control-cells", false),
            new Provider("phys", "#phy-cells", false),
            new Provider("power-domains", "#power-domain-cells", false),
            new Provider("pwms", "#pwm-cells", false),
            new Provider("resets", "#reset-cells", false),
            new Provider("sound-dai", "#sound-dai-cells", false),
            new Provider("thermal-sensors", "#thermal-sensor-cells", false));

    private ProviderChecks() {}

    static Check.Body of(Provider provider) {
        return (tree, report) -> {
            for (PropertyUse use : tree.uses(provider.property())) {
                check(tree, use.node(), use.property(), provider, report);
            }
        };
    }

    static void check(TreeFacts tree, NodeFacts node, DtProperty list, Provider provider, Report report) {
        if (list.size() % Integer.BYTES != 0) {
            if (report.fails()) {
                report.add(Finding.of(
                                node,
                                "'" + list.name() + "' is a list of cells of 4 bytes each, and this has "
                                        + Cells.bytes(list.size()))
                        .at(list)
                        .suggest("write it like " + list.name() + " = <&provider ...>;"));
            }
            return;
        }
        new Entries(tree, node, list, provider, report).check();
    }

    /** The entries of one list. */
    private static final class Entries {
        private final TreeFacts tree;
        private final NodeFacts node;
        private final DtProperty list;
        private final Provider provider;
        private final Report report;
        private final PropertyValue value;
        private final int count;
        private @Nullable BitSet references;

        Entries(TreeFacts tree, NodeFacts node, DtProperty list, Provider provider, Report report) {
            this.tree = tree;
            this.node = node;
            this.list = list;
            this.provider = provider;
            this.report = report;
            this.value = list.value();
            this.count = Cells.count(list);
        }

        void check() {
            long cell = 0;
            while (cell >= 0 && cell < count) {
                cell = entry((int) cell);
            }
        }

        /** Checks the entry at a cell; returns where the next one begins, or -1 if that cannot be told. */
        private long entry(int cell) {
            int phandle = Cells.at(value, cell);
            if (!Phandle.isValid(phandle)) {
                // 0 and -1 leave an optional entry out; in an overlay they may stand for anything.
                return tree.plugin ? -1 : cell + 1;
            }
            if (!isReference(cell) && report.fails()) {
                report.add(Finding.of(
                                node,
                                "cell " + cell + " of '" + list.name()
                                        + "' is to be a phandle, but is written as a number")
                        .at(list)
                        .suggest("write a reference such as <&label>, or check the cells in front of it"));
            }
            NodeFacts target = tree.byPhandle(phandle);
            if (target == null) {
                if (report.fails()) {
                    report.add(Finding.of(
                                    node,
                                    "no node has the phandle 0x" + Integer.toHexString(phandle) + " in cell " + cell
                                            + " of '" + list.name() + "'")
                            .at(list)
                            .suggest("check the number of cells in front of it, which each provider's node gives"));
                }
                return -1;
            }
            return arguments(cell, target);
        }

        private long arguments(int cell, NodeFacts target) {
            DtProperty cells = target.property(provider.cells());
            if (cells == null && !provider.optional()) {
                if (report.fails()) {
                    report.add(Finding.of(
                                    node,
                                    "'" + list.name() + "' refers to " + target.path() + ", which has no "
                                            + provider.cells() + " and so is no such provider")
                            .see("the reference", list)
                            .see("the node it refers to", target)
                            .suggest(
                                    "add " + provider.cells() + " to " + target.path() + ", or refer to another node"));
                }
                return -1;
            }
            long wanted = cells == null || !Cells.isOne(cells) ? 0 : Integer.toUnsignedLong(cells.u32());
            if (cell + 1 + wanted <= count) {
                return cell + 1 + wanted;
            }
            if (report.fails()) {
                report.add(Finding.of(
                                node,
                                "'" + list.name() + "' ends too early: " + target.path() + " takes " + wanted
                                        + (wanted == 1 ? " cell" : " cells") + " behind its phandle, and there "
                                        + (count - cell - 1 == 1 ? "is " : "are ") + (count - cell - 1))
                        .at(list)
                        .see("the number of cells", cells)
                        .suggest("add what is missing"));
            }
            return -1;
        }

        /** Whether a cell is written as a reference; of a value that no source wrote, all may be. */
        private boolean isReference(int cell) {
            BitSet known = references;
            if (known == null) {
                known = WrittenReferences.of(list);
                references = known;
            }
            return known.get(cell);
        }
    }

    /** The name of the check for a provider's property. */
    static String checkName(Provider provider, String suffix) {
        return provider.property().replace('-', '_') + suffix;
    }
}
