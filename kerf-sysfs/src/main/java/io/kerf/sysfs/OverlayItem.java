// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.binding.Names;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyTypeException;
import io.kerf.tree.PropertyValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One thing that an overlay asks for. On flat kernels that is an operation of {@code fragment@0}, which names its instance itself.
 *
 * @param operation name of the operation's node, such as {@code cpu-add}
 * @param instance the instance it is about; empty for the pool itself
 * @param resources the CPUs and devices it moves, as words that are equal for the same resource
 * @param words the item in words
 */
record OverlayItem(String operation, Optional<String> instance, Set<String> resources, String words) {
    static final String CREATE = "instance-create";
    static final String REMOVE = "instance-remove";

    private static final List<String> ORDER = List.of(
            CREATE, "memory-remove", "memory-add", "cpu-remove", "cpu-add", "device-remove", "device-add", REMOVE);
    private static final List<String> POOL_ORDER =
            List.of("cpu-remove", "device-remove", "memory-remove", "memory-add", "cpu-add", "device-add");
    private static final String INSTANCE_PREFIX = "/instances/";
    private static final String TARGET_PATH = "target-path";

    /** The items in the order in which the kernel runs them; what it passes over in silence is left out here, too. */
    static List<OverlayItem> of(DeviceTree overlay) {
        List<OverlayItem> items = new ArrayList<>();
        overlay.root().children().stream()
                .filter(child -> child.nodeName().base().equals("fragment"))
                .filter(child ->
                        child.property(TARGET_PATH).isPresent() || child.name().equals("fragment@0"))
                .sorted(Comparator.comparingLong(OverlayItem::unit))
                .forEach(fragment -> addFragment(fragment, items));
        return items;
    }

    private static long unit(DtNode fragment) {
        String unit = fragment.nodeName().unitAddress().orElse("");
        String digits = unit.startsWith("0x") ? unit.substring(2) : unit;
        return digits.matches("[0-9A-Fa-f]{1,8}") ? Long.parseLong(digits, 16) : Long.MAX_VALUE;
    }

    private static void addFragment(DtNode fragment, List<OverlayItem> items) {
        String target = text(fragment, TARGET_PATH).orElse("");
        Optional<DtNode> content = fragment.child("__overlay__");
        if (content.isEmpty()) {
            return;
        }
        Optional<String> instance = target.startsWith(INSTANCE_PREFIX)
                ? Optional.of(target.substring(INSTANCE_PREFIX.length()))
                : Optional.empty();
        for (String operation : instance.isEmpty() && target.equals("/resources") ? POOL_ORDER : ORDER) {
            Optional<DtNode> node = content.get().child(operation);
            if (node.isEmpty()) {
                continue;
            }
            if (operation.equals(CREATE) || operation.equals(REMOVE)) {
                items.add(ofInstance(
                        operation, node.get(), fragment.property(TARGET_PATH).isEmpty()));
            } else {
                Optional<String> owner = instance.or(() -> text(node.get(), "mk,instance"));
                node.get().children().forEach(item -> items.add(ofResource(operation, item, owner)));
            }
        }
    }

    private static OverlayItem ofInstance(String operation, DtNode node, boolean flat) {
        String name = text(node, "instance-name").orElse("?");
        if (operation.equals(REMOVE)) {
            return new OverlayItem(operation, Optional.of(name), Set.of(), "remove instance '" + name + "'");
        }
        StringBuilder words =
                new StringBuilder("create instance '").append(name).append('\'');
        number(node, Names.ID).ifPresent(id -> words.append(" (ID ").append(id).append(')'));
        Set<String> resources = new LinkedHashSet<>();
        node.child(Names.RESOURCES).ifPresent(found -> addResources(found, flat, words, resources));
        return new OverlayItem(operation, Optional.of(name), resources, words.toString());
    }

