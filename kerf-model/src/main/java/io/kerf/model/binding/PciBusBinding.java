// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.model.Device;
import io.kerf.model.DeviceType;
import io.kerf.model.PciAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The PCI devices of a pool kernel's tree: leaves of the buses {@code /pci@<bus>}. The first cell of {@code reg} is
 * {@code bus << 16 | slot << 11 | function << 8} (IEEE 1275 PCI bus binding); a node without {@code vendor-id} is a bridge.
 */
final class PciBusBinding {
    private static final int MOST_BUSES = 256;

    private final Reading reading;
    private final DeviceIndex devices;

    private record Step(NodeReader node, int domain, int depth) {}

    PciBusBinding(Reading reading, DeviceIndex devices) {
        this.reading = reading;
        this.devices = devices;
    }

    void read(NodeReader root) {
        Deque<Step> open = new ArrayDeque<>();
        // One bus number in two PCI domains makes two nodes of one name.
        root.mayRepeat(Names.PCI);
        for (NodeReader bus : root.childrenOf(Names.PCI)) {
            bus.ignore(Names.REG, Names.BUS_RANGE, Names.RANGES, Names.COMPATIBLE, Names.DEVICE_TYPE_STANDARD);
            open.add(new Step(bus, bus.count(Names.PCI_DOMAIN).orElse(0), 1));
        }
        while (!open.isEmpty()) {
            Step step = open.poll();
            for (NodeReader child : step.node().childrenOf(Names.PCI)) {
                child.ignore(Names.BUS_RANGE, Names.RANGES, Names.COMPATIBLE, Names.DEVICE_TYPE_STANDARD);
                if (child.has(Names.VENDOR_ID)) {
                    device(child, step.domain()).ifPresent(found -> devices.add(child.node(), found));
                } else {
                    child.ignore(Names.REG);
                    enter(child, step, open);
                }
            }
            step.node().finish();
        }
    }

    private static void enter(NodeReader bridge, Step above, Deque<Step> open) {
        if (above.depth() == MOST_BUSES) {
            bridge.nodeError(
                    Codes.OUT_OF_RANGE,
                    bridge.shownPath() + " is the bus below " + MOST_BUSES
                            + " others, which are all that PCI can number;" + " what is below is not read",
                    "remove what is below");
        } else {
            open.add(new Step(bridge, above.domain(), above.depth() + 1));
        }
    }

    private Optional<Device> device(NodeReader node, int domain) {
        Optional<PciAddress> address = address(node, domain);
        if (address.isEmpty()) {
            return Optional.empty();
        }
        String name = devices.aliases().of(node.path()).orElse(address.get().toString());
        Device device = Device.named(name).withType(DeviceType.PCI).withPciAddress(address.get());
        device = device.withVendorId(node.count(Names.VENDOR_ID).orElse(0));
        device = device.withDeviceId(node.count(Names.DEVICE_ID).orElse(0));
        reading.place("device/" + name, node.node().span());
        node.finish();
        return Optional.of(device);
    }

    private static Optional<PciAddress> address(NodeReader node, int domain) {
        OptionalLong first = node.property(Names.REG).stream()
                .flatMapToLong(reg -> Arrays.stream(CpuIdCells.read(node, reg, IdWidth.ONE)))
                .findFirst();
        if (first.isEmpty() || domain > 0xffff) {
            String message = node.shownPath() + " has no readable PCI address";
            node.nodeError(
                    Codes.MALFORMED, message, "write its address in the first cell of reg, and a domain up to 0xffff");
            return Optional.empty();
        }
        int cell = (int) first.getAsLong();
        return Optional.of(new PciAddress(domain, cell >> 16 & 0xff, cell >> 11 & 0x1f, cell >> 8 & 7));
    }
}
