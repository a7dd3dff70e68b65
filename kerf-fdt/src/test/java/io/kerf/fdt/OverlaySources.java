// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Source text of random bases and overlays, as a function of a seed. Names come from small pools, so that overlays meet what is there:
 * nodes with and without unit addresses, labels of the base and of earlier overlays, targets that have a phandle already.
 */
final class OverlaySources {
    private static final List<String> NODES =
            List.of("soc", "bus", "dev", "dev@1", "dev@2", "i2c@10", "i2c", "leds", "port@0", "port@1", "x");
    private static final List<String> PROPERTIES = List.of(
            "reg", "status", "clocks", "a", "my-clocks", "b", "compatible", "x-status", "link", "ranges", "tus");

    private final Random random;

    /** Whether overlays may ask for what is not there. */
    private final boolean sloppy;

    private int labels;

    /** Labels that the base's symbols have by now, and paths of its nodes. */
    private final List<String> known = new ArrayList<>();

    private final List<String> paths = new ArrayList<>(List.of("/"));
    private final List<String> aliases = new ArrayList<>();

    /** Labels of the file that is being written. */
    private final List<String> mine = new ArrayList<>();

    /** Labels that the file may refer to. */
    private final List<String> reachable = new ArrayList<>();

    OverlaySources(long seed) {
        random = new Random(seed);
        sloppy = false;
    }

    private OverlaySources(OverlaySources base, long seed) {
        random = new Random(seed);
        sloppy = random.nextInt(5) == 0;
        labels = base.labels;
        known.addAll(base.known);
        paths.addAll(base.paths);
        aliases.addAll(base.aliases);
    }

    /** Another sequence of overlays for the same base. */
    OverlaySources fork(long seed) {
        return new OverlaySources(this, seed);
    }

    String base() {
        Map<String, String> body = new LinkedHashMap<>();
        StringBuilder out = new StringBuilder("/dts-v1/;\n");
        for (int i = random.nextInt(3); i > 0; i--) {
            out.append("/memreserve/ 0x")
                    .append(Integer.toHexString(random.nextInt()))
                    .append(" 0x1000;\n");
        }
        for (int i = 3 + random.nextInt(4); i > 0; i--) {
            String name = distinct(pick(NODES), body);
            if (!body.containsKey(name)) {
                body.put(name, node(name, "/" + name, 3, true));
            }
        }
        out.append("/ {\n").append(properties(true));
        out.append("aliases {\n");
        for (String label : mine) {
            if (random.nextInt(3) == 0) {
                String alias = random.nextInt(8) == 0 ? "z" : "alias" + aliases.size();
                if (!aliases.contains(alias)) {
                    aliases.add(alias);
                    out.append(alias).append(" = &").append(label).append(";\n");
                }
            }
        }
        out.append("};\n");
        body.values().forEach(out::append);
        known.addAll(mine);
        return out.append("};\n").toString().replace("@REF@", "&" + (mine.isEmpty() ? "{/}" : mine.get(0)));
    }

