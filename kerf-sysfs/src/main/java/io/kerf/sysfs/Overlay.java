// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.fdt.Fdt;
import io.kerf.tree.DeviceTree;
import java.util.Objects;

/**
 * One overlay, ready to be written: small enough for one {@code write(2)}, and with a marker by which its transaction is found again.
 *
 * <p>Immutable. Only {@link ChangePlanner} makes one, out of validated states.
 */
public final class Overlay {
    /** Bytes of a marker that a kernel shows. */
    static final int LONGEST_MARKER = 255;

    private final String marker;
    private final DeviceTree tree;
    private final byte[] blob;

    private Overlay(String marker, DeviceTree tree, byte[] blob) {
        this.marker = marker;
        this.tree = tree;
        this.blob = blob;
    }

    /** Encodes a tree, and refuses one that is longer than the kernel takes at once. */
    static Overlay of(String marker, DeviceTree tree, int largest) {
        Objects.requireNonNull(marker, "marker");
        byte[] blob = Fdt.encode(tree);
        if (blob.length > largest) {
            throw KernelInterfaceException.unsupported(
                    "/sys/fs/multikernel/overlays/new",
                    "the overlay has " + blob.length + " bytes, of which the kernel takes " + largest,
                    "ask for fewer CPUs or devices at once");
        }
        return new Overlay(marker, tree, blob);
    }

    static int sizeOf(DeviceTree tree) {
        return Fdt.encode(tree).length;
    }

    /**
     * Returns the marker.
     *
     * @return what the transaction's {@code resources} file will show
     */
    public String marker() {
        return marker;
    }

    /**
     * Returns the overlay as a tree.
     *
     * @return the tree
     */
    public DeviceTree tree() {
        return tree;
    }

    /**
     * Returns the overlay as it is written.
     *
     * @return a copy of the bytes
     */
    public byte[] blob() {
        return blob.clone();
    }

    /**
     * Returns how long the overlay is.
     *
     * @return bytes
     */
    public int size() {
        return blob.length;
    }

    @Override
    public String toString() {
        return "overlay of " + blob.length + " bytes, marker " + marker;
    }
}
