// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Writes small trees with labels, overlays for them, and the options to compile them with. Names come from a small pool, and some are
 * those that the compiler makes nodes and properties of itself. The same seed gives the same sources.
 */
final class OverlayGenerator {
    private static final String[] NODE_NAMES = {
        "a",
        "b",
        "c",
        "n@1",
        "x,y",
        "chosen",
        "aliases",
        "__symbols__",
        "__fixups__",
        "__local_fixups__",
        "fragment@0",
        "fragment@1"
    };
    private static final String[] PROPERTY_NAMES = {"p", "q", "reg", "a", "b0", "o1", "foo-bar", "bar", "target", "name"
    };
    private static final String[] BASE_LABELS = {"b0", "b1", "b2", "b3", "name"};
    private static final String[] MISSING_LABELS = {"m0", "m1", "a", "target", "phandle"};
    private static final String[] SLIPS = {
        "/plugin/;",
        "/dts-v1/;",
        "/dts-v1/; /plugin/;",
        "&{o0/a} {};",
        "o9: &m0 {};",
        "/delete-node/ &m0;",
        "&{l,1} { p; };",
        "};",
        "& {};"
    };

    private final Random random;
    private final StringBuilder out = new StringBuilder();
    private final List<String> fresh = new ArrayList<>();
    private final List<String> used = new ArrayList<>();
    private final List<String> symbols = new ArrayList<>();
    private boolean overlay;
    private int fragments;
    private int phandles;

    OverlayGenerator(long seed) {
        this.random = new Random(seed);
    }

    /** Options of {@code dtc}: any of the four that add to the tree. */
    List<String> options() {
        List<String> options = new ArrayList<>();
        for (String each : List.of("-@", "-@", "-A", "-L")) {
            if (chance(35) && !options.contains(each)) {
                options.add(each);
            }
        }
        if (chance(35)) {
            options.addAll(List.of("-H", pick(new String[] {"legacy", "epapr", "both"})));
        }
        return options;
    }

    /** The same options in our words. */
    static DtsOptions ours(List<String> options) {
        DtsOptions ours = DtsOptions.defaults();
        for (String each : options) {
            ours = switch (each) {
                case "-@" -> ours.withSymbols();
                case "-A" -> ours.withAliases();
                case "-L" -> ours.withLocalFixups();
                case "legacy" -> ours.withPhandleFormat(PhandleFormat.LEGACY);
                case "epapr" -> ours.withPhandleFormat(PhandleFormat.EPAPR);
                case "both" -> ours.withPhandleFormat(PhandleFormat.BOTH);
                default -> ours;
            };
        }
        return ours;
    }

    /** A tree that overlays can be applied to. */
    String base() {
        begin(BASE_LABELS, false);
        out.append("/dts-v1/;\n/ ");
        body(0);
        statements(random.nextInt(3));
        return out.toString();
    }

    /** An overlay, which mostly is a good one. */
    String overlay() {
        begin(new String[] {"o0", "o1", "o2", "o3", "o4", "o5"}, true);
        out.append(
                chance(97) || fits()
                        ? "/dts-v1/;\n/plugin/;\n"
                        : pick(new String[] {
                            "/dts-v1/;\n",
                            "/plugin/;\n",
                            "/dts-v1/; /plugin/; /dts-v1/;",
                            "/dts-v1/; /plugin/;/dts-v1/; /plugin/;\n"
                        }));
        out.append(chance(10) ? "/memreserve/ 1 2;\n" : "");
        if (chance(40)) {
            out.append("/ ");
            body(0);
        } else {
            fragment();
        }
        statements(random.nextInt(5));
        if (chance(4) && !fits()) {
            out.append(pick(SLIPS));
        }
        return out.toString();
    }

    /** An overlay for a tree with some labels, which mostly can be applied to it. */
    String overlayFor(List<String> labels) {
        symbols.addAll(labels);
        return overlay();
    }

    /** The source with one character lost, doubled or changed. */
    String withSlip(String source) {
        StringBuilder broken = new StringBuilder(source);
        int at = random.nextInt(source.length());
        String noise = "{}<>();=,&/\"\\ab0 :@\n";
        char c = noise.charAt(random.nextInt(noise.length()));
        switch (random.nextInt(3)) {
            case 0 -> broken.deleteCharAt(at);
            case 1 -> broken.insert(at, chance(50) ? c : source.charAt(at));
            default -> broken.setCharAt(at, c);
        }
        return broken.toString();
    }

    /** Whether the overlay is for a certain tree. */
    private boolean fits() {
        return !symbols.isEmpty();
    }

    private void begin(String[] labels, boolean ofOverlay) {
        out.setLength(0);
        fresh.clear();
        fresh.addAll(List.of(labels));
        used.clear();
        overlay = ofOverlay;
        fragments = 0;
        phandles = 0;
    }

    private void statements(int count) {
        for (int i = count; i > 0; i--) {
            statement();
        }
    }

