// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A device, or a part of one, as an instance names it: {@code eth0}, {@code eth0_vf1}, {@code nvme0_ns2}.
 *
 * <p>A device may itself be called {@code my_vf1} or {@code foo_nsdev}: only the names of the devices that there are tell what a
 * text means, so reading one needs them.
 */
public sealed interface DeviceRef extends Comparable<DeviceRef> {
    /**
     * Returns the name of the device that this is, or is a part of.
     *
     * @return the device's name
     */
    String device();

    /**
     * Returns the form that instances use.
     *
     * @return such as {@code eth0_vf1}
     */
    String text();

    /** Orders by device, then the whole device, virtual functions and namespaces, then number. */
    @Override
    default int compareTo(DeviceRef other) {
        int order = device().compareTo(other.device());
        order = order != 0 ? order : Integer.compare(kind(), other.kind());
        return order != 0 ? order : Integer.compare(number(), other.number());
    }

    /**
     * Tells whether two references cannot be given to two instances: they are the same, or one is the whole device that the
     * other is a part of.
     *
     * @param other a reference
     * @return true if they share hardware
     */
    default boolean conflictsWith(DeviceRef other) {
        return device().equals(other.device()) && (equals(other) || this instanceof Whole || other instanceof Whole);
    }

    private int kind() {
        return this instanceof Whole ? 0 : this instanceof VirtualFunction ? 1 : 2;
    }

    private int number() {
        return this instanceof VirtualFunction vf ? vf.index() : this instanceof Namespace ns ? ns.id() : 0;
    }

    /**
     * A device with all its parts.
     *
     * @param device its name
     */
    record Whole(String device) implements DeviceRef {
        /** Checks the argument. */
        public Whole {
            Objects.requireNonNull(device, "device");
        }

        @Override
        public String text() {
            return device;
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /**
     * A virtual function of a network card.
     *
     * @param device the card's name
     * @param index number of the function, from 0
     */
    record VirtualFunction(String device, int index) implements DeviceRef {
        /** Refuses a negative number. */
        public VirtualFunction {
            Objects.requireNonNull(device, "device");
            if (index < 0) {
                throw new IllegalArgumentException("virtual functions count from 0: " + index);
            }
        }

        @Override
        public String text() {
            return device + "_vf" + index;
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /**
     * A namespace of an NVMe controller.
     *
     * @param device the controller's name
     * @param id number of the namespace; the hardware counts from 1
     */
    record Namespace(String device, int id) implements DeviceRef {
        /** Refuses a negative number. */
        public Namespace {
            Objects.requireNonNull(device, "device");
            if (id < 0) {
                throw new IllegalArgumentException("namespace ids are not negative: " + id);
            }
        }

        @Override
        public String text() {
            return device + "_ns" + id;
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /**
     * Reads a reference: the name of a device; else a device's name with {@code _vf} or {@code _ns} and digits behind it.
     *
     * @param text such as {@code eth0_vf1}
     * @param devices the names of the devices that there are
     * @return the reference, or empty if the text names no such device or part
     */
    static Optional<DeviceRef> find(String text, Set<String> devices) {
        if (devices.contains(text)) {
            return Optional.of(new Whole(text));
        }
        int digits = PartSuffix.digits(text);
        int suffix = digits - PartSuffix.LENGTH;
        if (suffix < 1 || !devices.contains(text.substring(0, suffix))) {
            return Optional.empty();
        }
        String device = text.substring(0, suffix);
        int number = Integer.parseInt(text.substring(digits));
        return Optional.of(
                text.startsWith(PartSuffix.FUNCTION, suffix)
                        ? new VirtualFunction(device, number)
                        : new Namespace(device, number));
    }

    /**
     * Reads a reference as {@link #find} does.
     *
     * @param text such as {@code eth0_vf1}
     * @param devices the names of the devices that there are
     * @return the reference
     * @throws ModelException if the text names no such device or part
     */
    static DeviceRef parse(String text, Set<String> devices) {
        return find(text, devices).orElseThrow(() -> new ModelException("device", text, unknown(devices)));
    }

    private static String unknown(Set<String> devices) {
        return devices.isEmpty()
                ? "unknown device; the host has none"
                : "unknown device; the host has "
                        + String.join(", ", devices.stream().sorted().limit(20).toList())
                        + ", and parts are named like eth0_vf1 or nvme0_ns2";
    }
}

/** The end of a part's name: {@code _vf} or {@code _ns} and at most nine digits, so that the number is an int. */
final class PartSuffix {
    static final String FUNCTION = "_vf";
    static final int LENGTH = FUNCTION.length();

    private static final String NAMESPACE = "_ns";
    private static final int MAX_DIGITS = 9;

    private PartSuffix() {}

    /** Where the digits of a part's name begin; 0 if the text is no such name. */
    static int digits(String text) {
        int at = text.length();
        while (at > 0 && text.charAt(at - 1) >= '0' && text.charAt(at - 1) <= '9') {
            at--;
        }
        int count = text.length() - at;
        boolean named =
                at >= LENGTH && (text.startsWith(FUNCTION, at - LENGTH) || text.startsWith(NAMESPACE, at - LENGTH));
        return named && count >= 1 && count <= MAX_DIGITS ? at : 0;
    }
}
