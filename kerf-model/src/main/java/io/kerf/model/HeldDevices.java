// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a tree can say of devices. Their names become names of nodes, which have fewer characters to choose from. */
final class HeldDevices {
    /** Devicetree Specification, section 2.2.1. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9,._+@-]+");

    private static final Pattern NOT_IN_NAME = Pattern.compile("[^A-Za-z0-9,._+@-]");

    private final List<Loss> losses;
    private final List<Device> devices = new ArrayList<>();
    private final Map<String, String> renamed = new HashMap<>();
    private final Set<String> names = new LinkedHashSet<>();

    HeldDevices(List<Device> all, List<Loss> losses) {
        this.losses = losses;
        Set<String> seen = new LinkedHashSet<>();
        all.forEach(device -> seen.add(device.name()));
        Set<String> taken = new LinkedHashSet<>(seen);
        for (Device device : all) {
            if (!seen.remove(device.name())) {
                lose(device.name(), "a second device of that name is not written");
                continue;
            }
            String name = isWritable(device.name()) ? device.name() : free(clean(device.name()), taken);
            if (!name.equals(device.name())) {
                lose(device.name(), "no node can have that name; it is written as '" + name + "'");
                renamed.put(device.name(), name);
            }
            names.add(name);
            devices.add(held(device, name));
        }
    }

    private void lose(String subject, String what) {
        losses.add(new Loss(subject, what));
    }

    static boolean isWritable(String name) {
        return NAME.matcher(name).matches();
    }

    private static String clean(String name) {
        return name.isEmpty() ? "-" : NOT_IN_NAME.matcher(name).replaceAll("-");
    }

    private static String free(String wanted, Set<String> taken) {
        String name = wanted;
        for (int i = 2; !taken.add(name); i++) {
            name = wanted + "-" + i;
        }
        return name;
    }

    List<Device> devices() {
        return devices;
    }

    /** The reference as it is read back: by its text, which another device may have for its name. */
    DeviceRef held(DeviceRef ref, String instance) {
        String device = renamed.getOrDefault(ref.device(), clean(ref.device()));
        DeviceRef moved = ref instanceof DeviceRef.VirtualFunction vf
                ? new DeviceRef.VirtualFunction(device, vf.index())
                : ref instanceof DeviceRef.Namespace ns
                        ? new DeviceRef.Namespace(device, ns.id())
                        : new DeviceRef.Whole(device);
        DeviceRef read = DeviceRef.find(moved.text(), names).orElseGet(() -> new DeviceRef.Whole(moved.text()));
        if (!read.equals(ref)) {
            lose(instance, "its device '" + ref.text() + "' is read back as " + described(read));
        }
        return read;
    }

    private static String described(DeviceRef ref) {
        return ref instanceof DeviceRef.Whole
                ? "the device '" + ref.device() + "'"
                : "a part of '" + ref.device() + "': " + ref.text();
    }

    private Device held(Device device, String name) {
        Device held = Device.named(name).withType(device.type()).withCompatible(compatible(device));
        held = device.pciAddress().map(held::withPciAddress).orElse(held);
        held = text(device, "name on its bus", device.platformName())
                .map(held::withPlatformName)
                .orElse(held);
        held = text(device, "ACPI id", device.acpiHid()).map(held::withAcpiHid).orElse(held);
        held = device.vendorId().isPresent()
                ? held.withVendorId(device.vendorId().getAsInt())
                : held;
        held = device.deviceId().isPresent()
                ? held.withDeviceId(device.deviceId().getAsInt())
                : held;
        held = device.numaNode().isPresent()
                ? held.withNumaNode(device.numaNode().getAsInt())
                : held;
        held = device.virtualFunctions().map(held::withVirtualFunctions).orElse(held);
        held = device.namespaces().map(held::withNamespaces).orElse(held);
        if (held.type() != device.type()) {
            lose(device.name(), "that its type is not known is not written; it is read back as " + held.type());
        }
        held = held.withClass(DeviceClass.of(name, held));
        if (held.deviceClass() != device.deviceClass()) {
            lose(device.name(), "its class " + device.deviceClass() + " is read back as " + held.deviceClass());
        }
        return held;
    }

    private List<String> compatible(Device device) {
        List<String> kept =
                device.compatible().stream().filter(HeldDevices::isText).toList();
        if (kept.size() != device.compatible().size()) {
            lose(device.name(), "a programming model with a NUL in it is not written");
        }
        return kept;
    }

    private Optional<String> text(Device device, String what, Optional<String> text) {
        if (text.isPresent() && !isText(text.get())) {
            lose(device.name(), "its " + what + " has a NUL in it and is not written");
            return Optional.empty();
        }
        return text;
    }

    /** A NUL ends a string of a tree, and half a surrogate pair has no UTF-8. */
    private static boolean isText(String text) {
        return text.indexOf('\0') < 0
                && new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text);
    }
}