    private void statement() {
        switch (random.nextInt(overlay ? 9 : 5)) {
            case 0 -> {
                out.append("/ ");
                body(0);
            }
            case 1 -> {
                // The root gets no label: deleting it makes dtc write a blob that it cannot read.
                String target = own();
                out.append(chance(30) && !target.equals("&{/}") ? freshLabel() : "")
                        .append(target)
                        .append(' ');
                body(1);
            }
            case 2 -> {
                if (!used.isEmpty()) {
                    out.append(chance(50) ? "/delete-node/ " : "/omit-if-no-ref/ ")
                            .append(own())
                            .append(";\n");
                }
            }
            default -> {
                if (overlay) {
                    fragment();
                } else {
                    out.append(own()).append(' ');
                    body(1);
                }
            }
        }
    }

    private void fragment() {
        if (chance(15)) {
            out.append("/ { fragment@")
                    .append(chance(80) || fits() ? 10 + fragments++ : random.nextInt(3))
                    .append(" { ");
            out.append(
                    chance(60)
                            ? "target = <" + reference() + ">; "
                            : "target-path = \"/" + (chance(60) && !fits() ? "a" : "") + "\"; ");
            out.append("__overlay__ ");
            body(1);
            out.append("}; };\n");
            return;
        }
        out.append(chance(70) ? "&" + outside() : "&{/" + (chance(60) && !fits() ? pick(NODE_NAMES) : "") + "}")
                .append(' ');
        body(1);
    }

    private void body(int depth) {
        out.append("{ ");
        List<String> properties = shuffled(PROPERTY_NAMES);
        for (int i = random.nextInt(4); i > 0; i--) {
            property(properties.get(i));
        }
        if (chance(5)) {
            out.append("phandle = <")
                    .append(chance(90) ? "" + (2 + phandles++ * 2) : "&b0")
                    .append(">; ");
        }
        List<String> nodes = shuffled(NODE_NAMES);
        if (fits()) {
            nodes.removeIf(name -> name.startsWith("__") || name.startsWith("fragment"));
        }
        for (int i = depth > 2 ? 0 : random.nextInt(4 - depth); i > 0; i--) {
            child(depth, nodes.get(i));
        }
        out.append("};\n");
    }

    private void child(int depth, String name) {
        if (chance(6)) {
            out.append("/delete-node/ ").append(name).append(";\n");
            return;
        }
        out.append(chance(12) ? "/omit-if-no-ref/ " : "");
        int labels = chance(55) ? Math.min(fresh.size(), 1 + random.nextInt(2)) : 0;
        for (int i = labels; i > 0; i--) {
            out.append(freshLabel());
        }
        if (chance(4)) {
            int at = name.indexOf('@');
            out.append(name)
                    .append(" { name = \"")
                    .append(at < 0 ? name : name.substring(0, at))
                    .append("\"; };\n");
            return;
        }
        out.append(name).append(' ');
        if (labels > 0 && chance(15)) {
            out.append(chance(50) ? "{ phandle = <&" : "{ linux,phandle = <&");
            out.append(used.get(used.size() - 1)).append(">; };\n");
            return;
        }
        body(depth + 1);
    }

    private void property(String name) {
        if (chance(8)) {
            out.append("/delete-property/ ")
                    .append(name.equals("name") && chance(90) ? "names" : name)
                    .append("; ");
            return;
        }
        // A property called "name" has to be right, and is done where nodes are.
        out.append(name.equals("name") ? "names" : name);
        if (chance(85)) {
            out.append(" = ");
            for (int i = random.nextInt(3); i >= 0; i--) {
                value();
                out.append(i > 0 ? ", " : "");
            }
        }
        out.append("; ");
    }

    private void value() {
        switch (random.nextInt(8)) {
            case 0 -> out.append("\"s\"");
            case 1 -> out.append("[01 02 03]");
            case 2 -> out.append(chance(96) ? used.isEmpty() ? "&{/}" : own() : reference());
            case 3 -> out.append("/bits/ 32 <").append(reference()).append(" 7>");
            default -> {
                out.append('<');
                for (int i = random.nextInt(5); i > 0; i--) {
                    out.append(chance(60) ? reference() : "1").append(' ');
                }
                out.append('>');
            }
        }
    }

    /** A reference in cells: own labels and, in an overlay, those of the tree it is for. */
    private String reference() {
        if (overlay && chance(45)) {
            return chance(96) ? "&" + outside() : "&{" + outside() + "}";
        }
        return own();
    }

    private String outside() {
        if (fits()) {
            return symbols.get(random.nextInt(symbols.size()));
        }
        return chance(85) ? pick(BASE_LABELS) : pick(MISSING_LABELS);
    }

    private String own() {
        if (used.isEmpty()) {
            return chance(overlay ? 85 : 98) ? "&{/}" : "&o0";
        }
        String label = used.get(random.nextInt(used.size()));
        if (chance(95)) {
            return "&" + label;
        }
        return chance(70)
                ? "&{" + label + "}"
                : chance(50) ? "&{" + label + "/" + pick(NODE_NAMES) + "}" : "&{/" + pick(NODE_NAMES) + "}";
    }

    private String freshLabel() {
        if (fresh.isEmpty()) {
            return "";
        }
        String label = fresh.remove(chance(70) ? 0 : random.nextInt(fresh.size()));
        used.add(label);
        return label + ": ";
    }

    private List<String> shuffled(String[] names) {
        List<String> copy = new ArrayList<>(List.of(names));
        Collections.shuffle(copy, random);
        return copy;
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }
}
