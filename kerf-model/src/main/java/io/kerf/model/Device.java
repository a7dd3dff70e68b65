// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A device of the host that instances can get, whole or in parts.
 *
 * <pre>{@code
 * Device eth0 = Device.named("eth0")
 *         .withPciAddress(PciAddress.parse("0000:01:00.0"))
 *         .withCompatible(List.of("intel,i40e"))
 *         .withVirtualFunctions(DeviceParts.of(8, List.of(0), List.of(1, 2, 3, 4, 5, 6, 7)));
 * }</pre>
 *
 * <p>Immutable: each {@code with…} method returns a copy. What is not stated is empty.
 */
public final class Device {
    private final String name;
    private final DeviceType type;
    private final DeviceClass deviceClass;
    private final List<String> compatible;
    private final @Nullable PciAddress pciAddress;
    private final @Nullable Integer vendorId;
    private final @Nullable Integer deviceId;
    private final @Nullable Integer numaNode;
    private final @Nullable String platformName;
    private final @Nullable String acpiHid;
    private final @Nullable DeviceParts virtualFunctions;
    private final @Nullable DeviceParts namespaces;

    private Device(Draft draft) {
        this.name = draft.name;
        this.type = draft.type;
        this.deviceClass = draft.deviceClass;
        this.compatible = draft.compatible;
        this.pciAddress = draft.pciAddress;
        this.vendorId = draft.vendorId;
        this.deviceId = draft.deviceId;
        this.numaNode = draft.numaNode;
        this.platformName = draft.platformName;
        this.acpiHid = draft.acpiHid;
        this.virtualFunctions = draft.virtualFunctions;
        this.namespaces = draft.namespaces;
    }

