// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.util.Random;

/** The sources that benchmarks compile; the same text for the same name, on every machine. */
final class SyntheticSources {
    private static final String[] DRIVERS = {"uart", "i2c", "spi", "ethernet", "timer", "gpio", "dma-controller", "mmc"
    };
    private static final String[] SETTINGS = {
        "clock-frequency", "fifo-depth", "current-speed", "rx-threshold", "bus-width", "max-frequency", "slew-rate"
    };
    private static final int BOARD_BUSES = 10;
    private static final int BOARD_DEVICES = 48;
    private static final int LARGE_BUSES = 1000;
    private static final int LARGE_DEVICES = 100;
    private static final int LABELS = 2000;

    private final StringBuilder out = new StringBuilder();
    private final Random random = new Random(20261124);
    private final int labelEvery;
    private int devices;
    private int labels;

    private SyntheticSources(int labelEvery) {
        this.labelEvery = labelEvery;
        out.append("/dts-v1/;\n\n");
    }

    static String named(String name) {
        return switch (name) {
            case "baseline" -> baseline();
            case "board" -> new SyntheticSources(4).tree(BOARD_BUSES, BOARD_DEVICES, true);
            case "large" -> new SyntheticSources(0).tree(LARGE_BUSES, LARGE_DEVICES, false);
            case "large-tenth" -> new SyntheticSources(0).tree(LARGE_BUSES / 10, LARGE_DEVICES, false);
            case "labels" ->
                new SyntheticSources(LARGE_BUSES * LARGE_DEVICES / LABELS).tree(LARGE_BUSES, LARGE_DEVICES, false);
            default -> throw new IllegalArgumentException("no source is called " + name);
        };
    }

    /** About 5 KB: what people write by hand for a host, in source that {@code dtc} takes too. */
    private static String baseline() {
        StringBuilder out = new StringBuilder("/dts-v1/;\n\n/ {\n\tcompatible = \"acme,host\";\n\n\tresources {\n");
        out.append("\t\tcpus = /bits/ 64 <4 5 6 7 8 9 10 11 12 13 14 15>;\n");
        out.append("\t\tmemory-base = /bits/ 64 <0x100000000>;\n\t\tmemory-bytes = /bits/ 64 <0x400000000>;\n\n");
        out.append("\t\tdevices {\n");
        for (int i = 0; i < 24; i++) {
            out.append("\t\t\t/* port ")
                    .append(i)
                    .append(" of the card in slot ")
                    .append(i / 8)
                    .append(" */\n");
            out.append("\t\t\teth").append(i).append(": ethernet@").append(i).append(" {\n");
            out.append("\t\t\t\tpci-id = \"0000:0")
                    .append(i % 8)
                    .append(":00.")
                    .append(i / 8)
                    .append("\";\n");
            out.append("\t\t\t\tsriov-vfs = <8>;\n\t\t\t\tvendor-id = <0x8086>;\n");
            out.append("\t\t\t\tdevice-id = <0x")
                    .append(Integer.toHexString(0x1521 + i))
                    .append(">;\n\t\t\t};\n");
        }
        return out.append("\t\t};\n\t};\n};\n").toString();
    }

    private String tree(int buses, int devicesEach, boolean comments) {
        out.append("/ {\n\tcompatible = \"acme,board\";\n\tmodel = \"Measured board\";\n");
        out.append("\t#address-cells = <1>;\n\t#size-cells = <1>;\n\n\tsoc {\n\t\tcompatible = \"simple-bus\";\n");
        out.append("\t\t#address-cells = <1>;\n\t\t#size-cells = <1>;\n\t\tranges;\n");
        for (int bus = 0; bus < buses; bus++) {
            String base = Integer.toHexString(bus << 16);
            out.append("\n\t\tbus@").append(base).append(" {\n\t\t\tcompatible = \"simple-bus\";\n");
            out.append("\t\t\treg = <0x").append(base).append(" 0x10000>;\n");
            out.append("\t\t\t#address-cells = <1>;\n\t\t\t#size-cells = <1>;\n\t\t\tranges;\n");
            for (int i = 0; i < devicesEach; i++) {
                device((bus << 16) + (i << 8), DRIVERS[(bus + i) % DRIVERS.length], comments);
            }
            out.append("\t\t};\n");
        }
        return out.append("\t};\n};\n").toString();
    }

    private void device(int address, String driver, boolean comments) {
        String hex = Integer.toHexString(address);
        out.append('\n');
        if (comments && random.nextInt(4) == 0) {
            out.append("\t\t\t/* the ")
                    .append(driver)
                    .append(" behind connector J")
                    .append(devices % 90)
                    .append(" */\n");
        }
        out.append("\t\t\t");
        if (labelEvery > 0 && devices % labelEvery == 0) {
            out.append(driver.charAt(0)).append("dev").append(labels++).append(": ");
        }
        out.append(driver).append('@').append(hex).append(" {\n");
        out.append("\t\t\t\tcompatible = \"acme,").append(driver).append("\";\n");
        out.append("\t\t\t\treg = <0x").append(hex).append(" 0x100>;\n");
        if (random.nextInt(2) == 0) {
            out.append("\t\t\t\t")
                    .append(SETTINGS[random.nextInt(SETTINGS.length)])
                    .append(" = <");
            out.append(random.nextInt(100_000)).append(">;\n");
        }
        if (random.nextInt(8) == 0) {
            out.append("\t\t\t\tdma-coherent;\n");
        }
        if (random.nextInt(16) == 0) {
            out.append("\t\t\t\tlocal-mac-address = [02 00 5e ")
                    .append(hexByte())
                    .append(' ');
            out.append(hexByte()).append(' ').append(hexByte()).append("];\n");
        }
        if (labelEvery > 0 && labels > 0 && devices % labelEvery == 0) {
            reference();
        }
        out.append("\t\t\t\tstatus = \"")
                .append(random.nextInt(3) == 0 ? "disabled" : "okay")
                .append("\";\n\t\t\t};\n");
        devices++;
    }

    /** To any device that has a label so far; labels begin with the letter of the driver. */
    private void reference() {
        int number = random.nextInt(labels);
        int device = number * labelEvery;
        int perBus = labelEvery == 4 ? BOARD_DEVICES : LARGE_DEVICES;
        String driver = DRIVERS[(device / perBus + device % perBus) % DRIVERS.length];
        out.append("\t\t\t\tsupply = <&")
                .append(driver.charAt(0))
                .append("dev")
                .append(number)
                .append(">;\n");
    }

    private String hexByte() {
        int value = random.nextInt(256);
        return (value < 16 ? "0" : "") + Integer.toHexString(value);
    }
}
