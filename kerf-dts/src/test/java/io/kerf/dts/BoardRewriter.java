// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rewrites a generated board so that what it holds comes together from several places: nodes are extended by reference, properties are
 * given twice or deleted, nodes deleted or marked {@code /omit-if-no-ref/}, and parts stand in included files. The same seed makes the
 * same of a board.
 *
 * <p>No node loses its only child, and none that others refer to goes: of the one, {@code dtc} and the list of differences do not say
 * the same, and the other is no board any more.
 */
final class BoardRewriter {
    private static final Pattern HEAD = Pattern.compile("(?:(\\w+): )?(\\S+) \\{");

    /** A node of the text. */
    private static final class Part {
        final Part parent;
        final String label;
        final String name;
        final List<String> properties = new ArrayList<>();
        final List<Part> children = new ArrayList<>();
        boolean omitted;
        boolean gone;

        Part(Part parent, String label, String name) {
            this.parent = parent;
            this.label = label;
            this.name = name;
        }

        boolean canGo() {
            return label.startsWith("l")
                    && !gone
                    && !holdsTargets()
                    && parent.children.stream().anyMatch(other -> other != this && !other.gone);
        }

        /** Whether it or a node below has a label of those that the board refers to. */
        private boolean holdsTargets() {
            return label.startsWith("p")
                    || label.startsWith("e")
                    || children.stream().anyMatch(Part::holdsTargets);
        }

        boolean isThere() {
            return parent == null || !gone && parent.isThere();
        }
    }

    private final Random random;
    private final Part root = new Part(null, "", "/");
    private final List<Part> labelled = new ArrayList<>();
    private final List<String> statements = new ArrayList<>();
    private final Map<String, String> files = new LinkedHashMap<>();
    private final String source;

    BoardRewriter(String board, long seed) {
        this.random = new Random(seed * 104_729);
        read(board);
        for (int i = random.nextInt(24); i > 0 && !labelled.isEmpty(); i--) {
            Part part = labelled.get(random.nextInt(labelled.size()));
            // Of those that nothing refers to, which may go, there are fewer.
            if (part.isThere() && (part.label.startsWith("l") || random.nextInt(3) == 0)) {
                change(part);
            }
        }
        this.source = "/dts-v1/;\n\n" + render(root, "", true) + String.join("", statements);
    }

    String source() {
        return source;
    }

    /** The files that the source includes. */
    Map<String, String> files() {
        return files;
    }

    private void read(String board) {
        Part open = root;
        String body = board.substring(board.indexOf("/ {\n") + 4, board.lastIndexOf("};"));
        for (String line : body.lines().map(String::strip).toList()) {
            Matcher head = HEAD.matcher(line);
            if (head.matches()) {
                Part part = new Part(open, head.group(1) == null ? "" : head.group(1), head.group(2));
                open.children.add(part);
                if (!part.label.isEmpty()) {
                    labelled.add(part);
                }
                open = part;
            } else if (line.equals("};")) {
                open = open.parent;
            } else {
                open.properties.add(line);
            }
        }
    }

    private void change(Part part) {
        String property = part.properties.isEmpty() ? "more;" : part.properties.get(part.properties.size() - 1);
        String name = property.split("[ =;]", 2)[0];
        switch (random.nextInt(6)) {
            case 0 -> {
                part.properties.remove(property);
                extend(part, property);
            }
            case 1 -> {
                part.properties.replaceAll(each -> each.equals(property) ? name + " = <0>;" : each);
                extend(part, property);
            }
            case 2 -> extend(part, "/delete-property/ " + name + ";");
            case 3 -> {
                Part child = part.children.isEmpty() ? null : part.children.get(part.children.size() - 1);
                // A label would be known from there on only.
                if (child != null && labelled.stream().noneMatch(each -> isWithin(each, child))) {
                    part.children.remove(child);
                    extend(part, render(child, "\t", false).strip());
                }
            }
            case 4 -> {
                if (part.canGo()) {
                    part.gone = true;
                    statements.add("/delete-node/ &" + part.label + ";\n");
                }
            }
            default -> {
                if (part.canGo()) {
                    part.omitted = true;
                    part.gone = random.nextBoolean();
                    statements.add(part.gone ? "" : "/ {\n\tuses-" + part.label + " = <&" + part.label + ">;\n};\n");
                }
            }
        }
    }

    private void extend(Part part, String member) {
        statements.add("&" + part.label + " {\n\t" + member + "\n};\n");
    }

    private static boolean isWithin(Part part, Part top) {
        Part at = part;
        while (at != null && at != top) {
            at = at.parent;
        }
        return at == top;
    }

    private String render(Part part, String indent, boolean mayInclude) {
        StringBuilder text = new StringBuilder(indent)
                .append(part.omitted ? "/omit-if-no-ref/ " : "")
                .append(part.label.isEmpty() ? "" : part.label + ": ")
                .append(part.name)
                .append(" {\n");
        for (String property : part.properties) {
            text.append(included(indent + "\t" + property + "\n", mayInclude && random.nextInt(40) == 0));
        }
        for (Part child : part.children) {
            text.append(included(render(child, indent + "\t", mayInclude), mayInclude && random.nextInt(10) == 0));
        }
        return text.append(indent).append("};\n").toString();
    }

    private String included(String text, boolean include) {
        if (!include) {
            return text;
        }
        String file = "part" + files.size() + ".dtsi";
        files.put(file, "\n".repeat(random.nextInt(3)) + text);
        return "/include/ \"" + file + "\"\n";
    }
}
