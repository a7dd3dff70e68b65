// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.fdt.Fdt;
import io.kerf.fdt.FdtFormatException;
import io.kerf.model.binding.Names;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import java.util.Locale;
import java.util.Optional;

/** The generations of the kernel's interface that kerf can speak. */
public enum KernelAbi {
    /**
     * The newest, since late August 2026: the kernel places pool memory itself, an overlay names its target by path, transactions can be
     * rolled back.
     */
    POOL;

    private static final String HOST_TREE = "/sys/fs/multikernel/device_tree";
    private static final int LARGEST_OVERLAY = 4096;

    /**
     * Finds out which generation a kernel speaks, from its host tree alone. Nothing is written.
     *
     * @param fs the kernel's files
     * @return the generation
     * @throws KernelInterfaceException with reason {@code UNSUPPORTED} if it is one that kerf does not speak, or cannot be told, naming
     *     what was found
     */
    public static KernelAbi detect(MultikernelFs fs) {
        DeviceTree tree;
        try {
            tree = Fdt.decode(fs.readDeviceTree());
        } catch (FdtFormatException e) {
            throw unsupported(
                    "its device_tree is no device tree blob: the interface of October 2025", "boot a newer kernel");
        }
        DtNode root = tree.root();
        Optional<DtNode> resources = root.child(Names.RESOURCES);
        boolean chunks = resources.stream()
                .flatMap(node -> node.children().stream())
                .anyMatch(child -> child.name().startsWith("memory@")
                        && child.property(Names.REG).isPresent());
        boolean available =
                resources.flatMap(node -> node.property(Names.CPUS_AVAILABLE)).isPresent();
        if (chunks || available || root.property(Names.ADDRESS_CELLS).isPresent()) {
            return POOL;
        }
        if (root.child(Names.INSTANCES).isPresent()
                || resources.flatMap(node -> node.property(Names.MEMORY_BASE)).isPresent()) {
            throw unsupported("it speaks the flat interface, of November 2025 to August 2026", "boot a newer kernel");
        }
        throw unsupported(
                "its device_tree does not tell which interface it speaks",
                "boot a kernel of late August 2026 or newer");
    }

    private static KernelInterfaceException unsupported(String cause, String remedy) {
        return KernelInterfaceException.unsupported(HOST_TREE, cause, remedy);
    }

    /**
     * Returns the most bytes an overlay may have. The kernel cuts a longer one at a page and applies the rest of it.
     *
     * @param pageSize size of a page of the running kernel in bytes
     * @return bytes; no more than 4096
     */
    public int largestOverlay(int pageSize) {
        return Math.min(pageSize, LARGEST_OVERLAY);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
