// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Writes sources of boards: buses, registers, ranges, interrupts, GPIOs, clocks, graphs, aliases and unit addresses. Some boards are
 * right, some have a fault or two, some are full of them; none has an error. The same seed gives the same source.
 */
final class BoardGenerator {
    private static final List<String[]> PROVIDERS = Stream.of(
                    "clocks #clock-cells",
                    "cooling-device #cooling-cells",
                    "dmas #dma-cells",
                    "hwlocks #hwlock-cells",
                    "interrupts-extended #interrupt-cells",
                    "io-channels #io-channel-cells",
                    "iommus #iommu-cells",
                    "mboxes #mbox-cells",
                    "msi-parent #msi-cells",
                    "mux-controls #mux-control-cells",
                    "phys #phy-cells",
                    "power-domains #power-domain-cells",
                    "pwms #pwm-cells",
                    "resets #reset-cells",
                    "sound-dai #sound-dai-cells",
                    "thermal-sensors #thermal-sensor-cells",
                    "reset-gpios #gpio-cells",
                    "gpio #gpio-cells",
                    "gpios #gpio-cells",
                    "vendor,nr-gpios #gpio-cells",
                    "cs-gpio #gpio-cells",
                    "gpio-list #gpio-cells")
            .map(words -> words.split(" "))
            .toList();
    private static final String[] STRANGE_VALUES =
            "; = <0>; = <1 2>; = \"x\"; = \"x\", \"y\"; = [00]; = [61 62]; = \"\"; = <>; = <0xffffffff>".split(";");
    private static final String[] STRANGE_NAMES =
            ("status model label device_type compatible clock-names -names names reg-names ranges dma-ranges "
                            + "reg spi-slave spi-max gpio-hog interrupt-controller interrupt-map bootargs stdout-path x_y a#b "
                            + "v,#c z.z leds port soc #x linux,stdout-path")
                    .split(" ");
    private static final String[] DEVICE_NAMES =
            ("timer serial dma usb leds soc i2c spi pci pcie port ports endpoint chosen aliases i2c-bus "
                            + "i2c-arb i2c_x x.y spix")
                    .split(" ");

    private final Random random;
    private final BoardText text;
    private int endpoints;

    BoardGenerator(long seed) {
        this.random = new Random(seed * 7919);
        int[] levels = {0, 1, 3, 10, 40, 120};
        this.text = new BoardText(random, levels[random.nextInt(levels.length)], 40 * random.nextInt(4));
        this.endpoints = random.nextInt(3);
    }

