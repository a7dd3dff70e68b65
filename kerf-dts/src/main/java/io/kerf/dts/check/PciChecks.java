// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;

/** PCI host bridges and the devices behind them (IEEE 1275 PCI bus binding, revision 2.1, section 2.2.1). */
final class PciChecks {
    private static final int MAX_BUS = 0xff;

    /** The buses of a bridge that does not say. */
    private static final PropertyValue ONE_BUS = PropertyValue.ofU32(0, 0);

    private PciChecks() {}

    static void bridge(TreeFacts tree, Report report) {
        for (PropertyUse use : tree.uses("device_type")) {
            NodeFacts node = use.node();
            if (!Cells.startsWithString(use.property().value(), "pci")) {
                continue;
            }
            node.bus = NodeFacts.Bus.PCI;
            if (!node.isNamed("pci") && !node.isNamed("pcie") && report.fails()) {
                report.add(Finding.of(node, "a PCI bridge is called 'pci' or 'pcie'")
                        .see("what makes it one", use.property())
                        .suggest("rename it, or remove device_type"));
            }
            if (node.ranges == null && report.fails()) {
                report.add(Finding.of(
                                node,
                                "a PCI bridge maps its addresses to those of its parent with 'ranges', which is not there")
                        .see("what makes it one", use.property())
                        .suggest("add 'ranges', or remove device_type if the node is no bridge"));
            }
            BusCells.check(node, "#address-cells", node.childAddressCells(), 3, "a PCI bus", report);
            BusCells.check(node, "#size-cells", node.childSizeCells(), 2, "a PCI bus", report);
            busRange(node, report);
        }
    }

    private static void busRange(NodeFacts node, Report report) {
        DtProperty range = node.property("bus-range");
        if (range == null) {
            return;
        }
        if (range.size() != 2 * Integer.BYTES) {
            if (report.fails()) {
                report.add(Finding.of(
                                node,
                                "'bus-range' is the first and the last bus number (8 bytes), and this has "
                                        + Cells.bytes(range.size()))
                        .at(range)
                        .suggest("write it like bus-range = <0 255>;"));
            }
            return;
        }
        PropertyValue value = range.value();
        if (Integer.compareUnsigned(Cells.at(value, 0), Cells.at(value, 1)) > 0 && report.fails()) {
            report.add(Finding.of(node, "'bus-range' ends before it begins")
                    .at(range)
                    .suggest("swap the two numbers"));
        }
        if (Integer.compareUnsigned(Cells.at(value, 1), MAX_BUS) > 0 && report.fails()) {
            report.add(Finding.of(
                            node,
                            "'bus-range' ends at " + Integer.toUnsignedString(Cells.at(value, 1))
                                    + ", and bus numbers end at " + MAX_BUS)
                    .at(range)
                    .suggest("end at " + MAX_BUS));
        }
    }

    static void deviceReg(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.on(NodeFacts.Bus.PCI)) {
            DtProperty reg = node.reg;
            if (reg != null && Cells.count(reg) >= 3) {
                deviceReg(node, reg, report);
            }
        }
    }

    private static void deviceReg(NodeFacts node, DtProperty reg, Report report) {
        PropertyValue value = reg.value();
        int cell = Cells.at(value, 0);
        if ((Cells.at(value, 1) | Cells.at(value, 2)) != 0 && report.fails()) {
            report.add(Finding.of(
                            node,
                            "the first entry of a PCI device's 'reg' is its place in configuration space: cells 2 and 3 are 0")
                    .at(reg)
                    .suggest("set both cells to 0"));
        }
        if ((cell & 0xff000000) != 0 && report.fails()) {
            report.add(Finding.of(
                            node,
                            "the first entry of a PCI device's 'reg' is in configuration space, and 0x"
                                    + Integer.toHexString(cell) + " is not")
                    .at(reg)
                    .suggest("begin with <0x" + Integer.toHexString(cell & 0xffff00) + " 0 0 0 0>"));
        }
        if ((cell & 0xff) != 0 && report.fails()) {
            report.add(Finding.of(
                            node,
                            "the first entry of a PCI device's 'reg' names a device and function, not a register: 0x"
                                    + Integer.toHexString(cell & 0xff))
                    .at(reg)
                    .suggest("begin with <0x" + Integer.toHexString(cell & 0xffff00) + " 0 0 0 0>"));
        }
        int device = cell >>> 11 & 0x1f;
        int function = cell >>> 8 & 7;
        boolean named = function == 0 && node.hasUnit(device)
                || node.unitAddress().equals(Integer.toHexString(device) + "," + function);
        if (!named && report.fails()) {
            String unit = Integer.toHexString(device) + (function == 0 ? "" : "," + function);
            report.add(BusCells.wrongUnit(node, reg, unit, "device and function number"));
        }
    }

    static void busNumber(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.on(NodeFacts.Bus.PCI)) {
            NodeFacts bridge = node.parent;
            if (bridge == null || node.reg == null || node.reg.size() < Integer.BYTES) {
                continue;
            }
            int bus = Cells.at(node.reg.value(), 0) >>> 16 & MAX_BUS;
            DtProperty range = bridge.property("bus-range");
            PropertyValue buses = range == null || range.size() != 2 * Integer.BYTES ? ONE_BUS : range.value();
            int first = Cells.at(buses, 0);
            int last = Cells.at(buses, 1);
            boolean inside = Integer.compareUnsigned(bus, first) >= 0 && Integer.compareUnsigned(bus, last) <= 0;
            if (!inside && report.fails()) {
                report.add(Finding.of(
                                node,
                                "the device is on bus " + bus + ", but the bridge has the buses "
                                        + Integer.toUnsignedString(first) + " to " + Integer.toUnsignedString(last))
                        .at(node.reg)
                        .see("the buses of the bridge", range)
                        .see("the device", node)
                        .suggest("mend bits 16 to 23 of the first cell of 'reg', or 'bus-range'"));
            }
        }
    }
}
