// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.fdt.Fdt;
import io.kerf.model.InstanceState;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.simulated.DevicePool.PooledPci;
import io.kerf.sysfs.simulated.DevicePool.PooledPlatform;
import io.kerf.sysfs.simulated.SimulatedInstance.Region;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
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
    private long changes;

    KernelTrees(KernelState state) {
        this.state = state;
    }

    /** All that the tree of an instance shows. */
    private record Shown(
            SimulatedInstance instance,
            InstanceState state,
            List<Long> cpus,
            List<Region> regions,
            Optional<DtNode> hostTree,
            List<PooledPci> pci,
            List<Optional<String>> aliases,
            List<PooledPlatform> platform) {
        static Shown by(KernelState state, SimulatedInstance instance) {
            List<PooledPci> pci = state.devices().pciOf(instance.id());
            return new Shown(
                    instance,
                    instance.state(),
                    List.copyOf(instance.cpus()),
                    List.copyOf(instance.regions()),
                    instance.hostTree(),
                    pci,
                    pci.isEmpty()
                            ? List.of()
                            : pci.stream().map(PooledPci::alias).toList(),
                    state.devices().platformOf(instance.id()));
        }
    }

    /** A tree, what it shows, and how many changes there had been when that was looked at. */
    private static final class Kept {
        private final long changes;
        private final Shown shown;
        private final byte[] blob;

        private Kept(long changes, Shown shown, byte[] blob) {
            this.changes = changes;
            this.shown = shown;
            this.blob = blob;
        }
    }

    /** Says that anything may be another after this. */
    void changed() {
        changes++;
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
        if (kept != null && kept.changes == changes && kept.shown.instance() == instance) {
            return kept.blob;
        }
        Shown shown = Shown.by(state, instance);
        byte[] blob = kept != null && kept.shown.equals(shown) ? kept.blob : generated(instance);
        instances.put(instance.name(), new Kept(changes, shown, blob));
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
