// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.PropertyValue;
import java.util.Random;

/** The trees that are measured: the same in every run, since each comes from a seed. */
final class SyntheticTrees {
    private static final String[] DRIVERS = {
        "uart",
        "i2c",
        "spi",
        "gpio",
        "ethernet",
        "dma",
        "timer",
        "mmc",
        "can",
        "pwm",
        "adc",
        "rtc",
        "wdt",
        "usb",
        "pcie",
        "gpu"
    };
    private static final String[] SETTINGS = {
        "clock-rate",
        "fifo-depth",
        "mode",
        "delay-ns",
        "lanes",
        "quirk",
        "irq-trigger",
        "power-domain",
        "threshold",
        "bus-width"
    };
    private static final int LARGE_BUSES = 500;
    private static final int LARGE_DEVICES = 100;
    private static final int LARGE_WIDE = 49_000;
    private static final int CHAIN = 40;
    private static final int OVERLAY_FRAGMENTS = 6;

    private final DeviceTreeBuilder out = DeviceTree.builder();
    private final Random random = new Random(42);
    private int phandle;

    private SyntheticTrees() {}

    static DeviceTree named(String name) {
        return switch (name) {
            case "baseline" -> baseline();
            case "board" -> board();
            case "megabyte" -> large(LARGE_BUSES / 9, LARGE_WIDE / 9);
            case "large" -> large(LARGE_BUSES, LARGE_WIDE);
            case "overlay" -> overlay();
            default -> throw new IllegalArgumentException("no tree is called " + name);
        };
    }

