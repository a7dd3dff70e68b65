// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.Objects;
import java.util.Optional;

/**
 * A number of equal parts of devices, whichever they are: virtual functions of a network card, or namespaces of a controller. They
 * come from the device nearest to the CPUs, of equally near ones from that with fewest left, and there from the lowest numbers.
 *
 * <pre>{@code
 * DeviceUnits any = DeviceUnits.functions(2);                 // 2 virtual functions of any card
 * DeviceUnits ofOne = DeviceUnits.functions(2).of("eth0");    // 2 virtual functions of eth0
 * }</pre>
 *
 * @param kind what the parts are
 * @param device the device's name; empty for any
 * @param count how many; numbers below 1 are refused when the request is placed
 */
public record DeviceUnits(Kind kind, Optional<String> device, int count) {
    /** Kinds of parts. */
    public enum Kind {
        /** Virtual functions. */
        FUNCTION("virtual function"),
        /** Namespaces. */
        NAMESPACE("namespace");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** Checks the arguments. */
    public DeviceUnits {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(device, "device");
    }

    /**
     * Asks for virtual functions of any card.
     *
     * @param count how many
     * @return the wish
     */
    public static DeviceUnits functions(int count) {
        return new DeviceUnits(Kind.FUNCTION, Optional.empty(), count);
    }

    /**
     * Asks for namespaces of any controller.
     *
     * @param count how many
     * @return the wish
     */
    public static DeviceUnits namespaces(int count) {
        return new DeviceUnits(Kind.NAMESPACE, Optional.empty(), count);
    }

    /**
     * Asks for the same of one device.
     *
     * @param device its name
     * @return the wish
     */
    public DeviceUnits of(String device) {
        return new DeviceUnits(kind, Optional.of(device), count);
    }

    /** Such as {@code 2 virtual functions of eth0}. */
    @Override
    public String toString() {
        return count + " " + kind + (count == 1 ? "" : "s") + " of " + device.orElse("any device");
    }
}
