// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.Locale;

/** How a device is attached: what {@code device-type} says. */
public enum DeviceType {
    /** A PCI function. */
    PCI,
    /** A platform device. */
    PLATFORM,
    /** Not stated. Kernels leave such a device out without a word. */
    UNKNOWN;

    /**
     * Returns the word that device trees use.
     *
     * @return the name in small letters
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the word, in any letter case.
     *
     * @param text such as {@code pci}
     * @return the type; {@link #UNKNOWN} for any other word
     */
    public static DeviceType of(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        return word.equals("pci") ? PCI : word.equals("platform") ? PLATFORM : UNKNOWN;
    }

    @Override
    public String toString() {
        return text();
    }
}
