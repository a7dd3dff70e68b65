// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import static io.kerf.sysfs.simulated.Blobs.GIB;
import static io.kerf.sysfs.simulated.Blobs.MIB;
import static io.kerf.sysfs.simulated.Blobs.change;
import static io.kerf.sysfs.simulated.Blobs.create;
import static io.kerf.sysfs.simulated.Blobs.createWithId;
import static io.kerf.sysfs.simulated.Blobs.machine;
import static io.kerf.sysfs.simulated.Blobs.node;
import static io.kerf.sysfs.simulated.Blobs.pci;
import static io.kerf.sysfs.simulated.Blobs.text;
import static io.kerf.sysfs.simulated.Blobs.u32;
import static io.kerf.sysfs.simulated.Blobs.u64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.fdt.Fdt;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.tree.DtNode;
import org.junit.jupiter.api.Test;

class TreeReadbackTest extends KernelContract {
    private final SimulatedKernel kernel = pooled();

    TreeReadbackTest(KernelForm form) {
        super(form);
    }

    private DtNode host() {
        return Fdt.decode(kernel.fs().readDeviceTree()).root();
    }

    private DtNode instance(String name) {
        return Fdt.decode(kernel.fs().readInstanceTree(name)).root();
    }

    @Test
    void beforeTheBaselineTheTreeNamesTheHostsOwnCpus() {
        SimulatedKernel fresh = boot(machine().build());

        assertThat(Fdt.decode(fresh.fs().readDeviceTree()).root())
                .isEqualTo(node(
                        "",
                        text("compatible", "multikernel-v1"),
                        u32("#address-cells", 2),
                        u32("#size-cells", 2),
                        u32("id", 0),
                        node("resources", u64("cpus", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))));
    }

    @Test
    void theHostsTreeShowsThePool() {
        DtNode window = node("x", u32("ranges", 0x03000000, 0x3800, 0, 0x3800, 0, 0x10, 0));
        DtNode next = node("x", u32("ranges", 0x03000000, 0x3810, 0, 0x3810, 0, 0x10, 0));

        assertThat(host())
                .isEqualTo(node(
                        "",
                        text("compatible", "multikernel-v1"),
                        u32("#address-cells", 2),
                        u32("#size-cells", 2),
                        u32("id", 0),
                        node(
                                "resources",
                                u64("cpus", 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
                                u64("cpus-available", 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
                                chunk("1c0000000", 0x1c0000000L, 0),
                                chunk("3c0000000", 0x3c0000000L, 1),
                                node(
                                        "devices",
                                        node(
                                                "uart",
                                                text("device-type", "platform"),
                                                text("device-name", "serial.1")))),
                        node("aliases", text("nic0", "/pci@0/pci@11,7/pci@0,0")),
                        node(
                                "pci@0",
                                text("compatible", "multikernel,pci-host-bridge"),
                                text("device_type", "pci"),
                                u32("#address-cells", 3),
                                u32("#size-cells", 2),
                                u32("linux,pci-domain", 0),
                                u32("bus-range", 0, 15),
                                window.property("ranges").orElseThrow(),
                                node(
                                        "pci@11,7",
                                        text("device_type", "pci"),
                                        u32("#address-cells", 3),
                                        u32("#size-cells", 2),
                                        u32("reg", 0x8f00, 0, 0, 0, 0),
                                        u32("bus-range", 1, 1),
                                        function("pci@0,0", 0x10000, 0x8086, 0x1572))),
                        node(
                                "pci@10",
                                text("compatible", "multikernel,pci-host-bridge"),
                                text("device_type", "pci"),
                                u32("#address-cells", 3),
                                u32("#size-cells", 2),
                                u32("linux,pci-domain", 0),
                                u32("bus-range", 16, 31),
                                next.property("ranges").orElseThrow(),
                                function("pci@2,1", 0x101100, 0x144d, 0xa808))));
    }

    private static DtNode chunk(String unit, long base, int node) {
        return node("memory@" + unit, text("device_type", "memory"), u64("reg", base, GIB), u32("numa-node-id", node));
    }

    private static DtNode function(String name, int reg, int vendor, int device) {
        return node(name, u32("reg", reg, 0, 0, 0, 0), u32("vendor-id", vendor), u32("device-id", device));
    }

    @Test
    void lentCpusStayListedAndAreNotAvailable() {
        kernel.fs().writeOverlay(change("/instances", create("a", u64("cpus", 7, 4))));

        DtNode resources = host().child("resources").orElseThrow();
        assertThat(resources.property("cpus").orElseThrow().u64List()).hasSize(12);
        assertThat(resources.property("cpus-available").orElseThrow().u64List())
                .containsExactly(5, 6, 8, 9, 10, 11, 12, 13, 14, 15);
    }

    @Test
    void anEmptyListOfAvailableCpusIsLeftOut() {
        kernel.fs()
                .writeOverlay(
                        change("/instances", create("all", u64("cpus", 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))));

        DtNode resources = host().child("resources").orElseThrow();
        assertThat(resources.property("cpus")).isPresent();
        assertThat(resources.property("cpus-available")).isEmpty();
    }

    @Test
    void lentDevicesLeaveTheHostsTree() {
        kernel.fs()
                .writeOverlay(change(
                        "/instances",
                        create(
                                "a",
                                node(
                                        "devices",
                                        pci("x", "0000:01:00.0", 0x8086, 0x1572),
                                        node("u", text("device-type", "platform"), text("device-name", "serial.1"))))));

        assertThat(host().child("pci@0")).isEmpty();
        assertThat(host().child("aliases")).isEmpty();
        assertThat(host().child("resources").orElseThrow().child("devices")).isEmpty();
        assertThat(instance("a").child("pci@0")).isPresent();
        assertThat(instance("a").child("aliases")).isPresent();
        assertThat(instance("a").child("resources").orElseThrow().child("devices"))
                .isPresent();
    }

    @Test
    void anInstancesTreeKeepsTheOrderOfCpusAndSumsItsMemory() {
        kernel.fs().writeOverlay(change("/instances", create("a", u64("memory-bytes", 768 * MIB))));
        kernel.fs()
                .writeOverlay(change("/instances", createWithId("b", 9, u64("cpus", 7, 4), u64("memory-bytes", GIB))));

        assertThat(instance("b"))
                .isEqualTo(node(
                        "",
                        text("compatible", "multikernel-v1"),
                        text("model", "b"),
                        u32("#address-cells", 2),
                        u32("#size-cells", 2),
                        u32("id", 9),
                        node(
                                "resources",
                                u64("memory-base", 0x3c0000000L),
                                u64("memory-bytes", GIB),
                                u64("cpus", 7, 4))));
    }

    @Test
    void anInstanceWithoutAnythingHasEmptyResources() {
        kernel.fs().writeOverlay(change("/instances", create("bare")));

        DtNode resources = instance("bare").child("resources").orElseThrow();
        assertThat(resources.properties()).isEmpty();
        assertThat(resources.children()).isEmpty();
    }

    @Test
    void theTreeOfAnInstanceThatIsNotThereIsGone() {
        KernelInterfaceException gone = catchThrowableOfType(
                KernelInterfaceException.class, () -> kernel.fs().readInstanceTree("nope"));

        assertThat(gone.reason()).isEqualTo(KernelInterfaceException.Reason.GONE);
        assertThat(gone.path()).endsWith("/sys/fs/multikernel/instances/nope/device_tree");
    }
}
