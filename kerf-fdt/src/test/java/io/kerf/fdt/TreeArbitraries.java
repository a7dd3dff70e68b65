// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import io.kerf.tree.ReservedRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Random trees, as a function of a seed. Names are those that {@code dtc} accepts, distinct among siblings. */
final class TreeArbitraries {
    private static final String NODE_CHARACTERS = "abcxyzABC019,._+-";
    private static final String PROPERTY_CHARACTERS = "abcxyzABC019,._+*#?-";

    private TreeArbitraries() {}

    static Arbitrary<DeviceTree> trees() {
        return Arbitraries.longs().map(TreeArbitraries::tree);
    }

    static DeviceTree tree(long seed) {
        Random random = new Random(seed);
        DtNode root = switch (random.nextInt(10)) {
            case 0 -> chain(random);
            case 1 -> wide(random);
            default -> node(random, "", 1 + random.nextInt(5));
        };
        List<ReservedRange> reserved = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            reserved.add(new ReservedRange(random.nextLong(), random.nextLong() | 1));
        }
        return DeviceTree.of(root)
                .withReservations(reserved)
                .withBootCpuId(random.nextInt(3) == 0 ? random.nextInt() : 0);
    }

    private static DtNode chain(Random random) {
        DtNode node = node(random, name(random, NODE_CHARACTERS), 0);
        for (int depth = random.nextInt(200); depth > 0; depth--) {
            node = DtNode.of("n" + depth).withChild(node);
        }
        return DtNode.of("").withChild(node);
    }

    /** Hundreds of siblings whose names differ in their units only, or not at all before the {@code @}. */
    private static DtNode wide(Random random) {
        List<DtNode> children = new ArrayList<>();
        children.add(node(random, "x", 0));
        for (int i = 50 + random.nextInt(250); i > 0; i--) {
            children.add(node(random, "x@" + Integer.toHexString(i), 0));
        }
        return DtNode.of("", List.of(), children);
    }

    private static DtNode node(Random random, String name, int depth) {
        Map<String, DtProperty> properties = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            String property = name(random, PROPERTY_CHARACTERS);
            if (!isReserved(property)) {
                properties.put(property, DtProperty.of(property, value(random)));
            }
        }
        Map<String, DtNode> children = new LinkedHashMap<>();
        for (int i = depth == 0 ? 0 : random.nextInt(6); i > 0; i--) {
            String child = name(random, NODE_CHARACTERS) + (random.nextBoolean() ? "" : "@" + unit(random));
            children.put(child, node(random, child, depth - 1));
        }
        return DtNode.of(name, properties.values(), children.values());
    }

    /** Names to which {@code dtc} gives a meaning when it reads a blob. */
    private static boolean isReserved(String property) {
        return property.equals("name") || property.endsWith("phandle");
    }

    private static String unit(Random random) {
        return Integer.toHexString(random.nextInt(4096));
    }

    private static String name(Random random, String characters) {
        int length = random.nextInt(12) == 0 ? 20 + random.nextInt(40) : 1 + random.nextInt(6);
        StringBuilder name = new StringBuilder();
        while (name.length() < length) {
            name.append(characters.charAt(random.nextInt(characters.length())));
        }
        return name.toString();
    }

    private static PropertyValue value(Random random) {
        byte[] bytes = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(40)];
        random.nextBytes(bytes);
        return PropertyValue.of(bytes);
    }
}