    /**
     * Makes a device of which only the name is known.
     *
     * @param name what instances call it: the label in a source, else the node's name
     * @return the device
     * @throws IllegalArgumentException if the name is empty
     */
    public static Device named(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a device needs a name");
        }
        return new Device(new Draft(name));
    }

    /**
     * Returns a copy attached in another way.
     *
     * @param type how
     * @return the copy
     */
    public Device withType(DeviceType type) {
        Draft draft = draft();
        draft.type = Objects.requireNonNull(type, "type");
        return new Device(draft);
    }

    /**
     * Returns a copy that is for something else.
     *
     * @param deviceClass what for
     * @return the copy
     */
    public Device withClass(DeviceClass deviceClass) {
        Draft draft = draft();
        draft.deviceClass = Objects.requireNonNull(deviceClass, "deviceClass");
        return new Device(draft);
    }

    /**
     * Returns a copy with other programming models.
     *
     * @param compatible the strings, most specific first
     * @return the copy
     */
    public Device withCompatible(List<String> compatible) {
        Draft draft = draft();
        draft.compatible = List.copyOf(compatible);
        return new Device(draft);
    }

    /**
     * Returns a copy at a PCI address; a device of unknown type becomes a PCI device.
     *
     * @param pciAddress the address
     * @return the copy
     */
    public Device withPciAddress(PciAddress pciAddress) {
        Draft draft = draft();
        draft.pciAddress = Objects.requireNonNull(pciAddress, "pciAddress");
        draft.type = type == DeviceType.UNKNOWN ? DeviceType.PCI : type;
        return new Device(draft);
    }

    /**
     * Returns a copy with the PCI identifiers of maker and model.
     *
     * @param vendorId 16 bits, such as {@code 0x8086}
     * @param deviceId 16 bits, such as {@code 0x1572}
     * @return the copy
     * @throws IllegalArgumentException if one of them is negative
     */
    public Device withPciIds(int vendorId, int deviceId) {
        return withVendorId(vendorId).withDeviceId(deviceId);
    }

    /**
     * Returns a copy with the PCI identifier of the maker.
     *
     * @param vendorId 16 bits, such as {@code 0x8086}
     * @return the copy
     * @throws IllegalArgumentException if it is negative
     */
    public Device withVendorId(int vendorId) {
        Draft draft = draft();
        draft.vendorId = notNegative("vendor id", vendorId);
        return new Device(draft);
    }

    /**
     * Returns a copy with the PCI identifier of the model.
     *
     * @param deviceId 16 bits, such as {@code 0x1572}
     * @return the copy
     * @throws IllegalArgumentException if it is negative
     */
    public Device withDeviceId(int deviceId) {
        Draft draft = draft();
        draft.deviceId = notNegative("device id", deviceId);
        return new Device(draft);
    }

    /**
     * Returns a copy near a NUMA node.
     *
     * @param numaNode the node's id
     * @return the copy
     * @throws IllegalArgumentException if it is negative
     */
    public Device withNumaNode(int numaNode) {
        Draft draft = draft();
        draft.numaNode = notNegative("NUMA node", numaNode);
        return new Device(draft);
    }

    /**
     * Returns a copy with the name that the platform bus knows the device by; a device of unknown type becomes a platform
     * device.
     *
     * @param platformName the name
     * @return the copy
     */
    public Device withPlatformName(String platformName) {
        Draft draft = draft();
        draft.platformName = Objects.requireNonNull(platformName, "platformName");
        draft.type = type == DeviceType.UNKNOWN ? DeviceType.PLATFORM : type;
        return new Device(draft);
    }

    /**
     * Returns a copy with an ACPI hardware id; a device of unknown type becomes a platform device.
     *
     * @param acpiHid the id, such as {@code PNP0501}
     * @return the copy
     */
    public Device withAcpiHid(String acpiHid) {
        Draft draft = draft();
        draft.acpiHid = Objects.requireNonNull(acpiHid, "acpiHid");
        draft.type = type == DeviceType.UNKNOWN ? DeviceType.PLATFORM : type;
        return new Device(draft);
    }

    /**
     * Returns a copy that can be given away in virtual functions.
     *
     * @param virtualFunctions the functions, numbered from 0
     * @return the copy
     */
    public Device withVirtualFunctions(DeviceParts virtualFunctions) {
        Draft draft = draft();
        draft.virtualFunctions = Objects.requireNonNull(virtualFunctions, "virtualFunctions");
        return new Device(draft);
    }

    /**
     * Returns a copy that can be given away in namespaces.
     *
     * @param namespaces the namespaces, numbered from 1
     * @return the copy
     */
    public Device withNamespaces(DeviceParts namespaces) {
        Draft draft = draft();
        draft.namespaces = Objects.requireNonNull(namespaces, "namespaces");
        return new Device(draft);
    }

    /**
     * Returns what instances call the device.
     *
     * @return the name, not empty
     */
    public String name() {
        return name;
    }

    /**
     * Returns how the device is attached.
     *
     * @return the type
     */
    public DeviceType type() {
        return type;
    }

    /**
     * Returns what the device is for.
     *
     * @return the class
     */
    public DeviceClass deviceClass() {
        return deviceClass;
    }

    /**
     * Returns the programming models.
     *
     * @return the strings, most specific first
     */
    public List<String> compatible() {
        return compatible;
    }

    /**
     * Returns the PCI address.
     *
     * @return the address, or empty
     */
    public Optional<PciAddress> pciAddress() {
        return Optional.ofNullable(pciAddress);
    }

    /**
     * Returns the PCI identifier of the maker.
     *
     * @return the identifier, or empty
     */
    public OptionalInt vendorId() {
        return optional(vendorId);
    }

    /**
     * Returns the PCI identifier of the model.
     *
     * @return the identifier, or empty
     */
    public OptionalInt deviceId() {
        return optional(deviceId);
    }

    /**
     * Returns the NUMA node that the device is near.
     *
     * @return the node's id, or empty
     */
    public OptionalInt numaNode() {
        return optional(numaNode);
    }

    /**
     * Returns the name that the platform bus knows the device by.
     *
     * @return the name, or empty
     */
    public Optional<String> platformName() {
        return Optional.ofNullable(platformName);
    }

    /**
     * Returns the ACPI hardware id.
     *
     * @return the id, or empty
     */
    public Optional<String> acpiHid() {
        return Optional.ofNullable(acpiHid);
    }

    /**
     * Returns the virtual functions.
     *
     * @return the functions, or empty if the device has none to give away
     */
    public Optional<DeviceParts> virtualFunctions() {
        return Optional.ofNullable(virtualFunctions);
    }

    /**
     * Returns the namespaces.
     *
     * @return the namespaces, or empty if the device has none to give away
     */
    public Optional<DeviceParts> namespaces() {
        return Optional.ofNullable(namespaces);
    }

    private static int notNegative(String what, int value) {
        if (value < 0) {
            throw new IllegalArgumentException("a " + what + " is not negative: " + value);
        }
        return value;
    }

    private static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private Draft draft() {
        Draft draft = new Draft(name);
        draft.type = type;
        draft.deviceClass = deviceClass;
        draft.compatible = compatible;
        draft.pciAddress = pciAddress;
        draft.vendorId = vendorId;
        draft.deviceId = deviceId;
        draft.numaNode = numaNode;
        draft.platformName = platformName;
        draft.acpiHid = acpiHid;
        draft.virtualFunctions = virtualFunctions;
        draft.namespaces = namespaces;
        return draft;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Device that
                && name.equals(that.name)
                && type == that.type
                && deviceClass == that.deviceClass
                && compatible.equals(that.compatible)
                && Objects.equals(pciAddress, that.pciAddress)
                && Objects.equals(vendorId, that.vendorId)
                && Objects.equals(deviceId, that.deviceId)
                && Objects.equals(numaNode, that.numaNode)
                && Objects.equals(platformName, that.platformName)
                && Objects.equals(acpiHid, that.acpiHid)
                && Objects.equals(virtualFunctions, that.virtualFunctions)
                && Objects.equals(namespaces, that.namespaces);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, type, pciAddress);
    }

    @Override
    public String toString() {
        return name + (pciAddress == null ? "" : " (" + pciAddress + ")");
    }

    private static final class Draft {
        private final String name;
        private DeviceType type = DeviceType.UNKNOWN;
        private DeviceClass deviceClass = DeviceClass.OTHER;
        private List<String> compatible = List.of();
        private @Nullable PciAddress pciAddress;
        private @Nullable Integer vendorId;
        private @Nullable Integer deviceId;
        private @Nullable Integer numaNode;
        private @Nullable String platformName;
        private @Nullable String acpiHid;
        private @Nullable DeviceParts virtualFunctions;
        private @Nullable DeviceParts namespaces;

        private Draft(String name) {
            this.name = name;
        }
    }
}
