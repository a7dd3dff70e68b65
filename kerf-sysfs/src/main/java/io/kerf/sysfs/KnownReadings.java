// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.PropertyValue;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What was made of what the kernel said last. Every file is read each time; of a hundred instances one changes at a time, and to make the
 * others anew costs several times what it costs to see that their files say the same. Safe for use by several threads.
 */
final class KnownReadings {
    private final Map<String, Known> instances = new ConcurrentHashMap<>();
    private final Last<ByteBuffer, DeviceTree> hostTree = new Last<>();
    private final Last<DeviceTree, SystemState> host = new Last<>();
    private final Last<String, IomemRegions> regions = new Last<>();
    private final Last<List<Device>, PropertyValue> journaled = new Last<>();

    /** All that an instance is made of: its files, its memory in {@code /proc/iomem}, and what is needed to understand them. */
    record Evidence(
            KernelAbi abi,
            int id,
            InstanceState state,
            ByteBuffer tree,
            List<MemoryRange> regions,
            List<Device> devices) {
        /** The same with bytes of its own, as those that were read are the reader's to use again. */
        private Evidence kept() {
            return new Evidence(abi, id, state, copyOf(tree), regions, devices);
        }
    }

    private static ByteBuffer copyOf(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }

    private record Known(Evidence evidence, Instance instance) {}

    /** The last thing that was made, and what of. */
    private static final class Last<F, T> {
        private record Made<F, T>(F from, T thing) {}

        private volatile @Nullable Made<F, T> last;

        T of(F from, Supplier<T> made) {
            return of(from, made, each -> each);
        }

        /** Makes a thing of what may change afterwards, so that a copy of it is kept. */
        T of(F from, Supplier<T> made, UnaryOperator<F> copied) {
            Made<F, T> known = last;
            if (known != null && known.from().equals(from)) {
                return known.thing();
            }
            T fresh = made.get();
            last = new Made<>(copied.apply(from), fresh);
            return fresh;
        }
    }

    /** The instance that was made of the same before, or a new one. */
    Instance instance(String name, Evidence evidence, Supplier<Instance> made) {
        Known known = instances.get(name);
        if (known != null && known.evidence().equals(evidence)) {
            return known.instance();
        }
        Instance fresh = made.get();
        instances.put(name, new Known(evidence.kept(), fresh));
        return fresh;
    }

    /** The tree that was decoded of the same bytes before, or a new one. */
    DeviceTree hostTree(byte[] blob, Supplier<DeviceTree> decoded) {
        return hostTree.of(ByteBuffer.wrap(blob), decoded, KnownReadings::copyOf);
    }

    /** What was made of the same tree before, or of this one. */
    SystemState host(DeviceTree tree, Supplier<SystemState> made) {
        return host.of(tree, made);
    }

    /** The regions that were in the same text before, or in this one. */
    IomemRegions regions(String iomem) {
        return regions.of(iomem, () -> IomemRegions.parse(iomem));
    }

    /** The same devices as they were put into the journal before, or these. */
    PropertyValue journaled(List<Device> devices) {
        return journaled.of(devices, () -> JournalEntry.description(devices));
    }

    /** Forgets an instance that is gone. */
    void forget(String name) {
        instances.remove(name);
    }

    /** Forgets all instances but some. */
    void keepOnly(Set<String> names) {
        instances.keySet().retainAll(names);
    }
}
