// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a device is for, as reports count it. */
public enum DeviceClass {
    /** A network card. */
    NETWORK,
    /** A disk or a controller of disks. */
    STORAGE,
    /** A display or compute accelerator. */
    ACCELERATOR,
    /** Anything else, or nothing that tells. */
    OTHER;

    private static final Set<String> NETWORK_WORDS =
            Set.of("ethernet", "network", "net", "nic", "eth", "enp", "eno", "ens", "wlan", "wifi", "infiniband", "ib");
    private static final Set<String> STORAGE_WORDS =
            Set.of("storage", "nvme", "disk", "sata", "ahci", "scsi", "sas", "raid", "mmc", "ssd");
    private static final Set<String> ACCELERATOR_WORDS = Set.of("gpu", "display", "vga", "accelerator", "npu");

    /**
     * Tells the class by what a device is called, since no property of a tree states it: the first letters of its node's name
     * ({@code ethernet@0}, {@code eth0}), else of its programming models; a device with namespaces is storage.
     *
     * @param nodeName the name of the device's node
     * @param device the device as far as it is known; its own class counts for nothing
     * @return the class, {@link #OTHER} if nothing tells
     */
    public static DeviceClass of(String nodeName, Device device) {
        DeviceClass found = ofWord(nodeName);
        if (found != OTHER) {
            return found;
        }
        List<DeviceClass> models = device.compatible().stream()
                .map(DeviceClass::ofWord)
                .filter(each -> each != OTHER)
                .toList();
        return !models.isEmpty() ? models.get(0) : device.namespaces().isPresent() ? STORAGE : OTHER;
    }

    /** The letters in front of the first other character count, in any letter case. */
    private static DeviceClass ofWord(String name) {
        int end = 0;
        while (end < name.length() && Character.isLetter(name.charAt(end))) {
            end++;
        }
        String word = name.substring(0, end).toLowerCase(Locale.ROOT);
        return NETWORK_WORDS.contains(word)
                ? NETWORK
                : STORAGE_WORDS.contains(word) ? STORAGE : ACCELERATOR_WORDS.contains(word) ? ACCELERATOR : OTHER;
    }
}
