// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.util.HexFormat;

/**
 * What a PCI function says it is (PCI Local Bus Specification, configuration space, offsets 0 and 2).
 *
 * @param vendorId 16 bits
 * @param deviceId 16 bits
 */
public record PciIds(int vendorId, int deviceId) {
    /** Checks the width. */
    public PciIds {
        if ((vendorId & ~0xffff) != 0 || (deviceId & ~0xffff) != 0) {
            throw new IllegalArgumentException("PCI ids have 16 bits: " + vendorId + ", " + deviceId);
        }
    }

    /** The ids as {@code lspci -n} prints them: {@code 8086:1572}. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits((short) vendorId) + ":" + hex.toHexDigits((short) deviceId);
    }
}
