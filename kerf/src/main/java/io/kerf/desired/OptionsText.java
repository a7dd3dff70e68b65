// SPDX-License-Identifier: Apache-2.0
package io.kerf.desired;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kerf.model.InstanceOptions;
import io.kerf.model.InstanceOptions.Uring;
import io.kerf.model.ModelException;
import io.kerf.model.VirtioDevice;
import io.kerf.model.binding.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The options of an instance as a mapping, under the names that they have in a device tree. */
final class OptionsText {
    private static final Set<String> OPTIONS =
            Set.of(Names.ENABLE_HOST_KCORE, Names.URING, Names.VIRTIO, Names.LLC_WAY_MASK);
    private static final Set<String> RINGS = Set.of(Names.SQ_ENTRIES, Names.CQ_ENTRIES, Names.SHIM_DATA_PAGES);
    private static final Set<String> DEVICE = Set.of(Names.DEVICE_ID, Names.QUEUES, Names.QUEUE_SIZE);

    private OptionsText() {}

    static void write(JsonGenerator json, String key, InstanceOptions options) throws IOException {
        json.writeObjectFieldStart(key);
        if (options.isHostKcoreEnabled()) {
            json.writeBooleanField(Names.ENABLE_HOST_KCORE, true);
        }
        if (options.uring().isPresent()) {
            Uring rings = options.uring().get();
            json.writeObjectFieldStart(Names.URING);
            json.writeNumberField(Names.SQ_ENTRIES, rings.sqEntries());
            json.writeNumberField(Names.CQ_ENTRIES, rings.cqEntries());
            json.writeNumberField(Names.SHIM_DATA_PAGES, rings.shimDataPages());
            json.writeEndObject();
        }
        if (!options.virtio().isEmpty()) {
            json.writeObjectFieldStart(Names.VIRTIO);
            for (VirtioDevice device : options.virtio()) {
                json.writeObjectFieldStart(device.name());
                json.writeNumberField(Names.DEVICE_ID, device.deviceId());
                json.writeNumberField(Names.QUEUES, device.queues());
                json.writeNumberField(Names.QUEUE_SIZE, device.queueSize());
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        if (options.cacheWays().isPresent()) {
            json.writeStringField(
                    Names.LLC_WAY_MASK,
                    "0x" + Integer.toHexString(options.cacheWays().getAsInt()));
        }
        json.writeEndObject();
    }

    static InstanceOptions read(YamlFields fields) {
        fields.requireKnown(OPTIONS);
        InstanceOptions options = InstanceOptions.none();
        if (fields.readIfPresent(Names.ENABLE_HOST_KCORE, OptionsText::truth).orElse(false)) {
            options = options.withHostKcore();
        }
        if (fields.has(Names.URING)) {
            options = options.withUring(rings(fields, fields.mapping(Names.URING)));
        }
        if (fields.has(Names.VIRTIO)) {
            options = virtio(fields, options, fields.mapping(Names.VIRTIO));
        }
        InstanceOptions others = options;
        return fields.readIfPresent(Names.LLC_WAY_MASK, text -> others.withCacheWays(mask(text)))
                .orElse(others);
    }

    /** A size that is left out is 0, as it is in a device tree. */
    private static Uring rings(YamlFields options, YamlFields fields) {
        fields.requireKnown(RINGS);
        int sqEntries =
                fields.readIfPresent(Names.SQ_ENTRIES, DesiredText::number).orElse(0);
        int cqEntries =
                fields.readIfPresent(Names.CQ_ENTRIES, DesiredText::number).orElse(0);
        int pages =
                fields.readIfPresent(Names.SHIM_DATA_PAGES, DesiredText::number).orElse(0);
        return options.at(Names.URING, () -> new Uring(sqEntries, cqEntries, pages));
    }

    private static InstanceOptions virtio(YamlFields options, InstanceOptions others, YamlFields list) {
        List<VirtioDevice> devices = new ArrayList<>();
        for (String name : list.keys()) {
            YamlFields device = list.mapping(name);
            device.requireKnown(DEVICE);
            int type = device.read(Names.DEVICE_ID, DesiredText::number);
            int queues = device.read(Names.QUEUES, DesiredText::number);
            int size =
                    device.readIfPresent(Names.QUEUE_SIZE, DesiredText::number).orElse(VirtioDevice.DEFAULT_QUEUE_SIZE);
            devices.add(list.at(name, () -> new VirtioDevice(name, type, queues, size)));
        }
        return options.at(Names.VIRTIO, () -> others.withVirtio(devices));
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new ModelException("truth", text, "write true or false");
        };
    }

    /** All 32 bits may be set; written in hexadecimal or in decimal digits. */
    private static int mask(String text) {
        try {
            return text.startsWith("0x")
                    ? Integer.parseUnsignedInt(text.substring(2), 16)
                    : Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new ModelException("mask", text, "write 32 bits, such as 0xf0");
        }
    }
}
