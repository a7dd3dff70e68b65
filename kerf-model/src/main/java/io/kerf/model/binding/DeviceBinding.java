// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.SubjectKind;
import io.kerf.model.Device;
import io.kerf.model.DeviceClass;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceType;
import io.kerf.model.ModelException;
import io.kerf.model.PciAddress;
import io.kerf.tree.DtNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One child of {@code /resources/devices}: a device with all its parts. */
final class DeviceBinding {
    /** {@code NAME_MAX}: the kernel shows devices as directories. */
    private static final int MAX_NAME = 255;

    private final NodeReader node;
    private Device device;

    private DeviceBinding(NodeReader node, String name) {
        this.node = node;
        this.device = Device.named(name);
    }

    static Device read(NodeReader node, String name) {
        node.placed("device/" + name);
        if (name.length() > MAX_NAME) {
            node.nodeError(
                    Codes.BAD_NAME,
                    "the name " + NodeReader.quoted(name) + " has " + name.length()
                            + " characters, and none that the kernel can show has more than " + MAX_NAME,
                    "give the device a short label");
        }
        DeviceBinding binding = new DeviceBinding(node.about(SubjectKind.DEVICE, name), name);
        binding.identity();
        binding.place();
        binding.parts(name);
        binding.node.finish();
        return binding.device.withClass(DeviceClass.of(node.node().name(), binding.device));
    }

    private void identity() {
        device = device.withCompatible(node.strings(Names.COMPATIBLE));
        String spelling = node.has(Names.DEVICE_TYPE) ? Names.DEVICE_TYPE : Names.DEVICE_TYPE_STANDARD;
        Optional<String> type = node.string(spelling);
        if (type.isPresent()) {
            device = device.withType(DeviceType.of(type.get()));
            if (device.type() == DeviceType.UNKNOWN) {
                String message =
                        NodeReader.quoted(spelling) + " in " + node.shownPath() + ": " + NodeReader.quoted(type.get())
                                + " is neither pci nor platform; kernels leave such a device out";
                node.report(
                        Diagnostic.warning(Codes.UNKNOWN_WORD, message)
                                .withSuggestion("write \"pci\" with a 'pci-id', or \"platform\" with a 'device-name'"),
                        spelling);
            }
        }
        device = node.string(Names.DEVICE_NAME).map(device::withPlatformName).orElse(device);
        device = node.string(Names.ACPI_HID).map(device::withAcpiHid).orElse(device);
    }

    private void place() {
        Optional<String> address = node.string(Names.PCI_ID);
        if (address.isPresent()) {
            try {
                device = device.withPciAddress(PciAddress.parse(address.get()));
            } catch (ModelException wrong) {
                node.error(Codes.MALFORMED, Names.PCI_ID, wrong.getMessage(), "lspci -D lists the addresses");
            }
        }
        OptionalInt vendor = node.identifier(Names.VENDOR_ID);
        if (vendor.isPresent()) {
            device = device.withVendorId(vendor.getAsInt());
        }
        OptionalInt model = node.identifier(Names.DEVICE_ID);
        if (model.isPresent()) {
            device = device.withDeviceId(model.getAsInt());
        }
        OptionalInt numa = node.count(node.has(Names.NUMA_NODE_ID) ? Names.NUMA_NODE_ID : Names.NUMA_NODE);
        if (numa.isPresent()) {
            device = device.withNumaNode(numa.getAsInt());
        }
        node.ignore(Names.NUMA_NODE);
    }

    private void parts(String name) {
        parts(name, "virtual-functions", Names.SRIOV_VFS, Names.HOST_RESERVED_VF, Names.AVAILABLE_VFS)
                .ifPresent(parts -> device = device.withVirtualFunctions(parts));
        parts(name, "namespaces", Names.NAMESPACES, Names.HOST_RESERVED_NS, Names.AVAILABLE_NS)
                .ifPresent(parts -> device = device.withNamespaces(parts));
    }

    private Optional<DeviceParts> parts(String name, String kind, String total, String reserved, String available) {
        if (node.node().span().isPresent()) {
            node.placed("device/" + name + "/" + kind, node.has(available) ? available : total);
        }
        OptionalInt count = node.count(total);
        List<Integer> host = node.distinct(reserved);
        List<Integer> free = node.distinct(available);
        if (count.isEmpty() && host.isEmpty() && free.isEmpty()) {
            return Optional.empty();
        }
        if (!node.has(total)) {
            String message = node.shownPath() + " lists parts but has no " + NodeReader.quoted(total);
            node.nodeError(Codes.MISSING, message, "write " + total + " = <N>; with how many there are");
        }
        return Optional.of(DeviceParts.of(count.orElse(0), host, free));
    }

    /** The label that is nearest to the name (the last one), else the name. */
    static String nameOf(DtNode node, List<String> labels) {
        return labels.isEmpty() ? node.name() : labels.get(labels.size() - 1);
    }
}
