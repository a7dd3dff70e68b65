// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Writes small sources that use the whole language: most are good, some hold a mistake of meaning, and on demand one slip of the
 * pen. The same seed gives the same source. Names come from a small pool, so that bodies overlap and merge.
 */
final class SourceGenerator {
    private static final String[] NODE_NAMES = {"a", "b", "cpus", "cpu@0", "cpu@1", "n-1", "x,y", "m@10", "c.d+e", "_z"
    };
    private static final String[] PROPERTY_NAMES = {
        "p", "q", "reg", "status", "#cells", "x,foo", "foo-bar", "bar", "is?", "a", "clock-names", "names"
    };
    private static final String[] STRINGS = {
        "",
        "okay",
        "a,b",
        "tab\\t",
        "x\\0y",
        "\\x41\\102",
        "q\\\"q",
        "// no comment",
        "/* nor this */",
        "\\1012",
        "two\nlines"
    };
    private static final String[] LITERALS = {
        "0",
        "1",
        "7",
        "010",
        "0x10",
        "0xdeadbeef",
        "4294967295",
        "42U",
        "1UL",
        "0xFFULL",
        "'a'",
        "'\\n'",
        "'\\x7f'",
        "'\\''"
    };
    private static final String[] BINARY = {
        "+", "-", "*", "<<", ">>", "<", ">", "<=", ">=", "==", "!=", "&", "|", "^", "&&", "||"
    };
    /** Of a file of 6 bytes in the folder for includes. */
    private static final String[] BINARIES = {
        "/incbin/(\"data.bin\")", "/incbin/(\"data.bin\", 2, 3)", "/incbin/ ( \"data.bin\" , (1 + 1) , 0x4 )"
    };

    private static final String[] GAPS = {" ", " ", " ", "\n", "\t", "/* c */", " // c\n", "", "\n\n"};

    private final Random random;
    private final StringBuilder out = new StringBuilder();
    private final List<String> labels = new ArrayList<>();
    private final List<String> usable = new ArrayList<>();
    private int nextLabel;

    SourceGenerator(long seed) {
        this.random = new Random(seed);
    }

    String source() {
        for (int i = 0; i < 12; i++) {
            labels.add("l" + i);
        }
        out.append("/dts-v1/;").append(gap());
        for (int i = random.nextInt(3); i > 0; i--) {
            out.append(chance(20) ? "mem" + i + ": " : "").append("/memreserve/ ");
            out.append(cell()).append(' ').append(cell()).append(";").append(gap());
        }
        out.append("/ ");
        body(0);
        for (int i = random.nextInt(4); i > 0; i--) {
            out.append(gap());
            more();
        }
        return out.append('\n').toString();
    }

    /** The source with one character lost, doubled, changed or swapped. */
    String brokenSource() {
        StringBuilder source = new StringBuilder(source());
        int at = 9 + random.nextInt(source.length() - 10);
        String noise = "{}<>[]();=,&/\"'\\ab0 x:-#@*\n";
        switch (random.nextInt(4)) {
            case 0 -> source.deleteCharAt(at);
            case 1 -> source.insert(at, noise.charAt(random.nextInt(noise.length())));
            case 2 -> source.setCharAt(at, noise.charAt(random.nextInt(noise.length())));
            default -> {
                char c = source.charAt(at);
                source.setCharAt(at, source.charAt(at - 1));
                source.setCharAt(at - 1, c);
            }
        }
        return source.toString();
    }

