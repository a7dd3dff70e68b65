// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.regex.Pattern;

/**
 * A virtio device that the newest pool kernels make for an instance when they create it: node {@code virtio/<name>} of its resources.
 *
 * <pre>{@code
 * instance.withOptions(instance.options().withVirtio(List.of(VirtioDevice.of("net0", VirtioDevice.NET, 2))));
 * }</pre>
 *
 * @param name the name of its node, of which kernels keep 15 characters: a letter or digit, then letters, digits and {@code , . _ + -}
 * @param deviceId the type of device (Virtio 1.2, section 5), such as {@link #NET}
 * @param queues number of queues, 1 to 8
 * @param queueSize entries of each queue, 1 to 32768 (Virtio 1.2, section 2.7); kernels take 256 where nothing is stated
 */
public record VirtioDevice(String name, int deviceId, int queues, int queueSize) {
    /** A network card. */
    public static final int NET = 1;
    /** A block device. */
    public static final int BLOCK = 2;
    /** A console. */
    public static final int CONSOLE = 3;

    /** Entries of a queue where nothing is stated: {@value}. */
    public static final int DEFAULT_QUEUE_SIZE = 256;
    /** The most queues: {@value}. */
    public static final int MOST_QUEUES = 8;
    /** The most entries of a queue: {@value}. */
    public static final int LARGEST_QUEUE = 32768;
    /** The most characters of a name: {@value}. */
    public static final int LONGEST_NAME = 15;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9,._+-]*");

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if one cannot be; the message says which, and why
     */
    public VirtioDevice {
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + shown(name) + "' is no name of a virtio device: use 1 to "
                    + LONGEST_NAME + " letters, digits, ',', '.', '_', '+' and '-', beginning with a letter or digit");
        }
        if (deviceId < 1) {
            throw new IllegalArgumentException(
                    "virtio device '" + name + "' has the type " + deviceId + ", and types are 1 and above");
        }
        if (queues < 1 || queues > MOST_QUEUES) {
            throw new IllegalArgumentException(
                    "virtio device '" + name + "' has " + queues + " queues, and kernels take 1 to " + MOST_QUEUES);
        }
        if (queueSize < 1 || queueSize > LARGEST_QUEUE) {
            throw new IllegalArgumentException("virtio device '" + name + "' has queues of " + queueSize
                    + " entries, and a queue has 1 to " + LARGEST_QUEUE);
        }
    }

    /**
     * Makes a device with queues of the usual size.
     *
     * @param name the name of its node
     * @param deviceId the type of device
     * @param queues number of queues, 1 to 8
     * @return the device
     * @throws IllegalArgumentException as the constructor does
     */
    public static VirtioDevice of(String name, int deviceId, int queues) {
        return new VirtioDevice(name, deviceId, queues, DEFAULT_QUEUE_SIZE);
    }

    /** A name that is far too long would fill the message. */
    private static String shown(String name) {
        return name.length() > 4 * LONGEST_NAME ? name.substring(0, 4 * LONGEST_NAME) + "…" : name;
    }

    @Override
    public String toString() {
        return "virtio device '" + name + "' of type " + deviceId + " with " + queues + " x " + queueSize;
    }
}