    String source() {
        int cells = 1 + random.nextInt(2);
        cells(cells, 1 + random.nextInt(2));
        if (text.chance(80)) {
            text.line("interrupt-parent = <&p0>;");
        }
        if (text.chance(30)) {
            text.line("compatible = \"acme,board\"" + (text.fault() ? ", [78]" : "") + ";");
        }
        strangeProperties();
        for (int i = 0; i < 4; i++) {
            provider(i);
        }
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            bus(cells, 0);
        }
        for (int i = 0; i < endpoints; i++) {
            graph(i);
        }
        if (text.chance(60)) {
            chosen();
        }
        if (text.chance(60)) {
            aliases();
        }
        return text.source();
    }

    private void provider(int number) {
        text.open("p" + number + ": ", "provider-" + number);
        int cells = random.nextInt(3);
        for (String[] provider : PROVIDERS) {
            boolean irq = provider[1].equals("#interrupt-cells");
            if (provider[1].equals("#gpio-cells") && !provider[0].equals("gpios")) {
                continue;
            }
            if (irq ? number < 2 || text.fault() : !text.fault()) {
                // The last one, as a number of cells, would send dtc round in circles.
                boolean strange = !irq && !provider[1].equals("#gpio-cells") && text.fault() && text.chance(30);
                text.line(provider[1]
                        + (strange
                                ? STRANGE_VALUES[random.nextInt(STRANGE_VALUES.length - 1)]
                                : " = <" + (irq ? 1 + number : cells) + ">")
                        + ";");
            }
        }
        if (number < 2 ? !text.fault() : text.fault()) {
            text.line("interrupt-controller;");
        }
        if (number == 0 && text.chance(60)) {
            text.line("#address-cells = <" + random.nextInt(2) + ">;");
        }
        if (number == 2 && text.chance(30)) {
            interruptMap();
        }
        if (text.fault()) {
            text.line("interrupt-parent = <" + text.pick(new String[] {"&p1", "&p2", "0", "77"}) + ">;");
            text.line("interrupts = <1 2>;");
        }
        strangeProperties();
        text.close();
    }

    private void interruptMap() {
        text.line("#address-cells = <1>;");
        text.line("#size-cells = <0>;");
        if (!text.fault()) {
            text.line("#interrupt-cells = <1>;");
        }
        if (text.chance(50)) {
            text.line("interrupt-map-mask = <0xff" + (text.fault() ? "" : " 7") + ">;");
        }
        StringBuilder map = new StringBuilder("interrupt-map = <");
        for (int i = random.nextInt(4); i > 0; i--) {
            map.append("0 ")
                    .append(i)
                    .append(text.fault() ? " 9" : " &p1")
                    .append(" 5")
                    .append(text.fault() ? "" : " 6")
                    .append("  ");
        }
        text.line(map.append(text.fault() ? "3" : "")
                .append(">")
                .append(text.fault() ? ", [00]" : "")
                .append(";")
                .toString());
    }

    private void bus(int parentCells, int depth) {
        int kind = random.nextInt(6);
        long address = 0x1000L * text.number();
        String[] names = {"soc", "bus", "i2c", "spi", "pcie", "device"};
        String name = text.fault() ? text.pick(DEVICE_NAMES) : names[kind];
        boolean map = kind <= 1;
        text.open(label(), name + (map ? "" : unit(address)));
        if (!map && !text.fault()) {
            reg(address, parentCells);
        }
        int cells = 1;
        switch (kind) {
            case 0 -> {
                text.line("compatible = " + (text.chance(30) ? "\"acme,bus\", " : "") + "\"simple-bus\";");
                cells = text.chance(80) ? parentCells : 1 + random.nextInt(2);
                cells(cells, 1);
                ranges(parentCells, cells, 1);
            }
            case 1 -> {
                cells = text.chance(80) ? parentCells : 1 + random.nextInt(2);
                cells(cells, random.nextInt(2) + 1);
                if (text.chance(50)) {
                    text.line("dma-ranges" + (text.fault() ? text.pick(STRANGE_VALUES) : "") + ";");
                }
            }
            case 2, 3 -> {
                if (kind == 3 && text.chance(20)) {
                    text.line("spi-slave;");
                    cells = text.fault() ? 1 : 0;
                }
                cells(cells, text.fault() ? 1 : 0);
            }
            case 4 -> {
                text.line("device_type = \"pci\";");
                cells = 3;
                cells(3, text.fault() ? 1 : 2);
                if (!text.fault()) {
                    text.line("ranges = <0x2000000 0 1 0x" + Integer.toHexString(text.number())
                            + (parentCells == 2 ? " 0" : "") + " 0 0x1000>;");
                }
                if (text.chance(50)) {
                    text.line("bus-range = <"
                            + (text.fault() ? text.pick(new String[] {"3 1", "0 256", "1", "1 2 3"}) : "0 1") + ">;");
                }
            }
            default -> cells = 0;
        }
        consumer();
        strangeProperties();
        for (int i = kind == 5 ? 0 : random.nextInt(4); i > 0; i--) {
            if (depth < 2 && kind < 2 && text.chance(50)) {
                bus(cells, depth + 1);
            } else {
                device(kind, cells, kind == 2 || kind == 3 ? 0 : kind == 4 ? 2 : 1);
            }
        }
        text.close();
    }

    private void device(int kind, int cells, int sizeCells) {
        long address = kind == 2
                ? 0x10 + random.nextInt(text.slip() ? 0x800 : 0x60)
                : kind == 3 ? random.nextInt(4) : 0x100L * text.number();
        String name =
                text.fault() ? text.pick(DEVICE_NAMES) : text.pick(DEVICE_NAMES).charAt(0) + "dev";
        if (kind == 4) {
            pciDevice(name);
            return;
        }
        text.open(label(), name + unit(address));
        if (kind == 2 && text.slip()) {
            text.line("reg = <0x" + text.pick(new String[] {"80000080", "40000012", "c0000212", "800003ff", "80000400"})
                    + ">;");
        }
        if (!text.fault()) {
            StringBuilder reg = new StringBuilder("reg = <");
            for (int entry = text.chance(80) ? 1 : 2; entry > 0; entry--) {
                reg.append("0 ".repeat(Math.max(0, cells - 1)))
                        .append(cells == 0 ? "" : "0x" + Long.toHexString(address))
                        .append(" 1".repeat(text.fault() ? 2 : sizeCells))
                        .append(' ');
            }
            text.line(reg.append(">;").toString());
        }
        if (kind == 3 && text.chance(40)) {
            text.line("spi-max-frequency = <1000>;");
        }
        consumer();
        strangeProperties();
        text.close();
    }

    private void pciDevice(String name) {
        int device = random.nextInt(32);
        int function = text.chance(60) ? 0 : random.nextInt(8);
        int bus = text.chance(70) ? 0 : random.nextInt(3);
        String unit = Integer.toHexString(device) + (function != 0 || text.chance(20) ? "," + function : "");
        text.open(label(), name + "@" + (text.slip() ? "1,1" : unit));
        long cell = (long) bus << 16
                | device << 11
                | function << 8
                | (text.slip() ? 0x10 : 0)
                | (text.slip() ? 0x82000000L : 0);
        text.line("reg = <0x" + Long.toHexString(cell) + " 0 " + (text.slip() ? 1 : 0) + " 0 0>;");
        consumer();
        text.close();
    }

    private void consumer() {
        if (text.chance(30)) {
            text.line("interrupts = <" + (text.fault() ? "1 2 3" : "4") + ">" + (text.fault() ? ", [00]" : "") + ";");
        }
        if (text.fault()) {
            text.line("interrupt-parent = <" + text.pick(new String[] {"&p1", "&p0", "&p3", "0", "99"}) + ">;");
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            String[] provider = PROVIDERS.get(random.nextInt(PROVIDERS.size()));
            StringBuilder list = new StringBuilder(provider[0]).append(" = <");
            for (int entry = random.nextInt(4); entry > 0; entry--) {
                if (text.chance(10)) {
                    list.append(text.pick(new String[] {"0 ", "0xffffffff "}));
                }
                list.append(text.fault() ? "1" : "&p" + random.nextInt(4))
                        .append(" 1".repeat(random.nextInt(3)))
                        .append(' ');
            }
            text.line(list.append('>')
                    .append(text.fault() ? ", [00]" : "")
                    .append(';')
                    .toString());
        }
    }

    private void graph(int number) {
        text.open(label(), "display-" + number + (text.fault() ? "@1" : ""));
        boolean ports = text.chance(40);
        if (ports) {
            text.open("", text.fault() ? text.pick(DEVICE_NAMES) : "ports");
        }
        int count = 1 + random.nextInt(2);
        boolean numbered = count > 1 && !text.fault() || text.fault();
        if (numbered) {
            cells(1, 0);
        }
        for (int i = 0; i < count; i++) {
            text.open(
                    "",
                    (text.fault() ? text.pick(DEVICE_NAMES) : "port")
                            + (numbered ? "@" + (text.slip() ? 7 : i) : i == 0 ? "" : "-" + i));
            if (numbered && !text.fault()) {
                text.line("reg = <" + i + ">;");
            }
            if (text.fault()) {
                cells(1, 0);
            }
            int other = text.fault() ? random.nextInt(endpoints) : endpoints - 1 - number;
            text.open(
                    "e" + number + i + ": ",
                    (text.fault() ? text.pick(DEVICE_NAMES) : "endpoint") + (text.fault() ? "@0" : ""));
            if (!text.fault()) {
                text.line("remote-endpoint = <" + (text.fault() ? "0" : i == 0 ? "&e" + other + "0" : "&e" + number + i)
                        + ">;");
            }
            if (text.fault()) {
                text.line("reg = <" + random.nextInt(2) + (text.fault() ? " 1" : "") + ">;");
            }
            text.close();
            text.close();
        }
        if (ports) {
            text.close();
        }
        text.close();
    }

    private void chosen() {
        text.open("", text.fault() ? "chosen@0" : "chosen");
        if (text.chance(60)) {
            text.line("bootargs" + (text.fault() ? text.pick(STRANGE_VALUES) : " = \"quiet\"") + ";");
        }
        if (text.chance(60)) {
            text.line((text.fault() ? "linux," : "") + "stdout-path"
                    + (text.fault() ? text.pick(STRANGE_VALUES) : " = \"serial0\"") + ";");
        }
        if (text.fault()) {
            text.line("interrupt-controller;");
        }
        text.close();
    }

    private void aliases() {
        text.open("", "aliases");
        for (int i = random.nextInt(4); i > 0 && !text.paths().isEmpty(); i--) {
            String path = text.paths().get(random.nextInt(text.paths().size()));
            String wrong = text.pick(
                    new String[] {"/", "", "/nowhere", path.substring(1), path + "/", "/" + path, path + "x"});
            text.line((text.fault() ? "Serial_" : "serial") + i + " = \"" + (text.fault() ? wrong : path) + "\";");
        }
        if (text.fault()) {
            text.line("empty;");
        }
        text.close();
    }

    private void strangeProperties() {
        for (int i = 0; i < 2; i++) {
            if (text.fault()) {
                text.line(text.pick(STRANGE_NAMES) + text.pick(STRANGE_VALUES) + ";");
            }
        }
    }

    private void cells(int address, int size) {
        if (!text.fault()) {
            text.line("#address-cells = <" + (text.fault() ? random.nextInt(4) : address) + ">;");
        } else if (text.chance(20)) {
            text.line("#address-cells" + text.pick(STRANGE_VALUES) + ";");
        }
        if (!text.fault()) {
            text.line("#size-cells = <" + (text.fault() ? random.nextInt(3) : size) + ">;");
        } else if (text.chance(20)) {
            text.line("#size-cells" + text.pick(STRANGE_VALUES) + ";");
        }
    }

    private void ranges(int parent, int child, int size) {
        if (text.fault()) {
            return;
        }
        boolean empty = parent == child && text.chance(80) || text.fault();
        text.line("ranges"
                + (empty ? "" : " = <" + "0 ".repeat(parent + child + (text.fault() ? 1 : 0)) + "1 ".repeat(size) + ">")
                + ";");
    }

    private void reg(long address, int cells) {
        String high = cells == 2 ? "0 " : "";
        text.line("reg = <" + high + "0x" + Long.toHexString(address) + (text.fault() ? "" : " 0x100")
                + (text.chance(50) && cells == 2 ? " 1" : "") + ">;");
    }

    private String unit(long address) {
        if (text.fault() || text.slip()) {
            return text.pick(new String[] {"", "@", "@0", "@0x10", "@010", "@0x0010", "@zz", "@1,2", "@A"});
        }
        return "@" + Long.toHexString(address);
    }

    private String label() {
        return text.chance(20) ? "l" + text.number() + ": " : "";
    }
}
