// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.diag.SubjectKind;
import io.kerf.model.Instance;
import io.kerf.model.InstanceOptions;
import io.kerf.model.VirtioDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The virtio devices of an instance, and its ways of the last-level cache. What a kernel would refuse is a finding, and is left out. */
final class OptionsBinding {
    private static final String QUEUES_HINT = "write queues = <1>; to <" + VirtioDevice.MOST_QUEUES + ">;";

    private Instance instance;

    OptionsBinding(Instance instance) {
        this.instance = instance;
    }

    /** Two nodes of one name are a finding of the reader, and the first counts. */
    void virtio(NodeReader found) {
        NodeReader list = found.about(SubjectKind.INSTANCE, instance.name().text());
        List<VirtioDevice> devices = new ArrayList<>();
        for (NodeReader each : list.children()) {
            device(each.about(SubjectKind.INSTANCE, instance.name().text()))
                    .filter(made -> devices.stream().noneMatch(one -> one.name().equals(made.name())))
                    .ifPresent(devices::add);
        }
        list.finish();
        if (devices.size() > InstanceOptions.MOST_VIRTIO) {
            list.nodeError(
                    Codes.OUT_OF_RANGE,
                    list.shownPath() + " has " + devices.size() + " devices, and kernels take at most "
                            + InstanceOptions.MOST_VIRTIO,
                    "remove some of them");
        }
        instance = instance.withOptions(instance.options()
                .withVirtio(devices.subList(0, Math.min(devices.size(), InstanceOptions.MOST_VIRTIO))));
    }

    private static Optional<VirtioDevice> device(NodeReader node) {
        OptionalInt type = required(node, Names.DEVICE_ID, "write device-id = <1>; for a network card, <2> for a disk");
        OptionalInt queues = required(node, Names.QUEUES, QUEUES_HINT);
        OptionalInt size = node.count(Names.QUEUE_SIZE);
        boolean sized = size.isPresent() || !node.has(Names.QUEUE_SIZE);
        node.finish();
        if (type.isEmpty() || queues.isEmpty() || !sized) {
            return Optional.empty();
        }
        try {
            return Optional.of(new VirtioDevice(
                    node.node().name(),
                    type.getAsInt(),
                    queues.getAsInt(),
                    size.orElse(VirtioDevice.DEFAULT_QUEUE_SIZE)));
        } catch (IllegalArgumentException bad) {
            node.nodeError(
                    Codes.OUT_OF_RANGE, node.shownPath() + ": " + bad.getMessage(), "change that, or leave it out");
            return Optional.empty();
        }
    }

    private static OptionalInt required(NodeReader node, String name, String hint) {
        if (!node.has(name)) {
            node.nodeError(
                    Codes.MISSING,
                    "virtio device " + NodeReader.quoted(node.node().name()) + " has no " + NodeReader.quoted(name),
                    hint);
        }
        return node.count(name);
    }

    /** The instance with all that was read. */
    Instance cacheWays(NodeReader resources) {
        OptionalInt mask = ways(resources);
        return mask.isEmpty()
                ? instance
                : instance.withOptions(instance.options().withCacheWays(mask.getAsInt()));
    }

    /** The mask among the resources of an instance or of the host; empty if there is none, or it has no way or too many. */
    static OptionalInt ways(NodeReader resources) {
        OptionalLong mask = resources.number(Names.LLC_WAY_MASK);
        if (mask.isEmpty()) {
            return OptionalInt.empty();
        }
        if (mask.getAsLong() == 0 || mask.getAsLong() >>> Integer.SIZE != 0) {
            resources.error(
                    Codes.OUT_OF_RANGE,
                    Names.LLC_WAY_MASK,
                    "0x" + Long.toHexString(mask.getAsLong()) + " is no mask of 32 bits with one set",
                    "set a bit for each way of the cache, as in <0xf0>");
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) mask.getAsLong());
    }
}
