// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.model.CpuAffinity;
import io.kerf.model.DeviceRef;
import io.kerf.model.Extras;
import io.kerf.model.Instance;
import io.kerf.model.InstanceOptions.Uring;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.VirtioDevice;
import java.util.List;

/** Writes what {@link InstanceBinding} reads below {@code /instances}. */
final class InstanceWriter {
    private InstanceWriter() {}

    static NodeDraft node(Instance instance, IdWidth width) {
        NodeDraft node = new NodeDraft(instance.name().text());
        instance.id().ifPresent(id -> node.u32(Names.ID, id.value()));
        if (instance.state() != InstanceState.EMPTY) {
            node.string(Names.STATUS, instance.state().text());
        }
        Extras extras = instance.extras();
        NodeDraft options = new NodeDraft(Names.OPTIONS);
        if (instance.options().isHostKcoreEnabled()) {
            options.flag(Names.ENABLE_HOST_KCORE);
        }
        return node.child(resources(instance, width).extras(extras, "/resources"))
                .filled(options.extras(extras, "/options"))
                .extras(extras, "");
    }

    private static NodeDraft resources(Instance instance, IdWidth width) {
        NodeDraft resources = new NodeDraft(Names.RESOURCES);
        if (!instance.cpus().isEmpty()) {
            resources.cpus(Names.CPUS, width, instance.cpusBootFirst());
        }
        memory(instance, resources);
        if (!instance.devices().isEmpty()) {
            resources.strings(
                    Names.DEVICES,
                    instance.devices().stream().map(DeviceRef::text).toList());
        }
        if (!instance.numaNodes().isEmpty()) {
            resources.numbers(Names.NUMA_NODES, instance.numaNodes());
        }
        if (instance.affinity() != CpuAffinity.COMPACT) {
            resources.string(Names.CPU_AFFINITY, instance.affinity().text());
        }
        if (instance.memoryPolicy() != MemoryPolicy.NONE) {
            resources.string(Names.MEMORY_POLICY, instance.memoryPolicy().text());
        }
        NodeDraft uring = new NodeDraft(Names.URING);
        instance.options().uring().ifPresent(rings -> rings(uring, rings));
        instance.options().cacheWays().ifPresent(mask -> resources.u32(Names.LLC_WAY_MASK, mask));
        return resources
                .filled(uring.extras(instance.extras(), "/resources/uring"))
                .filled(virtio(instance));
    }

    private static NodeDraft virtio(Instance instance) {
        NodeDraft list = new NodeDraft(Names.VIRTIO);
        for (VirtioDevice device : instance.options().virtio()) {
            String part = "/resources/virtio/" + device.name();
            list.child(new NodeDraft(device.name())
                    .u32(Names.DEVICE_ID, device.deviceId())
                    .u32(Names.QUEUES, device.queues())
                    .u32(Names.QUEUE_SIZE, device.queueSize())
                    .extras(instance.extras(), part));
        }
        return list.extras(instance.extras(), "/resources/virtio");
    }

    private static void rings(NodeDraft uring, Uring rings) {
        uring.u32(Names.SQ_ENTRIES, rings.sqEntries())
                .u32(Names.CQ_ENTRIES, rings.cqEntries())
                .u32(Names.SHIM_DATA_PAGES, rings.shimDataPages());
    }

    private static void memory(Instance instance, NodeDraft resources) {
        List<MemoryRange> regions = instance.regions();
        if (regions.size() > 1) {
            for (int i = 0; i < regions.size(); i++) {
                MemoryRange region = regions.get(i);
                resources.child(new NodeDraft(Names.MEMORY + "@" + Integer.toHexString(i))
                        .u64(Names.REG, region.base(), region.size()));
            }
            return;
        }
        regions.forEach(region -> resources.u64(Names.MEMORY_BASE, region.base()));
        if (!instance.memory().isZero()) {
            resources.u64(Names.MEMORY_BYTES, instance.memory().bytes());
        }
    }
}
