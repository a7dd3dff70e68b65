// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static io.kerf.validate.Hosts.DB;
import static io.kerf.validate.Hosts.ETH0;
import static io.kerf.validate.Hosts.NVME0;
import static io.kerf.validate.Hosts.WEB;
import static io.kerf.validate.Hosts.devices;
import static io.kerf.validate.RuleCases.with;

import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.PciAddress;
import java.util.List;
import java.util.stream.Stream;

/** States that break and that keep to the rules about devices. */
final class DeviceRuleCases {
    private DeviceRuleCases() {}

    static Stream<RuleCases.Broken> broken() {
        return Stream.of(
                new RuleCases.Broken(
                        "DEV-001",
                        "web",
                        "unknown device 'foo' of 'web'",
                        with(WEB.withDevices(List.of(new DeviceRef.Whole("foo"))))),
                new RuleCases.Broken(
                        "DEV-001",
                        "web",
                        "unknown device 'eth7_vf1' of 'web'",
                        with(WEB.withDevices(List.of(new DeviceRef.VirtualFunction("eth7", 1))))),
                new RuleCases.Broken(
                        "DEV-002",
                        "db",
                        "device 'eth0_vf1' of 'db' already belongs to 'web'",
                        with(DB.withDevices(WEB.devices()))),
                new RuleCases.Broken(
                        "DEV-002",
                        "db",
                        "device 'eth0' of 'db' already belongs to 'web'",
                        with(DB.withDevices(List.of(new DeviceRef.Whole("eth0")))),
                        "DEV-009"),
                new RuleCases.Broken(
                        "DEV-002",
                        "web",
                        "'web' names device 'eth0_vf1' twice",
                        with(WEB.withDevices(List.of(
                                new DeviceRef.VirtualFunction("eth0", 1), new DeviceRef.VirtualFunction("eth0", 1))))),
                new RuleCases.Broken(
                        "DEV-003",
                        "web",
                        "'eth0_vf0' of 'web': 'eth0' has no such virtual function",
                        with(WEB.withDevices(List.of(new DeviceRef.VirtualFunction("eth0", 0))))),
                new RuleCases.Broken(
                        "DEV-003",
                        "web",
                        "'eth0_vf8' of 'web'",
                        with(WEB.withDevices(List.of(new DeviceRef.VirtualFunction("eth0", 8))))),
                new RuleCases.Broken(
                        "DEV-003",
                        "web",
                        "'nvme0_vf1' of 'web'",
                        with(WEB.withDevices(List.of(new DeviceRef.VirtualFunction("nvme0", 1))))),
                new RuleCases.Broken(
                        "DEV-004",
                        "db",
                        "'nvme0_ns1' of 'db': 'nvme0' has no such namespace",
                        with(DB.withDevices(List.of(new DeviceRef.Namespace("nvme0", 1))))),
                new RuleCases.Broken(
                        "DEV-004",
                        "db",
                        "'nvme0_ns5' of 'db'",
                        with(DB.withDevices(List.of(new DeviceRef.Namespace("nvme0", 5))))),
                new RuleCases.Broken(
                        "DEV-005",
                        "eth0",
                        "there are two devices called 'eth0'",
                        devices(ETH0, ETH0.withPciAddress(PciAddress.parse("0000:09:00.0")))),
                new RuleCases.Broken(
                        "DEV-005",
                        "nvme0",
                        "there are two devices called 'nvme0'",
                        devices(NVME0, ETH0, Device.named("nvme0"))),
                new RuleCases.Broken(
                        "DEV-006",
                        "eth0",
                        "device 'eth0' has no virtual function 8",
                        devices(ETH0.withVirtualFunctions(DeviceParts.of(8, List.of(0), List.of(1, 8))))),
                new RuleCases.Broken(
                        "DEV-006",
                        "nvme0",
                        "device 'nvme0' has no namespace 0",
                        devices(NVME0.withNamespaces(DeviceParts.of(4, List.of(0), List.of(1))))),
                new RuleCases.Broken(
                        "DEV-006",
                        "eth0",
                        "lists virtual function 1 as the host's and as available",
                        devices(ETH0.withVirtualFunctions(DeviceParts.of(8, List.of(1), List.of(1, 2))))),
                new RuleCases.Broken(
                        "DEV-007",
                        "nvme0",
                        "devices 'eth0' and 'nvme0' have the same PCI address, 0000:01:00.0",
                        devices(ETH0, NVME0.withPciAddress(PciAddress.parse("0000:01:00.0")))),
                new RuleCases.Broken(
                        "DEV-007",
                        "c",
                        "devices 'a' and 'c' have the same PCI address",
                        devices(address("a", 1), address("b", 2), address("c", 1))),
                new RuleCases.Broken(
                        "DEV-008",
                        "uart",
                        "'device-name' of device 'uart' has 32 characters, and a kernel keeps 31",
                        devices(Device.named("uart").withPlatformName("x".repeat(32)))),
                new RuleCases.Broken(
                        "DEV-008",
                        "uart",
                        "'acpi-hid' of device 'uart' has 16 characters",
                        devices(Device.named("uart").withAcpiHid("ACPI000000000001"))),
                new RuleCases.Broken(
                        "DEV-009",
                        "web",
                        "device 'eth0' of 'web' is given away whole, and the host is to keep eth0_vf0",
                        with(WEB.withDevices(List.of(new DeviceRef.Whole("eth0"))))),
                new RuleCases.Broken(
                        "DEV-009",
                        "db",
                        "device 'nvme0' of 'db' is given away whole, and the host is to keep nvme0_ns1",
                        with(DB.withDevices(List.of(new DeviceRef.Whole("nvme0"))))));
    }

