// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.model.Device;
import io.kerf.model.PciAddress;
import java.util.Optional;
import java.util.OptionalInt;

/** A PCI device below an instance of an early flat kernel: {@code pci@VVVV:DDDD} with its address in four properties. */
final class PciFunctionBinding {
    private static final int LAST_DOMAIN = 0xffff;
    private static final int LAST_BUS = 0xff;
    private static final int LAST_SLOT = 0x1f;
    private static final int LAST_FUNCTION = 7;

    private PciFunctionBinding() {}

    /** Reads the device, which goes by its address; one without a readable address is a finding. */
    static Optional<Device> read(NodeReader node) {
        OptionalInt domain = upTo(LAST_DOMAIN, node, Names.DOMAIN);
        OptionalInt bus = upTo(LAST_BUS, node, Names.BUS);
        OptionalInt slot = upTo(LAST_SLOT, node, Names.SLOT);
        OptionalInt function = upTo(LAST_FUNCTION, node, Names.FUNCTION);
        OptionalInt vendor = node.count(Names.VENDOR);
        OptionalInt model = node.count(Names.DEVICE);
        node.finish();
        if (domain.isEmpty() || bus.isEmpty() || slot.isEmpty() || function.isEmpty()) {
            return Optional.empty();
        }
        PciAddress address = new PciAddress(domain.getAsInt(), bus.getAsInt(), slot.getAsInt(), function.getAsInt());
        Device device = Device.named(address.toString()).withPciAddress(address);
        device = vendor.isPresent() ? device.withVendorId(vendor.getAsInt()) : device;
        return Optional.of(model.isPresent() ? device.withDeviceId(model.getAsInt()) : device);
    }

    private static OptionalInt upTo(int last, NodeReader node, String name) {
        OptionalInt number = node.count(name);
        if (number.isPresent() && number.getAsInt() > last) {
            node.error(
                    Codes.OUT_OF_RANGE,
                    name,
                    number.getAsInt() + " is above " + last,
                    "write a number from 0 to " + last);
            return OptionalInt.empty();
        }
        if (number.isEmpty()) {
            node.requireProperty(name, "a PCI address has a domain, a bus, a slot and a function");
        }
        return number;
    }
}
