// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.DeviceClass;
import io.kerf.model.PciAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A device of a machine: a PCI function, or a platform device.
 *
 * @param name what kerf calls it: its network interface, its NVMe controller, its disk, else its place on the bus in letters that a device
 *     tree can hold
 * @param pciAddress where it is; empty for a platform device
 * @param busName the name in {@code /sys/bus/pci/devices} or {@code /sys/bus/platform/devices}
 * @param classCode 24 bits: class, subclass, programming interface (PCI Code and ID Assignment Specification); empty for a platform device
 * @param vendorId 16 bits
 * @param deviceId 16 bits
 * @param acpiHid the ACPI hardware id of a platform device
 * @param driver the driver that has it
 * @param numaNode the node that it is near; empty where the firmware does not say
 * @param iommuGroup devices of one group can only be given away together
 * @param interfaces its network interfaces
 * @param disks its disks
 * @param virtualFunctions what it can be divided into, if it can
 * @param physicalFunction the device that it is a virtual function of
 * @param namespaces the ids of its NVMe namespaces
 * @param inUse what the host uses it for, such as {@code / is on nvme0n1p2}; none if nothing is known
 */
public record HostDevice(
        String name,
        Optional<PciAddress> pciAddress,
        String busName,
        OptionalInt classCode,
        OptionalInt vendorId,
        OptionalInt deviceId,
        Optional<String> acpiHid,
        Optional<String> driver,
        OptionalInt numaNode,
        OptionalInt iommuGroup,
        List<String> interfaces,
        List<String> disks,
        Optional<VirtualFunctions> virtualFunctions,
        Optional<PciAddress> physicalFunction,
        List<Integer> namespaces,
        List<String> inUse) {
    private static final int NETWORK = 0x02;
    private static final int STORAGE = 0x01;
    private static final int DISPLAY = 0x03;
    private static final int BRIDGE = 0x06;
    private static final int PROCESSING = 0x12;

    /** Copies the lists. */
    public HostDevice {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(pciAddress, "pciAddress");
        Objects.requireNonNull(busName, "busName");
        Objects.requireNonNull(classCode, "classCode");
        Objects.requireNonNull(vendorId, "vendorId");
        Objects.requireNonNull(deviceId, "deviceId");
        Objects.requireNonNull(acpiHid, "acpiHid");
        Objects.requireNonNull(driver, "driver");
        Objects.requireNonNull(numaNode, "numaNode");
        Objects.requireNonNull(iommuGroup, "iommuGroup");
        interfaces = List.copyOf(interfaces);
        disks = List.copyOf(disks);
        Objects.requireNonNull(virtualFunctions, "virtualFunctions");
        Objects.requireNonNull(physicalFunction, "physicalFunction");
        namespaces = List.copyOf(namespaces);
        inUse = List.copyOf(inUse);
    }

    /**
     * How a device is divided into virtual functions (SR-IOV).
     *
     * @param total how many it can have, {@code sriov_totalvfs}
     * @param addresses those that it has now, by their number from 0
     */
    public record VirtualFunctions(int total, List<PciAddress> addresses) {
        /** Copies the list. */
        public VirtualFunctions {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * Tells what the device is for.
     *
     * @return the class by the PCI class code; {@link DeviceClass#OTHER} where there is none
     */
    public DeviceClass deviceClass() {
        int base = classCode.isPresent() ? classCode.getAsInt() >> 16 : -1;
        return switch (base) {
            case NETWORK -> DeviceClass.NETWORK;
            case STORAGE -> DeviceClass.STORAGE;
            case DISPLAY, PROCESSING -> DeviceClass.ACCELERATOR;
            default -> DeviceClass.OTHER;
        };
    }

    /**
     * Tells whether the device carries others, so that it stays with the host.
     *
     * @return true for PCI bridges of all kinds
     */
    public boolean isBridge() {
        return classCode.isPresent() && classCode.getAsInt() >> 16 == BRIDGE;
    }

    /**
     * Tells whether a name is one of this device.
     *
     * @param text its {@code name}, its name or address on its bus, one of its network interfaces, or one of its disks
     * @return true if it is
     */
    public boolean isCalled(String text) {
        return name.equals(text)
                || busName.equals(text.toLowerCase(Locale.ROOT))
                || busName.equals(text)
                || interfaces.contains(text)
                || disks.contains(text);
    }

    /** All that the device is called, as {@link #isCalled} has it. */
    List<String> names() {
        List<String> names = new ArrayList<>(List.of(name, busName));
        names.addAll(interfaces);
        names.addAll(disks);
        return names;
    }

    HostDevice usedFor(List<String> more) {
        List<String> all = new ArrayList<>(inUse);
        all.addAll(more);
        return new HostDevice(
                name,
                pciAddress,
                busName,
                classCode,
                vendorId,
                deviceId,
                acpiHid,
                driver,
                numaNode,
                iommuGroup,
                interfaces,
                disks,
                virtualFunctions,
                physicalFunction,
                namespaces,
                all);
    }

    /** Such as {@code eth0 (0000:3b:00.0)}. */
    @Override
    public String toString() {
        return name.equals(busName) ? name : name + " (" + busName + ")";
    }
}