    /** About 3 KB: what a host gives to its kernels, CPUs, memory and 24 devices. */
    static DeviceTree baseline() {
        SyntheticTrees trees = new SyntheticTrees();
        trees.root("acme,host");
        trees.out.beginNode("resources");
        trees.out.property("cpus", PropertyValue.ofU64(4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
        trees.out.property("memory-base", PropertyValue.ofU64(0x100000000L));
        trees.out.property("memory-bytes", PropertyValue.ofU64(0x400000000L));
        trees.out.beginNode("devices");
        for (int i = 0; i < 24; i++) {
            trees.out.beginNode("eth" + i);
            trees.out.property("pci-id", PropertyValue.ofStrings("0000:0" + i % 8 + ":00." + i / 8));
            trees.out.property("sriov-vfs", PropertyValue.ofU32(8));
            trees.out.property("vendor-id", PropertyValue.ofU32(0x8086));
            trees.out.property("device-id", PropertyValue.ofU32(0x1521 + i));
            trees.out.property("host-reserved-vf", PropertyValue.ofU32(i % 3));
            trees.out.endNode();
        }
        trees.out.endNode().endNode();
        return trees.out.build();
    }

    /** About 60 KB and 500 nodes: a board with its symbols, which overlays refer to. */
    static DeviceTree board() {
        SyntheticTrees trees = new SyntheticTrees();
        trees.root("acme,board");
        trees.cpus(8);
        trees.out.beginNode("soc").property("#address-cells", PropertyValue.ofU32(1));
        trees.out.property("#size-cells", PropertyValue.ofU32(1)).property("ranges", PropertyValue.empty());
        for (int bus = 0; bus < 12; bus++) {
            trees.bus(bus, 40);
        }
        trees.out.endNode();
        trees.out.beginNode("__symbols__");
        for (int bus = 0; bus < 12; bus++) {
            trees.out.property("bus" + bus, PropertyValue.ofStrings("/soc/bus@" + Integer.toHexString(bus << 20)));
        }
        trees.out.endNode();
        return trees.out.build();
    }

    /** About 2 KB: devices for some buses of the board, which refer to each other and have symbols. */
    static DeviceTree overlay() {
        DeviceTreeBuilder out = DeviceTree.builder();
        for (int i = 0; i < OVERLAY_FRAGMENTS; i++) {
            out.beginNode("fragment@" + i).property("target", PropertyValue.ofU32(-1));
            out.beginNode("__overlay__").beginNode("sensor@" + i);
            out.property("compatible", PropertyValue.ofStrings("acme,sensor"));
            out.property("reg", PropertyValue.ofU32(i, 0x10));
            out.property("supply", PropertyValue.ofU32(1 + (i + 1) % OVERLAY_FRAGMENTS));
            out.property("status", PropertyValue.ofStrings("okay"));
            out.property("phandle", PropertyValue.ofU32(i + 1));
            out.endNode().endNode().endNode();
        }
        out.beginNode("__symbols__");
        for (int i = 0; i < OVERLAY_FRAGMENTS; i++) {
            out.property("sensor" + i, PropertyValue.ofStrings("/fragment@" + i + "/__overlay__/sensor@" + i));
        }
        out.endNode().beginNode("__fixups__");
        for (int i = 0; i < OVERLAY_FRAGMENTS; i++) {
            out.property("bus" + i, PropertyValue.ofStrings("/fragment@" + i + ":target:0"));
        }
        out.endNode().beginNode("__local_fixups__");
        for (int i = 0; i < OVERLAY_FRAGMENTS; i++) {
            out.beginNode("fragment@" + i).beginNode("__overlay__").beginNode("sensor@" + i);
            out.property("supply", PropertyValue.ofU32(0));
            out.endNode().endNode().endNode();
        }
        return out.endNode().build();
    }

    /** About 100 bytes a node: buses of 100 devices, one node with all the rest below it, and a chain of nodes. */
    private static DeviceTree large(int buses, int wide) {
        SyntheticTrees trees = new SyntheticTrees();
        trees.root("acme,large");
        trees.cpus(256);
        trees.out.beginNode("soc");
        for (int bus = 0; bus < buses; bus++) {
            trees.bus(bus, LARGE_DEVICES);
        }
        trees.out.endNode();
        trees.out.beginNode("wide");
        for (int i = 0; i < wide; i++) {
            trees.device(i << 4, i);
        }
        trees.out.endNode();
        for (int i = 0; i < CHAIN; i++) {
            trees.out.beginNode("level@" + i);
        }
        trees.device(0, 0);
        for (int i = 0; i < CHAIN; i++) {
            trees.out.endNode();
        }
        return trees.out.build();
    }

    /** The path of the last node of the chain. */
    static String deepPath() {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < CHAIN; i++) {
            path.append("/level@").append(i);
        }
        return path + "/uart@0";
    }

    /** The path of the middle one of the nodes below the widest. */
    static String widePath() {
        int i = LARGE_WIDE / 2;
        return "/wide/" + DRIVERS[i % DRIVERS.length] + "@" + Integer.toHexString(i << 4);
    }

    /** The path of a device on the middle bus. */
    static String busPath() {
        int base = LARGE_BUSES / 2 << 20;
        int i = DRIVERS.length * 3 + 1;
        return "/soc/bus@" + Integer.toHexString(base) + "/i2c@" + Integer.toHexString(base + (i << 4));
    }

    private void root(String compatible) {
        out.property("compatible", PropertyValue.ofStrings(compatible));
        out.property("model", PropertyValue.ofStrings("Measured tree"));
        out.property("#address-cells", PropertyValue.ofU32(2));
        out.property("#size-cells", PropertyValue.ofU32(2));
    }

    private void cpus(int count) {
        out.beginNode("cpus");
        out.property("#address-cells", PropertyValue.ofU32(1));
        out.property("#size-cells", PropertyValue.ofU32(0));
        for (int i = 0; i < count; i++) {
            out.beginNode("cpu@" + Integer.toHexString(i));
            out.property("device_type", PropertyValue.ofStrings("cpu"));
            out.property("reg", PropertyValue.ofU32(i));
            out.property("enable-method", PropertyValue.ofStrings("psci"));
            out.endNode();
        }
        out.endNode();
    }

    private void bus(int number, int devices) {
        int base = number << 20;
        out.beginNode("bus@" + Integer.toHexString(base));
        out.property("compatible", PropertyValue.ofStrings("simple-bus"));
        out.property("reg", PropertyValue.ofU32(base, 1 << 20));
        out.property("phandle", PropertyValue.ofU32(++phandle));
        for (int i = 0; i < devices; i++) {
            device(base + (i << 4), i);
        }
        out.endNode();
    }

    private void device(int address, int kind) {
        String driver = DRIVERS[kind % DRIVERS.length];
        out.beginNode(driver + "@" + Integer.toHexString(address));
        out.property("reg", PropertyValue.ofU32(address, 0x10));
        if (random.nextInt(4) > 0) {
            out.property("status", PropertyValue.ofStrings("okay"));
        }
        if (random.nextInt(2) == 0) {
            out.property("compatible", PropertyValue.ofStrings("acme," + driver));
        }
        if (random.nextInt(4) == 0) {
            out.property("interrupts", PropertyValue.ofU32(0, random.nextInt(256), 4));
        }
        String setting = "acme," + driver + "-" + SETTINGS[random.nextInt(SETTINGS.length)];
        if (random.nextInt(2) == 0) {
            out.property(setting, PropertyValue.ofU32(random.nextInt()));
        }
        if (random.nextInt(8) == 0) {
            out.property("dma-coherent", PropertyValue.empty());
        }
        if (random.nextInt(8) == 0) {
            out.property("phandle", PropertyValue.ofU32(++phandle));
        }
        out.endNode();
    }
}
