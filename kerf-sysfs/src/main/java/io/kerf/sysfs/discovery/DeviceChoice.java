// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Device;
import io.kerf.model.DeviceClass;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceType;
import io.kerf.model.PciAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Finds the devices that a pool is to have, and says of each as much as kernels want to know. */
final class DeviceChoice {
    private final HostHardware hardware;
    private final List<Diagnostic> findings;

    DeviceChoice(HostHardware hardware, List<Diagnostic> findings) {
        this.hardware = hardware;
        this.findings = findings;
    }

    List<Device> of(Set<String> names) {
        Map<String, HostDevice> chosen = new LinkedHashMap<>();
        for (String name : names) {
            Optional<HostDevice> device = hardware.device(name);
            if (device.isEmpty()) {
                unknown(name);
            } else if (isGivable(device.get())) {
                chosen.putIfAbsent(device.get().busName(), device.get());
            }
        }
        chosen.values().forEach(this::doubts);
        chosen.values().forEach(device -> groups(device, chosen));
        return chosen.values().stream().map(DeviceChoice::described).toList();
    }

    private void unknown(String name) {
        List<String> known = hardware.devices().stream()
                .filter(device -> device.pciAddress().isPresent() && !device.isBridge())
                .map(HostDevice::toString)
                .toList();
        findings.add(Diagnostic.error(Codes.DEVICE, "there is no device called " + Findings.quoted(name))
                .withSubject(name)
                .withPresentState("PCI devices: " + Cores.some(known))
                .withSuggestion("use a network interface, a disk, or a PCI address"));
    }

    private boolean isGivable(HostDevice device) {
        if (device.isBridge()) {
            refuse(Codes.DEVICE, device, " is a bridge, and other devices hang below it", "give a device below it");
            return false;
        }
        if (!device.inUse().isEmpty()) {
            Optional<String> part = freePart(device);
            refuse(
                    Codes.DEVICE_IN_USE,
                    device,
                    " is in use by the host: " + String.join(", ", device.inUse()),
                    part.map(address -> "give one of its virtual functions, such as " + address)
                            .orElse("give another device, or let the host do without this one first"));
            return false;
        }
        if (device.pciAddress().isPresent()
                && (device.vendorId().isEmpty() || device.deviceId().isEmpty())) {
            refuse(
                    Codes.DEVICE,
                    device,
                    " does not tell its vendor and device id, which kernels ask for",
                    "see the findings");
            return false;
        }
        return true;
    }

    /** A virtual function that the host does not use. */
    private Optional<String> freePart(HostDevice device) {
        return device.virtualFunctions().stream()
                .flatMap(parts -> parts.addresses().stream())
                .map(PciAddress::toString)
                .filter(address -> hardware.device(address)
                        .filter(part -> part.inUse().isEmpty())
                        .isPresent())
                .findFirst();
    }

    private void refuse(String code, HostDevice device, String why, String remedy) {
        findings.add(
                Diagnostic.error(code, device + why).withSubject(device.name()).withSuggestion(remedy));
    }

    private void doubts(HostDevice device) {
        List<String> doubts = hardware.doubts(device);
        if (!doubts.isEmpty()) {
            findings.add(
                    Diagnostic.warning(Codes.DEVICE_DOUBT, device + " may be in use by the host: " + Cores.some(doubts))
                            .withSubject(device.name())
                            .withSuggestion("see that nothing uses it, or give another device"));
        }
    }

    /** What is in one IOMMU group can reach into each other's memory. */
    private void groups(HostDevice device, Map<String, HostDevice> chosen) {
        if (device.iommuGroup().isEmpty()) {
            return;
        }
        List<HostDevice> others = hardware.devices().stream()
                .filter(other -> other.iommuGroup().equals(device.iommuGroup())
                        && !other.isBridge()
                        && !chosen.containsKey(other.busName()))
                .toList();
        if (!others.isEmpty()) {
            boolean isUsed = others.stream().anyMatch(other -> !other.inUse().isEmpty());
            String names = Cores.some(others.stream().map(HostDevice::toString).toList());
            findings.add(Diagnostic.of(
                            Codes.DEVICE,
                            isUsed ? Severity.ERROR : Severity.WARNING,
                            device + " is in IOMMU group " + device.iommuGroup().getAsInt() + " with " + names
                                    + (isUsed ? ", of which the host uses some" : ", which stay with the host")
                                    + ": they are not kept apart")
                    .withSubject(device.name())
                    .withSuggestion("give all of the group, or none"));
        }
    }

    private static Device described(HostDevice found) {
        Device device = Device.named(found.name());
        if (found.pciAddress().isPresent()) {
            device = device.withPciAddress(found.pciAddress().get())
                    .withPciIds(found.vendorId().orElseThrow(), found.deviceId().orElseThrow());
        } else {
            device = device.withType(DeviceType.PLATFORM).withPlatformName(found.busName());
            if (found.acpiHid().isPresent()) {
                device = device.withAcpiHid(found.acpiHid().get());
            }
        }
        if (found.numaNode().isPresent()) {
            device = device.withNumaNode(found.numaNode().getAsInt());
        }
        int functions =
                found.virtualFunctions().map(parts -> parts.addresses().size()).orElse(0);
        if (functions > 0) {
            device = device.withVirtualFunctions(DeviceParts.of(
                    functions, List.of(), IntStream.range(0, functions).boxed().toList()));
        }
        if (!found.namespaces().isEmpty()) {
            List<Integer> ids = new ArrayList<>(found.namespaces());
            device = device.withNamespaces(DeviceParts.of(ids.get(ids.size() - 1), List.of(), ids));
        }
        return device.withClass(DeviceClass.of(found.name(), device));
    }
}