    private static void addResources(DtNode node, boolean flat, StringBuilder words, Set<String> resources) {
        List<String> parts = new ArrayList<>();
        cpus(node, flat).ifPresent(ids -> {
            parts.add("CPUs " + ids);
            ids.stream().forEach(id -> resources.add(cpu(id)));
        });
        number(node, Names.MEMORY_BYTES)
                .filter(bytes -> bytes >= 0)
                .ifPresent(bytes -> parts.add(new ByteSize(bytes) + " of memory"));
        number(node, Names.LLC_WAY_MASK).ifPresent(mask -> parts.add("cache ways 0x" + Long.toHexString(mask)));
        List<DtNode> devices = node.child(Names.DEVICES).map(DtNode::children).orElse(List.of());
        if (!devices.isEmpty()) {
            parts.add("devices "
                    + String.join(", ", devices.stream().map(DtNode::name).toList()));
        }
        devices.forEach(device -> text(device, Names.PCI_ID).ifPresent(id -> resources.add(device(id))));
        List<String> names = node.property(Names.DEVICE_NAMES)
                .map(DtProperty::value)
                .filter(PropertyValue::looksLikeStrings)
                .map(PropertyValue::stringList)
                .orElse(List.of());
        if (!names.isEmpty()) {
            parts.add("devices " + String.join(", ", names));
        }
        words.append(parts.isEmpty() ? "" : " with " + String.join(", ", parts));
    }

    /**
     * The CPUs of a list. A flat kernel's may have 4 bytes an id, which shows in a length that is no multiple of 8 and in ids with a high
     * half; these words may take a list of the other width for it, as no decision rests on them.
     */
    private static Optional<CpuSet> cpus(DtNode node, boolean flat) {
        Optional<DtProperty> list = node.property(Names.CPUS);
        try {
            if (flat && list.isPresent() && isNarrow(list.get())) {
                return list.map(property -> CpuSet.of(Arrays.stream(property.u32List())
                        .mapToLong(Integer::toUnsignedLong)
                        .toArray()));
            }
            return list.map(property -> CpuSet.of(property.u64List()));
        } catch (PropertyTypeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isNarrow(DtProperty list) {
        return list.size() % Long.BYTES != 0 || Arrays.stream(list.u64List()).anyMatch(id -> id >>> Integer.SIZE != 0);
    }

    private static OverlayItem ofResource(String operation, DtNode item, Optional<String> instance) {
        String what = item.name();
        Set<String> resources = Set.of();
        if (operation.startsWith("cpu")) {
            what = number(item, Names.REG).map(OverlayItem::cpu).orElse(what);
            resources = Set.of(what);
        } else if (operation.startsWith("device")) {
            what = text(item, Names.PCI_ID).map(OverlayItem::device).orElse(what);
            resources = Set.of(what);
        } else {
            what = memory(item);
        }
        boolean adds = operation.endsWith("add");
        String words = instance.isPresent()
                ? (adds ? "give " + what + " to '" : "take " + what + " from '") + instance.get() + "'"
                : "move " + what + (adds ? " from the host into the pool" : " from the pool to the host");
        return new OverlayItem(operation, instance, resources, words);
    }

    private static String memory(DtNode item) {
        Optional<DtProperty> reg = item.property(Names.REG).filter(property -> property.size() == 2 * Long.BYTES);
        Optional<Long> size = reg.isPresent() ? Optional.of(reg.get().u64List()[1]) : number(item, Names.SIZE);
        return size.filter(bytes -> bytes >= 0)
                .map(bytes -> new ByteSize(bytes) + " of memory")
                .orElse("memory");
    }

    private static String cpu(long id) {
        return "CPU " + Long.toUnsignedString(id);
    }

    private static String device(String pciId) {
        return "device " + pciId;
    }

    private static Optional<Long> number(DtNode node, String property) {
        return node.property(property)
                .filter(found -> found.size() == Integer.BYTES || found.size() == Long.BYTES)
                .map(found -> found.value().number());
    }

    private static Optional<String> text(DtNode node, String property) {
        try {
            return node.property(property).map(DtProperty::string);
        } catch (PropertyTypeException e) {
            return Optional.empty();
        }
    }
}
