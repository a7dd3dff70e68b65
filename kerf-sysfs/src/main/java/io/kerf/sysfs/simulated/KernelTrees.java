// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.fdt.Fdt;
import io.kerf.sysfs.Errno;
import io.kerf.tree.DeviceTree;

/** The trees that a kernel generates, in the shape of its release, as far as they fit its buffer. */
final class KernelTrees {
    private KernelTrees() {}

    /** The tree of the host, as {@code device_tree} has it. */
    static byte[] host(KernelState state) throws KernelError {
        return encode(
                state,
                switch (state.release()) {
                    case EARLY_FLAT -> FlatReadback.earlyHost(state);
                    case FLAT_U32, FLAT_U64 -> FlatReadback.host(state);
                    case POOL_EARLY -> EarlyPoolReadback.host(state);
                    case POOL -> TreeReadback.host(state);
                });
    }

    /** The tree of an instance, as {@code instances/<name>/device_tree} has it. */
    static byte[] instance(KernelState state, SimulatedInstance instance) throws KernelError {
        return encode(
                state,
                switch (state.release()) {
                    case EARLY_FLAT -> FlatReadback.earlyInstance(state, instance);
                    case FLAT_U32, FLAT_U64 -> FlatReadback.instance(state, instance);
                    case POOL_EARLY -> EarlyPoolReadback.instance(state, instance);
                    case POOL -> TreeReadback.instance(state, instance);
                });
    }

    private static byte[] encode(KernelState state, DeviceTree tree) throws KernelError {
        byte[] blob = Fdt.encode(tree);
        if (blob.length > state.release().largestTree()) {
            throw new KernelError(Errno.ESRCH, "the tree outgrows its buffer");
        }
        return blob;
    }
}
