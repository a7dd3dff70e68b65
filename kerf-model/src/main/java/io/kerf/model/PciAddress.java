// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    private static final Pattern FORM =
            Pattern.compile("([0-9A-Fa-f]{1,4}):([0-9A-Fa-f]{1,2}):([0-9A-Fa-f]{1,2})\\.([0-9A-Fa-f])");

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
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw wrong(text);
        }
        int device = Integer.parseInt(matcher.group(3), 16);
        int function = Integer.parseInt(matcher.group(4), 16);
        if (device > 0x1f || function > 7) {
            throw wrong(text);
        }
        return new PciAddress(
                Integer.parseInt(matcher.group(1), 16), Integer.parseInt(matcher.group(2), 16), device, function);
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
        return String.format("%04x:%02x:%02x.%x", domain, bus, device, function);
    }
}
