// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** The text of a generated board, which has no name twice in a node, and the dice that decide what is in it. */
final class BoardText {
    private final Random random;
    private final int faults;
    private final int slips;
    private final StringBuilder out = new StringBuilder("/dts-v1/;\n\n/ {\n");
    private final List<String> paths = new ArrayList<>();
    private final List<String> open = new ArrayList<>();
    private final List<Set<String>> used = new ArrayList<>();
    private int numbers;

    /** Of 1000 places where a fault can be, as many as {@code faults} have one, and likewise {@link #slip slips}. */
    BoardText(Random random, int faults, int slips) {
        this.random = random;
        this.faults = faults;
        this.slips = slips;
        used.add(new HashSet<>());
    }

    /** Ends the text. */
    String source() {
        return out.append("};\n").toString();
    }

    /** The paths of the nodes so far. */
    List<String> paths() {
        return paths;
    }

    /** A number that was not there before. */
    int number() {
        return ++numbers;
    }

    /** Opens a node; a name that the parent has already gets a number. */
    void open(String label, String name) {
        String unique = name;
        if (!used.get(used.size() - 1).add("node " + name)) {
            int at = name.indexOf('@');
            unique = at < 0 ? name + "-" + number() : name.substring(0, at) + "-" + number() + name.substring(at);
        }
        indent();
        out.append('\t').append(label).append(unique).append(" {\n");
        open.add(unique);
        used.add(new HashSet<>());
        paths.add("/" + String.join("/", open));
    }

    void close() {
        open.remove(open.size() - 1);
        used.remove(used.size() - 1);
        indent();
        out.append("\t};\n");
    }

    /** Writes a property, unless the node has one of that name. */
    void line(String text) {
        if (used.get(used.size() - 1).add(text.split("[ =;]", 2)[0])) {
            indent();
            out.append('\t').append(text).append('\n');
        }
    }

    private void indent() {
        out.append("\t".repeat(open.size()));
    }

    /** Whether to make a mistake in an address, such that all sizes are still right. */
    boolean slip() {
        return random.nextInt(1000) < slips;
    }

    boolean fault() {
        return random.nextInt(1000) < faults;
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }
}