    String overlay() {
        mine.clear();
        reachable.clear();
        reachable.addAll(known);
        StringBuilder fragments = new StringBuilder();
        int count = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            fragments.append(fragment(i));
        }
        StringBuilder out = new StringBuilder("/dts-v1/;\n/plugin/;\n").append(fragments);
        if (random.nextInt(6) == 0) {
            out.append("/ { loose {}; other: other { self = <&other>; }; };\n");
        }
        known.addAll(mine);
        mine.clear();
        return out.toString();
    }

    private String fragment(int index) {
        String label = label();
        String own = mine.isEmpty() || !sloppy ? label : pick(mine);
        String content = body(2, pick(paths));
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> "&{" + pick(paths) + "} {\n" + content + "};\n";
            case 3 -> explicit(index, "target-path = \"" + pathText() + "\";", content);
            case 4 -> explicit(index, "target = <&" + own + ">;", content);
            case 5 -> explicit(index, "target = <&" + label + ">; target-path = \"/nowhere\";", content);
            case 6 -> "&" + (sloppy ? "nowhere" : label) + " {\n" + content + "};\n";
            default -> "&" + label + " {\n" + content + "};\n";
        };
    }

    private String explicit(int index, String target, String content) {
        String label = random.nextInt(2) == 0 ? newLabel() + ": " : "";
        return "/ { fragment@" + (100 + index) + " { " + target + " " + label + "__overlay__ {\n" + content
                + "}; }; };\n";
    }

    /** A path as people write it: an alias, without unit addresses, with a slash at its end, or leading nowhere. */
    private String pathText() {
        return switch (random.nextInt(7)) {
            case 0 -> aliases.isEmpty() ? "/" : pick(aliases);
            case 1 -> sloppy ? (aliases.isEmpty() ? "" : pick(aliases)) + "/" + pick(NODES) : pick(paths);
            case 2 -> pick(paths).replaceAll("@[0-9a-f]+", "");
            case 3 -> pick(paths) + "/";
            case 4 -> pick(paths).replace("/", "//");
            case 5 -> sloppy ? "/" + pick(NODES) : pick(paths);
            default -> pick(paths);
        };
    }

    private String label() {
        return reachable.isEmpty() || sloppy && random.nextInt(20) == 0 ? "nolabel" : pick(reachable);
    }

    private String newLabel() {
        boolean old = random.nextInt(40) == 0 && !known.isEmpty();
        String label = old ? pick(known) : "L" + labels++;
        if (mine.contains(label)) {
            label = "L" + labels++;
        }
        mine.add(label);
        reachable.add(label);
        return label;
    }

    private String node(String name, String path, int depth, boolean isBase) {
        if (isBase) {
            paths.add(path);
        }
        String label = random.nextInt(3) > 0 ? newLabel() + ": " : "";
        return label + name + " {\n" + body(depth, path, isBase) + "};\n";
    }

    private String body(int depth, String path) {
        return body(depth, path, false);
    }

    private String body(int depth, String path, boolean isBase) {
        StringBuilder out = new StringBuilder(properties(isBase));
        if (isBase && random.nextInt(6) == 0) {
            out.append("phandle = <").append(100 + labels++).append(">;\n");
        }
        Map<String, String> children = new LinkedHashMap<>();
        for (int i = depth == 0 ? 0 : random.nextInt(4); i > 0; i--) {
            children.put(distinct(pick(NODES), children), "");
        }
        for (String name : children.keySet()) {
            out.append(node(name, (path.equals("/") ? "" : path) + "/" + name, depth - 1, isBase));
        }
        return out.toString();
    }

    /** Siblings of one base name are mostly left out: the tools take one for the other, and so refuse what refers to them. */
    private String distinct(String name, Map<String, String> siblings) {
        String base = name.replaceAll("@.*", "");
        for (String sibling : siblings.keySet()) {
            boolean alike = sibling.replaceAll("@.*", "").equals(base);
            if (alike && (sibling.equals(base) != name.equals(base)) && random.nextInt(10) > 0) {
                return sibling;
            }
        }
        return name;
    }

    private String properties(boolean isBase) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            properties.put(pick(PROPERTIES), value(isBase));
        }
        if (random.nextInt(10) == 0) {
            properties.put("own" + random.nextInt(30), "");
        }
        StringBuilder out = new StringBuilder();
        properties.forEach((name, value) ->
                out.append(name).append(value.isEmpty() ? "" : " = " + value).append(";\n"));
        return out.toString();
    }

    private String value(boolean isBase) {
        String reference = isBase ? "@REF@" : "&" + label();
        return switch (random.nextInt(8)) {
            case 0 -> "";
            case 1 -> "\"okay\", \"more\"";
            case 2 -> "<1 2 0xffffffff>";
            case 3 -> "[00 01 02 03 04]";
            case 4 -> "[aa], <" + reference + " 7>, \"t\"";
            case 5 -> "<" + reference + " 1 " + reference + " 2>";
            default -> "<" + reference + ">";
        };
    }

    private <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }
}
