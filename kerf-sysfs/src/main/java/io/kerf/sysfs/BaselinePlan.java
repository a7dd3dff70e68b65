// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.fdt.Fdt;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.tree.DeviceTree;
import java.util.List;
import java.util.Objects;

/**
 * The baseline that a validated description comes to in the kernel's format, made by {@link ChangePlanner}. Nothing is written until
 * {@link ChangeEngine#initialize} gets it.
 *
 * <p>Immutable.
 */
public final class BaselinePlan {
    private static final int LARGEST_BASELINE = 1 << 20;

    private final KernelAbi abi;
    private final SystemState description;
    private final List<PoolChunk> pieces;
    private final DeviceTree tree;
    private final byte[] blob;

    BaselinePlan(KernelAbi abi, SystemState description, List<PoolChunk> pieces, DeviceTree tree) {
        this.abi = abi;
        this.description = Objects.requireNonNull(description, "description");
        this.pieces = List.copyOf(pieces);
        this.tree = tree;
        this.blob = Fdt.encode(tree);
        if (blob.length > LARGEST_BASELINE) {
            throw KernelInterfaceException.unsupported(
                    "/sys/fs/multikernel/device_tree",
                    "the baseline has " + blob.length + " bytes, of which the kernel takes " + LARGEST_BASELINE,
                    "describe fewer devices");
        }
    }

    /**
     * Returns the generation that the plan was made for.
     *
     * @return the interface that the kernel is taken to speak
     */
    public KernelAbi abi() {
        return abi;
    }

    /**
     * Returns the description that the baseline was made from.
     *
     * @return the state
     */
    public SystemState description() {
        return description;
    }

    /**
     * Returns the memory that the kernel is asked for.
     *
     * @return pieces, each with a size and, where it is known, a NUMA node, whose places the kernel picks; for a flat kernel one piece with
     *     its place
     */
    public List<PoolChunk> pieces() {
        return pieces;
    }

    /**
     * Returns the baseline as a tree.
     *
     * @return the tree
     */
    public DeviceTree tree() {
        return tree;
    }

    /**
     * Returns the baseline as it is written.
     *
     * @return a copy of the bytes
     */
    public byte[] blob() {
        return blob.clone();
    }

    @Override
    public String toString() {
        return "pool of CPUs " + description.cpus().available() + ", memory " + pieces + ", "
                + description.devices().size() + " devices";
    }
}
