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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What was made of what the kernel said last. Every file is read each time; of a hundred instances one changes at a time, and to make the
 * others anew costs several times what it costs to see that their files say the same. Safe for use by several threads.
 */
final class KnownReadings {
    private final Map<String, Known> instances = new ConcurrentHashMap<>();
    private final Latest<ByteBuffer, DeviceTree> hostTree = new Latest<>();
    private final Latest<DeviceTree, SystemState> host = new Latest<>();
    private volatile IomemRegions regions = IomemRegions.none();
    private final Latest<List<Device>, PropertyValue> journaled = new Latest<>();

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

    /** The last few things that were made, and what of: a change that is taken back leads to what was read before it. */
    private static final class Latest<F, T> {
        private static final int MOST = 4;

        private record Made<F, T>(F from, T thing) {}

        private volatile List<Made<F, T>> latest = List.of();

        T of(F from, Supplier<T> made) {
            return of(from, made, each -> each);
        }

        /** Makes a thing of what may change afterwards, so that a copy of it is kept. */
        T of(F from, Supplier<T> made, UnaryOperator<F> copied) {
            List<Made<F, T>> known = latest;
            for (Made<F, T> each : known) {
                if (each.from().equals(from)) {
                    return each.thing();
                }
            }
            T fresh = made.get();
            List<Made<F, T>> next = new ArrayList<>(MOST);
            next.add(new Made<>(copied.apply(from), fresh));
            next.addAll(known.subList(0, Math.min(known.size(), MOST - 1)));
            latest = List.copyOf(next);
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

    /** The regions in a text, of which only the lines are understood anew that differ from the text before. */
    IomemRegions regions(String iomem) {
        IomemRegions now = regions.changedTo(iomem);
        regions = now;
        return now;
    }

    /** The same devices as they were put into the journal before, or these. */
    PropertyValue journaled(List<Device> devices) {
        return journaled.of(devices, () -> JournalEntry.description(devices));
    }

    /** Forgets an instance that is gone. */
    void forget(String name) {
        instances.remove(name);
    }

    /** Forgets instances that are gone, once there are more than there can be. */
    void keepOnly(List<String> names) {
        if (instances.size() > names.size()) {
            instances.keySet().retainAll(new HashSet<>(names));
        }
    }
}
