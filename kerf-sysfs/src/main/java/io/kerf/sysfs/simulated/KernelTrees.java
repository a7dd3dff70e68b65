// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.fdt.Fdt;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.simulated.DevicePool.PooledPci;
import io.kerf.sysfs.simulated.DevicePool.PooledPlatform;
import io.kerf.tree.DeviceTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel generates for readers: its trees, in the shape of its release and as far as they fit its buffer, and {@code /proc/iomem}. A
 * kernel generates them at each read; here they are kept until what they show changes, as a reader cannot tell. Guarded by the kernel's one
 * lock.
 */
final class KernelTrees {
    private final KernelState state;
    private final Map<String, Kept> instances = new HashMap<>();
    private byte @Nullable [] host;
    private @Nullable String iomem;

    KernelTrees(KernelState state) {
        this.state = state;
    }

    /** The devices that the tree of an instance shows. */
    private record Devices(List<PooledPci> pci, List<Optional<String>> aliases, List<PooledPlatform> platform) {
        private static final Devices NONE = new Devices(List.of(), List.of(), List.of());

        static Devices of(KernelState state, SimulatedInstance instance) {
            List<PooledPci> pci = state.devices().pciOf(instance.id());
            List<PooledPlatform> platform = state.devices().platformOf(instance.id());
            return pci.isEmpty() && platform.isEmpty()
                    ? NONE
                    : new Devices(pci, pci.stream().map(PooledPci::alias).toList(), platform);
        }
    }

    /** A tree, and how often its instance had changed when it was made. */
    private static final class Kept {
        private final SimulatedInstance instance;
        private final int changes;
        private final Devices devices;
        private final byte[] blob;

        private Kept(SimulatedInstance instance, int changes, Devices devices, byte[] blob) {
            this.instance = instance;
            this.changes = changes;
            this.devices = devices;
            this.blob = blob;
        }

        private boolean isOf(SimulatedInstance now) {
            return instance == now && changes == now.changes();
        }
    }

    /** Says that anything may be another after this. */
    void changed() {
        host = null;
        iomem = null;
        if (instances.size() > state.instances().size()) {
            instances.keySet().removeIf(name -> state.instance(name).isEmpty());
        }
    }

    /** The tree of the host, as {@code device_tree} has it; not to be modified. */
    byte[] host() throws KernelError {
        byte[] blob = host;
        if (blob == null) {
            blob = encode(
                    switch (state.release()) {
                        case EARLY_FLAT -> FlatReadback.earlyHost(state);
                        case FLAT_U32, FLAT_U64 -> FlatReadback.host(state);
                        case POOL_EARLY -> EarlyPoolReadback.host(state);
                        case POOL -> TreeReadback.host(state);
                    });
            host = blob;
        }
        return blob;
    }

    /** The tree of an instance, as {@code instances/<name>/device_tree} has it; not to be modified. */
    byte[] instance(SimulatedInstance instance) throws KernelError {
        Kept kept = instances.get(instance.name());
        Devices devices = Devices.of(state, instance);
        if (kept != null && kept.isOf(instance) && kept.devices.equals(devices)) {
            return kept.blob;
        }
        int changes = instance.changes();
        byte[] blob = generated(instance);
        instances.put(instance.name(), new Kept(instance, changes, devices, blob));
        return blob;
    }

    private byte[] generated(SimulatedInstance instance) throws KernelError {
        return encode(
                switch (state.release()) {
                    case EARLY_FLAT -> FlatReadback.earlyInstance(state, instance);
                    case FLAT_U32, FLAT_U64 -> FlatReadback.instance(state, instance);
                    case POOL_EARLY -> EarlyPoolReadback.instance(state, instance);
                    case POOL -> TreeReadback.instance(state, instance);
                });
    }

    private byte[] encode(DeviceTree tree) throws KernelError {
        byte[] blob = Fdt.encode(tree);
        if (blob.length > state.release().largestTree()) {
            throw new KernelError(Errno.ESRCH, "the tree outgrows its buffer");
        }
        return blob;
    }

    /** The text of {@code /proc/iomem}. */
    String iomem() {
        String text = iomem;
        if (text == null) {
            text = ProcFiles.iomem(state);
            iomem = text;
        }
        return text;
    }
}
