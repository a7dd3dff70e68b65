// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Overlays as no compiler makes them: sound blobs whose bookkeeping is wrong or odd in one or two places. */
final class OverlayMutations {
    private final Random random;

    private OverlayMutations(Random random) {
        this.random = random;
    }

    /** Returns the overlays with one of them changed. */
    static List<byte[]> mutated(List<byte[]> overlays, Random random) {
        List<byte[]> mutated = new ArrayList<>(overlays);
        int which = random.nextInt(overlays.size());
        DeviceTree tree = Fdt.decode(overlays.get(which));
        OverlayMutations mutations = new OverlayMutations(random);
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            tree = tree.withRoot(mutations.root(tree.root()));
        }
        mutated.set(which, Fdt.encode(tree));
        return mutated;
    }

    private DtNode root(DtNode root) {
        if (root.children().isEmpty()) {
            return root.withChild(DtNode.of("__symbols__"));
        }
        DtNode child = root.children().get(random.nextInt(root.children().size()));
        return switch (child.name()) {
            case "__fixups__" -> root.withChild(fixups(child));
            case "__local_fixups__" -> root.withChild(localFixups(child));
            case "__symbols__" -> root.withChild(symbols(child));
            default -> random.nextInt(12) == 0 ? root.withoutChild(child.name()) : root.withChild(fragment(child));
        };
    }

    private DtNode fixups(DtNode fixups) {
        if (fixups.properties().isEmpty() || random.nextInt(12) == 0) {
            return fixups.withProperty(random.nextBoolean() ? "L1" : "L2", PropertyValue.ofStrings("/:x:0"));
        }
        DtProperty property = pick(fixups.properties());
        String text = property.size() == 0 ? "\0" : latin1(property.value());
        String changed = switch (random.nextInt(14)) {
            case 0 -> "";
            case 1 -> text.substring(0, text.length() - 1);
            case 2 -> text.replaceFirst(":", "");
            case 3 -> text.replaceFirst(":\\d+\0", ":\0");
            case 4 -> text.replaceFirst(":(\\d+)\0", ": \t$1\0");
            case 5 -> text.replaceFirst(":(\\d+)\0", ":+00$1\0");
            case 6 -> text.replaceFirst(":0\0", ":-0\0");
            case 7 -> text.replaceFirst(":0\0", ":4294967296\0");
            case 8 -> text.replaceFirst(":(\\d+)\0", ":$1x\0");
            case 9 -> text.replaceFirst(":(\\d+)\0", ":0x$1\0");
            case 10 -> text.replaceFirst("^/", "");
            case 11 -> text.replaceFirst("fragment@\\d+", "fragment");
            case 12 -> text.replaceFirst("^/", "///").replaceFirst(":", "/:");
            default -> text + text;
        };
        return fixups.withProperty(property.name(), bytes(changed));
    }

    private DtNode localFixups(DtNode node) {
        if (!node.children().isEmpty() && random.nextInt(3) > 0) {
            DtNode child = pick(node.children());
            DtNode changed = random.nextInt(12) == 0 ? child.withName(child.name() + "x") : localFixups(child);
            return node.withoutChild(child.name()).withChild(changed);
        }
        if (node.properties().isEmpty()) {
            return node.withProperty("nothing", PropertyValue.ofU32(0));
        }
        DtProperty property = pick(node.properties());
        PropertyValue value = switch (random.nextInt(6)) {
            case 0 -> PropertyValue.empty();
            case 1 -> PropertyValue.ofU32(0, 0);
            case 2 -> PropertyValue.of(new byte[3]);
            case 3 -> PropertyValue.ofU32(random.nextInt(3));
            case 4 -> PropertyValue.ofU32(random.nextInt(12));
            default ->
                PropertyValue.of(
                        (latin1(property.value()) + latin1(property.value())).getBytes(StandardCharsets.ISO_8859_1));
        };
        return node.withProperty(property.name(), value);
    }

    private DtNode symbols(DtNode symbols) {
        if (symbols.properties().isEmpty() || random.nextInt(8) == 0) {
            return symbols.withProperty("extra", PropertyValue.ofStrings("/nofragment/__overlay__/x"));
        }
        DtProperty property = pick(symbols.properties());
        String text = property.size() == 0 ? "\0" : latin1(property.value());
        String changed = switch (random.nextInt(9)) {
            case 0 -> "";
            case 1 -> text.substring(0, text.length() - 1);
            case 2 -> text + "\0";
            case 3 -> text.substring(1);
            case 4 -> text.replace("__overlay__", "__overlay__x");
            case 5 -> text.replace("__overlay__", "__overlay_");
            case 6 -> text.replaceFirst("@\\d+", "");
            case 7 -> "/" + text;
            default -> text.replace("\0", "/\0");
        };
        return symbols.withProperty(property.name(), bytes(changed));
    }

    private DtNode fragment(DtNode fragment) {
        switch (random.nextInt(12)) {
            case 0:
                return fragment.withoutProperty("target").withoutProperty("target-path");
            case 1:
                return fragment.withProperty("target", PropertyValue.ofU32(random.nextInt(6) - 1));
            case 2:
                return fragment.withProperty("target", PropertyValue.ofU64(random.nextInt(6)));
            case 3:
                return fragment.withProperty("target-path", bytes(random.nextBoolean() ? "/" : ""))
                        .withoutProperty("target");
            case 4:
                return fragment.withProperty("target-path", bytes("/soc\0/x")).withoutProperty("target");
            case 5:
                return fragment.withProperty("phandle", PropertyValue.ofU32(-2 - random.nextInt(200)));
            case 6:
                return fragment.withProperty("linux,phandle", PropertyValue.of(new byte[random.nextInt(5)]));
            case 7:
                return fragment.withChild(DtNode.of("__overlay__@1"));
            default:
                DtNode content = fragment.child("__overlay__").orElse(DtNode.of("__overlay__"));
                return fragment.withChild(content(content));
        }
    }

    private DtNode content(DtNode content) {
        return switch (random.nextInt(6)) {
            case 0 -> content.withProperty("phandle", PropertyValue.ofU32(random.nextInt(5)));
            case 1 -> content.withProperty("linux,phandle", PropertyValue.ofU32(random.nextInt(5)));
            case 2 ->
                content.withChild(DtNode.of("dev").withChild(DtNode.of("dev@1")))
                        .withChild(DtNode.of("dev@7"));
            case 3 -> content.withProperty("phandle", PropertyValue.of(new byte[random.nextInt(6)]));
            case 4 -> content.withChild(DtNode.of("aliases").withProperty("soon", PropertyValue.ofStrings("/soc")));
            default ->
                content.withChild(DtNode.of("both").withProperty("phandle", PropertyValue.ofU32(random.nextInt(4))));
        };
    }

    private static String latin1(PropertyValue value) {
        return new String(value.toBytes(), StandardCharsets.ISO_8859_1);
    }

    private static PropertyValue bytes(String text) {
        return PropertyValue.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }
}