    private void more() {
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                out.append("/ ");
                body(0);
            }
            case 2 -> {
                String reference = topReference();
                // The root gets no label: deleting it through one makes dtc write a blob that it cannot read.
                out.append(chance(30) && !reference.equals("&{/}") ? freshLabel() : "")
                        .append(reference)
                        .append(' ');
                body(1);
            }
            case 3 ->
                out.append("/delete-node/ ")
                        .append(usable.isEmpty() ? "&nowhere" : "&" + usable.get(0))
                        .append(";");
            case 4 ->
                out.append("/omit-if-no-ref/ ")
                        .append(usable.isEmpty() ? "&nowhere" : "&" + usable.get(0))
                        .append(";");
            default -> {
                out.append(labelReference()).append(' ');
                body(1);
            }
        }
    }

    private void body(int depth) {
        out.append('{').append(gap());
        // Names repeat within a body only now and then: that is a mistake, and one is enough to hide all else.
        List<String> properties = shuffled(PROPERTY_NAMES);
        for (int i = random.nextInt(5); i > 0; i--) {
            property(chance(99) ? properties.get(i) : pick(PROPERTY_NAMES));
            out.append(gap());
        }
        List<String> nodes = shuffled(NODE_NAMES);
        for (int i = depth > 2 ? 0 : random.nextInt(4 - depth); i > 0; i--) {
            child(depth, chance(98) ? nodes.get(i) : pick(NODE_NAMES));
            out.append(gap());
        }
        out.append('}').append(chance(10) ? gap() : "").append(';');
    }

    private List<String> shuffled(String[] names) {
        List<String> copy = new ArrayList<>(List.of(names));
        Collections.shuffle(copy, random);
        return copy;
    }

    private void child(int depth, String name) {
        if (chance(8)) {
            out.append("/delete-node/ ").append(name).append(';');
            return;
        }
        boolean omit = chance(12);
        out.append(omit ? "/omit-if-no-ref/ " : "");
        for (int i = chance(50) ? 1 + random.nextInt(2) : 0; i > 0; i--) {
            out.append(freshLabel());
        }
        out.append(name)
                .append(chance(99) || name.contains("@") && chance(90) ? "" : "@" + random.nextInt(3))
                .append(' ');
        body(depth + 1);
    }

    private void property(String name) {
        if (chance(8)) {
            out.append("/delete-property/ ").append(name).append(';');
            return;
        }
        out.append(chance(6) ? "v" + nextLabel++ + ": " : "");
        if (chance(4)) {
            out.append("phandle = <").append(1 + random.nextInt(40)).append(">;");
            return;
        }
        out.append(chance(4) ? "\\" : "").append(name);
        if (chance(75)) {
            out.append(gap()).append('=').append(gap());
            for (int i = random.nextInt(3); i >= 0; i--) {
                out.append(chance(4) ? "v" + nextLabel++ + ": " : "");
                value();
                out.append(chance(4) ? " v" + nextLabel++ + ":" : "");
                out.append(i > 0 ? "," + gap() : "");
            }
        }
        out.append(';');
    }

    private void value() {
        switch (random.nextInt(8)) {
            case 0, 1 -> out.append('"').append(pick(STRINGS)).append('"');
            case 2 -> {
                if (chance(15)) {
                    out.append(pick(BINARIES));
                } else {
                    bytes();
                }
            }
            case 3 -> out.append(reference());
            case 4 -> {
                out.append("/bits/ ").append(8 << random.nextInt(4)).append(" <");
                for (int i = random.nextInt(4); i > 0; i--) {
                    out.append(cell()).append(' ');
                }
                out.append('>');
            }
            default -> {
                out.append('<');
                for (int i = random.nextInt(6); i > 0; i--) {
                    out.append(chance(25) ? reference() : cells()).append(chance(95) ? " " : " v" + nextLabel++ + ": ");
                }
                out.append('>');
            }
        }
    }

    private void bytes() {
        out.append('[');
        for (int i = random.nextInt(6); i > 0; i--) {
            out.append(String.format("%02x", random.nextInt(256))).append(chance(40) ? " " : "");
        }
        out.append(']');
    }

    private String cell() {
        return chance(75) ? literal() : "(" + expression(0) + ")";
    }

    /** Now and then two cells of another file. */
    private String cells() {
        return random.nextInt(200) == 0 ? "/include/ \"cells.dtsi\"" : cell();
    }

    private String expression(int depth) {
        if (depth > 3 || chance(25)) {
            return literal();
        }
        return switch (random.nextInt(6)) {
            case 0 -> "(" + expression(depth + 1) + ")";
            case 1 -> pick(new String[] {"-", "~", "!"}) + expression(depth + 1);
            case 2 -> expression(depth + 1) + " ? " + expression(depth + 1) + " : " + expression(depth + 1);
            case 3 -> expression(depth + 1) + (chance(50) ? " / " : " % ") + (chance(90) ? "3" : expression(depth + 1));
            default -> expression(depth + 1) + " " + pick(BINARY) + " " + expression(depth + 1);
        };
    }

    private String literal() {
        return pick(LITERALS);
    }

    private String freshLabel() {
        String label = chance(97) && !labels.isEmpty() ? labels.remove(0) : "l3";
        usable.add(label);
        return label + ": ";
    }

    private String reference() {
        return chance(85) ? labelReference() : "&{" + path() + "}";
    }

    private String topReference() {
        return chance(70) ? labelReference() : "&{" + path() + "}";
    }

    /** Mostly a label that is there, sometimes one that may come later, rarely one that never does. */
    private String labelReference() {
        if (usable.isEmpty()) {
            return chance(90) ? "&{/}" : "&l0";
        }
        if (chance(4)) {
            return "&{" + usable.get(random.nextInt(usable.size())) + "/" + pick(NODE_NAMES) + "}";
        }
        if (chance(97)) {
            return "&" + usable.get(random.nextInt(usable.size()));
        }
        return chance(70) ? "&l" + random.nextInt(8) : "&nowhere";
    }

    private String path() {
        return chance(92) ? "/" : "/" + pick(NODE_NAMES);
    }

    private String gap() {
        return pick(GAPS);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }
}
