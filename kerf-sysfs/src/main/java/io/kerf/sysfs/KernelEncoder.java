// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.tree.DeviceTree;
import java.util.List;

/**
 * Writes the trees that the kernels of one generation take. What such a kernel cannot do is refused with reason {@code UNSUPPORTED}, before
 * anything is written.
 */
interface KernelEncoder {
    /** The encoder of a generation, and where the ids of devices come from that do not state them. */
    static KernelEncoder of(KernelAbi abi, PciIdLookup pciIds) {
        return abi.isFlat() ? new FlatEncoder(abi, pciIds) : new PoolEncoder(abi, pciIds);
    }

    /** The memory that a baseline asks for, piece by piece, with a place only where the kernel is told one. */
    List<PoolChunk> pieces(SystemState description);

    /** The pool of a state, whatever dialect it was read from: the CPUs that may be given away, these pieces of memory, the devices. */
    DeviceTree baseline(SystemState description, List<PoolChunk> pieces);

    /** Refuses an instance that the kernel could not make as it is wanted. One that is there already need not pass. */
    void requireCreatable(SystemState state, Instance instance);

    /** An overlay that creates an instance. */
    DeviceTree create(SystemState state, Instance instance, String marker);

    /**
     * An overlay that changes an instance where it stands.
     *
     * @throws KernelInterfaceException with reason {@code UNSUPPORTED} if the generation has no such change, or kerf does not make it there
     */
    DeviceTree update(InstanceName name, List<UpdateItem> items, String marker);

    /** An overlay that removes an instance. */
    DeviceTree remove(InstanceName name, String marker);
}
