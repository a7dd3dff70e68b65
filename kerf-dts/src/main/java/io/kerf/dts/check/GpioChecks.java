// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

/** Properties that list GPIOs, which are told by the end of their names. */
final class GpioChecks {
    private static final ProviderChecks.Provider GPIOS = new ProviderChecks.Provider("gpios", "#gpio-cells", false);

    private GpioChecks() {}

    /** Whether a property lists GPIOs; {@code vendor,nr-gpios} is a number. */
    static boolean isGpio(String name) {
        return name.equals("gpios")
                || name.equals("gpio")
                || name.endsWith("-gpio")
                || name.endsWith("-gpios") && !name.endsWith(",nr-gpios");
    }

    static void properties(TreeFacts tree, Report report) {
        for (PropertyKind kind : tree.gpios) {
            for (PropertyUse use : kind.uses) {
                // In a hog, 'gpios' has no phandle: it is about the node above.
                if (!use.node().has(NodeFacts.GPIO_HOG)) {
                    ProviderChecks.check(tree, use.node(), use.property(), GPIOS, report);
                }
            }
        }
    }

    static void deprecated(TreeFacts tree, Report report) {
        for (PropertyKind kind : tree.gpios) {
            for (PropertyUse use : kind.uses) {
                String name = use.property().name();
                if (name.endsWith("gpio") && report.fails()) {
                    report.add(Finding.of(
                                    use.node(),
                                    "a property that lists GPIOs ends in 'gpios', also if there is one only")
                            .at(use.property())
                            .suggest("call it '" + name + "s'"));
                }
            }
        }
    }
}
