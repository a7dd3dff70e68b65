// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.HexFormat;

/**
 * The place of a PCI function: {@code 0000:01:00.0}. The kernel's overlay interface keeps 16 bits of the domain, so a larger one
 * is refused here.
 *
 * @param domain the PCI segment, 0 to 0xffff
 * @param bus 0 to 0xff
 * @param device the slot, 0 to 0x1f
 * @param function 0 to 7
 */
public record PciAddress(int domain, int bus, int device, int function) implements Comparable<PciAddress> {
    /** Refuses numbers outside their ranges. */
    public PciAddress {
        if (!inRange(domain, 0xffff) || !inRange(bus, 0xff) || !inRange(device, 0x1f) || !inRange(function, 7)) {
            throw new IllegalArgumentException("no such PCI address: domain " + domain + ", bus " + bus + ", device "
                    + device + ", function " + function);
        }
    }

    private static boolean inRange(int value, int highest) {
        return value >= 0 && value <= highest;
    }

    /**
     * Reads {@code domain:bus:device.function}, hexadecimal, with or without leading zeros.
     *
     * @param text such as {@code 0000:01:00.0}
     * @return the address
     * @throws ModelException if the text is anything else
     */
    public static PciAddress parse(String text) {
        String stripped = text.strip();
        int bus = stripped.indexOf(':') + 1;
        int device = stripped.indexOf(':', bus) + 1;
        int function = stripped.indexOf('.', device) + 1;
        if (bus == 0 || device == 0 || function == 0) {
            throw wrong(text);
        }
        int[] numbers = {
            hex(stripped, 0, bus - 1, 4),
            hex(stripped, bus, device - 1, 2),
            hex(stripped, device, function - 1, 2),
            hex(stripped, function, stripped.length(), 1)
        };
        if (numbers[0] < 0 || numbers[1] < 0 || !inRange(numbers[2], 0x1f) || !inRange(numbers[3], 7)) {
            throw wrong(text);
        }
        return new PciAddress(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    /** The number that some digits make; -1 if there are none, too many, or others. */
    private static int hex(String text, int from, int to, int most) {
        int number = to - from < 1 || to - from > most ? -1 : 0;
        for (int i = from; i < to && number >= 0; i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            number = digit < 0 ? -1 : number << 4 | digit;
        }
        return number;
    }

    private static ModelException wrong(String text) {
        return new ModelException(
                "PCI address",
                text,
                "write domain:bus:device.function in hexadecimal, such as 0000:01:00.0, with a device up to 1f and a"
                        + " function up to 7");
    }

    @Override
    public int compareTo(PciAddress other) {
        return Integer.compare(packed(), other.packed());
    }

    /** 32 bits: domain 16 (sign moved out of the way), bus 8, device 5, function 3. */
    private int packed() {
        return (domain << 16 | bus << 8 | device << 3 | function) ^ Integer.MIN_VALUE;
    }

    /** The twelve characters that the kernel prints, such as {@code 0000:01:00.0}. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits((short) domain) + ":" + hex.toHexDigits((byte) bus) + ":"
                + hex.toHexDigits((byte) device) + "." + function;
    }
}
