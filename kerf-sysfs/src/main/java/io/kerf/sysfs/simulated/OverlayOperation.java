// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import java.util.List;
import java.util.Locale;

/** The operations of an overlay, in the order in which the kernel looks for them under an instance or the set of instances. */
enum OverlayOperation {
    INSTANCE_CREATE(""),
    MEMORY_REMOVE("memory@"),
    MEMORY_ADD("memory@"),
    CPU_REMOVE("cpu@"),
    CPU_ADD("cpu@"),
    DEVICE_REMOVE("pci@"),
    DEVICE_ADD("pci@"),
    INSTANCE_REMOVE("");

    /** The order under {@code /resources} of the newest kernel. */
    static final List<OverlayOperation> POOL_ORDER =
            List.of(CPU_REMOVE, DEVICE_REMOVE, MEMORY_REMOVE, MEMORY_ADD, CPU_ADD, DEVICE_ADD);

    /** The order under {@code /resources} of the first pool kernels, in which memory leaves before the CPUs that are parked in it. */
    static final List<OverlayOperation> EARLY_POOL_ORDER =
            List.of(MEMORY_REMOVE, MEMORY_ADD, CPU_REMOVE, CPU_ADD, DEVICE_REMOVE, DEVICE_ADD);

    private final String itemPrefix;

    OverlayOperation(String itemPrefix) {
        this.itemPrefix = itemPrefix;
    }

    /** The name of its node, such as {@code cpu-add}. */
    String nodeName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How the names of its items begin; empty if the operation's node itself is the item. */
    String itemPrefix() {
        return itemPrefix;
    }
}
