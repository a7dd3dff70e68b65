// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryRange;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Instances as they were made of what the kernel said last. Of a hundred instances one changes at a time, and to make the others anew costs
 * several times what it costs to read their files and see that they are the same. Safe for use by several threads.
 */
final class KnownInstances {
    private final Map<String, Known> byName = new ConcurrentHashMap<>();

    /** All that an instance is made of: its files, its memory in {@code /proc/iomem}, and what is needed to understand them. */
    record Evidence(
            KernelAbi abi,
            int id,
            InstanceState state,
            ByteBuffer tree,
            List<MemoryRange> regions,
            List<Device> devices) {}

    private record Known(Evidence evidence, Instance instance) {}

    /** The instance that was made of the same before, or a new one. */
    Instance of(String name, Evidence evidence, Supplier<Instance> made) {
        Known known = byName.get(name);
        if (known != null && known.evidence().equals(evidence)) {
            return known.instance();
        }
        Instance fresh = made.get();
        byName.put(name, new Known(evidence, fresh));
        return fresh;
    }

    /** Forgets an instance that is gone. */
    void forget(String name) {
        byName.remove(name);
    }

    /** Forgets all instances but some. */
    void keepOnly(Set<String> names) {
        byName.keySet().retainAll(names);
    }
}