    static Stream<RuleCases.Kept> kept() {
        return Stream.of(
                new RuleCases.Kept("DEV-001", with(WEB.withDevices(List.of(new DeviceRef.Whole("nvme0"))))),
                new RuleCases.Kept("DEV-001", with(WEB.withDevices(List.of(new DeviceRef.Namespace("eth0", 9))))),
                new RuleCases.Kept("DEV-002", with(DB.withDevices(List.of(new DeviceRef.VirtualFunction("eth0", 2))))),
                new RuleCases.Kept("DEV-002", with(DB.withDevices(List.of(new DeviceRef.Namespace("eth0", 1))))),
                new RuleCases.Kept("DEV-003", with(WEB.withDevices(List.of(new DeviceRef.VirtualFunction("eth0", 7))))),
                new RuleCases.Kept("DEV-003", with(WEB.withDevices(List.of(new DeviceRef.VirtualFunction("eth0", 1))))),
                new RuleCases.Kept("DEV-004", with(DB.withDevices(List.of(new DeviceRef.Namespace("nvme0", 4))))),
                new RuleCases.Kept("DEV-004", with(DB.withDevices(List.of(new DeviceRef.Namespace("nvme0", 2))))),
                new RuleCases.Kept("DEV-005", devices(address("a", 1), address("A", 2))),
                new RuleCases.Kept("DEV-005", devices(ETH0, NVME0)),
                new RuleCases.Kept("DEV-006", devices(NVME0.withNamespaces(DeviceParts.of(4, List.of(1), List.of(4))))),
                new RuleCases.Kept(
                        "DEV-006", devices(ETH0.withVirtualFunctions(DeviceParts.of(8, List.of(0), List.of(7))))),
                new RuleCases.Kept("DEV-007", devices(Device.named("a"), Device.named("b"))),
                new RuleCases.Kept("DEV-007", devices(address("a", 1), address("b", 2))),
                new RuleCases.Kept("DEV-008", devices(Device.named("uart").withPlatformName("x".repeat(31)))),
                new RuleCases.Kept("DEV-008", devices(Device.named("uart").withAcpiHid("ACPI00000000001"))),
                new RuleCases.Kept(
                        "DEV-009",
                        with(WEB.withDevices(List.of(new DeviceRef.Whole("gpu0")))).toBuilder()
                                .device(Device.named("gpu0"))
                                .build()),
                new RuleCases.Kept(
                        "DEV-009",
                        devices(Device.named("eth0").withVirtualFunctions(DeviceParts.of(2, List.of(), List.of(0, 1))))
                                .withInstances(List.of(WEB.withDevices(List.of(new DeviceRef.Whole("eth0")))))));
    }

    private static Device address(String name, int bus) {
        return Device.named(name).withPciAddress(new PciAddress(0, bus, 0, 0));
    }
}
