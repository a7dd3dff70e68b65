// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.DeviceType;
import io.kerf.model.Instance;
import io.kerf.model.PciAddress;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Names;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.PropertyValue;
import java.util.List;
import java.util.Optional;

/** Writes devices the way that all kernels are told of them, and refuses what none can be told. */
final class DeviceEncoder {
    private static final String NEW_OVERLAY = "/sys/fs/multikernel/overlays/new";

    private final PciIdLookup pciIds;

    DeviceEncoder(PciIdLookup pciIds) {
        this.pciIds = pciIds;
    }

    /** Writes a node for each device, below one called {@code devices}; nothing if there are none. */
    void writeAll(DeviceTreeBuilder tree, List<Device> devices, String path) {
        if (devices.isEmpty()) {
            return;
        }
        tree.beginNode(Names.DEVICES);
        devices.forEach(device -> write(tree, device, path));
        tree.endNode();
    }

    private void write(DeviceTreeBuilder tree, Device device, String path) {
        tree.beginNode(device.name());
        if (device.type() == DeviceType.PCI && device.pciAddress().isPresent()) {
            PciAddress address = device.pciAddress().get();
            PciIds ids = idsOf(device, address, path);
            tree.property(Names.DEVICE_TYPE, PropertyValue.ofStrings(DeviceType.PCI.text()))
                    .property(Names.PCI_ID, PropertyValue.ofStrings(address.toString()))
                    .property(Names.VENDOR_ID, PropertyValue.ofU32(ids.vendorId()))
                    .property(Names.DEVICE_ID, PropertyValue.ofU32(ids.deviceId()));
        } else if (device.type() == DeviceType.PLATFORM) {
            tree.property(Names.DEVICE_TYPE, PropertyValue.ofStrings(DeviceType.PLATFORM.text()))
                    .property(
                            Names.DEVICE_NAME,
                            PropertyValue.ofStrings(device.platformName().orElse(device.name())));
        } else {
            throw KernelInterfaceException.unsupported(
                    path,
                    "the kernel skips device '" + device.name()
                            + "', which has neither a PCI address nor a platform name",
                    "give it a pci-id, or device-type = \"platform\" and a device-name");
        }
        tree.endNode();
    }

    private PciIds idsOf(Device device, PciAddress address, String path) {
        Optional<PciIds> real = pciIds.idsAt(address);
        if (device.vendorId().isEmpty() || device.deviceId().isEmpty()) {
            return real.orElseThrow(() -> KernelInterfaceException.unsupported(
                    path,
                    "the kernel wants vendor-id and device-id of '" + device.name() + "', and nothing is found at "
                            + address,
                    "state both ids, as lspci -n shows them"));
        }
        if ((device.vendorId().getAsInt() & ~0xffff) != 0 || (device.deviceId().getAsInt() & ~0xffff) != 0) {
            throw KernelInterfaceException.unsupported(
                    path,
                    "vendor-id or device-id of '" + device.name() + "' has more than 16 bits",
                    "state the ids that lspci -n shows, or leave them out");
        }
        PciIds stated =
                new PciIds(device.vendorId().getAsInt(), device.deviceId().getAsInt());
        if (real.isPresent() && !real.get().equals(stated)) {
            throw KernelInterfaceException.unsupported(
                    path,
                    "'" + device.name() + "' is described as " + stated + ", but " + real.get() + " is at " + address,
                    "state the ids that lspci -n shows, or leave them out");
        }
        return stated;
    }

    /** The devices of an instance, each of them whole and described. */
    static List<Device> devicesOf(SystemState state, Instance instance) {
        return instance.devices().stream()
                .map(ref -> whole(state, instance, ref))
                .toList();
    }

    private static Device whole(SystemState state, Instance instance, DeviceRef ref) {
        if (ref instanceof DeviceRef.Whole whole) {
            return state.device(whole.device())
                    .orElseThrow(() -> KernelInterfaceException.unsupported(
                            NEW_OVERLAY,
                            "device '" + whole + "' of '" + instance.name() + "' is not described",
                            "name a device of the baseline"));
        }
        throw KernelInterfaceException.unsupported(
                NEW_OVERLAY,
                "the kernel gives whole devices only, not '" + ref + "'",
                "give '" + instance.name() + "' the device '" + ref.device()
                        + "', or describe the virtual function as a device with its own pci-id");
    }
}
