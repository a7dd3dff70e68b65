// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.MemoryRange;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.simulated.SimulatedMachine.PciFunction;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import java.util.Optional;

/**
 * A baseline of a flat kernel: the CPUs and devices of the pool, and the range of its memory, which lies in what was reserved at boot. It
 * replaces the one before it, whose pool is dropped before the new description is looked at; so one that fails half-way leaves the CPUs
 * it came to in a pool without memory, and those it did not name offline.
 *
 * @param resources the node as it was written
 * @param memory the range that was named
 * @param cacheWays the ways of the last-level cache that instances may share out, a bit each; none if 0
 */
record FlatBaseline(DtNode resources, MemoryRange memory, int cacheWays) {
    /** {@code NR_CPUS} of a kernel that is built for the largest x86 machines; a kernel that has ids of 32 bits has none above. */
    private static final long NR_CPUS = 8192;

    static void apply(KernelState state, DeviceTree tree) throws KernelError {
        state.setFlatBaseline(null);
        state.cpus().dropFree();
        state.devices().dropFree();
        DtNode resources = BaselineWrite.resources(tree);
        takeCpus(state, resources);
        MemoryRange memory = memory(state, resources);
        int cacheWays = cacheWays(state, resources);
        takeDevices(state, resources);
        state.setFlatBaseline(new FlatBaseline(resources, memory, cacheWays));
    }

    /** Only the last flat kernels look at {@code llc-way-mask}. */
    static int cacheWays(KernelState state, DtNode resources) throws KernelError {
        if (state.release() != SimulatedRelease.FLAT_U64
                || resources.property("llc-way-mask").isEmpty()) {
            return 0;
        }
        int ways = KernelProperty.u32(resources, "llc-way-mask");
        if (ways == 0) {
            throw new KernelError(Errno.EINVAL, "llc-way-mask is zero");
        }
        return ways;
    }

    private static void takeCpus(KernelState state, DtNode resources) throws KernelError {
        int bytes = state.release().cpuIdBytes();
        for (long cpu : KernelProperty.cpus(resources, bytes)) {
            if (bytes == Integer.BYTES && cpu >= NR_CPUS) {
                throw new KernelError(Errno.EINVAL, "there is no CPU " + cpu + " among " + NR_CPUS);
            }
            state.cpus().takeForBaseline(cpu);
        }
    }

    private static MemoryRange memory(KernelState state, DtNode resources) throws KernelError {
        long base = KernelProperty.address(resources, "memory-base", state.pageSize());
        long bytes = KernelProperty.pages(resources, "memory-bytes", state.pageSize());
        Optional<MemoryRange> pool = state.machine().reservedPool();
        if (pool.isEmpty()) {
            throw new KernelError(Errno.ENODEV, "no memory was reserved for a pool");
        }
        if (Long.compareUnsigned(bytes, pool.get().size()) > 0) {
            throw new KernelError(Errno.ERANGE, "memory-bytes is more than the pool " + pool.get() + " has");
        }
        if (!MemoryRange.exists(base, bytes) || !pool.get().contains(new MemoryRange(base, bytes))) {
            throw new KernelError(Errno.EINVAL, "the memory is not in the pool " + pool.get());
        }
        return new MemoryRange(base, bytes);
    }

    private static void takeDevices(KernelState state, DtNode resources) throws KernelError {
        Optional<DtNode> devices = resources.child("devices");
        if (devices.isEmpty()) {
            return;
        }
        for (DtNode device : devices.get().children()) {
            String type = KernelProperty.optionalText(device, "device-type").orElse("");
            if (type.equals("pci")) {
                PciFunction function = BaselineWrite.pciFunction(device);
                if (!state.devices().addPci(device.name(), function)) {
                    state.log().add("device " + function.address() + " is not there, skipped");
                }
            } else if (type.equals("platform")) {
                state.devices()
                        .addPlatform(
                                device.name(),
                                KernelProperty.optionalText(device, "device-name")
                                        .orElse(device.name()));
            } else {
                state.log().add("device '" + device.name() + "' has no known device-type, skipped");
            }
        }
    }
}
