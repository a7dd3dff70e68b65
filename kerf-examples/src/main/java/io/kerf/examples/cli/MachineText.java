// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.examples.cli.MachineMap.Cpu;
import io.kerf.examples.cli.MachineMap.DeviceShare;
import io.kerf.examples.cli.MachineMap.Part;
import io.kerf.examples.cli.MachineMap.Share;
import io.kerf.examples.cli.MachineMap.Span;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Draws a machine in text: a box for each core with a letter for each of its CPUs, runs of CPUs where there are too many for that, and a bar
 * for memory.
 */
final class MachineText {
    /** More CPUs than this are shown as runs. */
    private static final int MOST_BOXES = 64;

    private static final int LABEL = 10;
    private static final String INDENT = "    ";
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String MORE = "#";

    private final MachineMap map;
    private final int width;
    private final boolean boxes;
    private final List<String> lines = new ArrayList<>();

    private MachineText(MachineMap map, int width) {
        this.map = map;
        this.width = width;
        this.boxes = map.parts().stream().mapToLong(Part::cpuCount).sum() <= MOST_BOXES;
    }

    /** Draws it in lines of at most as many signs as there is room for. */
    static List<String> draw(MachineMap map, int width) {
        MachineText text = new MachineText(map, width);
        text.legend();
        map.parts().forEach(text::part);
        text.devices(OptionalInt.empty());
        return text.lines;
    }

    /** The sign of an owner. */
    static String sign(int owner) {
        return switch (owner) {
            case MachineMap.HOST -> "▒";
            case MachineMap.FREE -> "·";
            case MachineMap.UNKNOWN -> "?";
            default -> {
                int letter = owner - MachineMap.FIRST_INSTANCE;
                yield letter < LETTERS.length() ? LETTERS.substring(letter, letter + 1) : MORE;
            }
        };
    }

    private void legend() {
        List<String> words = new ArrayList<>();
        int lettered = Math.min(map.owners().size(), MachineMap.FIRST_INSTANCE + LETTERS.length());
        for (int owner = 0; owner < lettered; owner++) {
            if (owner != MachineMap.UNKNOWN || isAnythingUnknown()) {
                words.add(
                        sign(owner) + " " + Printable.of(map.owners().get(owner).name()));
            }
        }
        int more = map.owners().size() - lettered;
        if (more > 0) {
            words.add(MORE + " " + more + " more instances");
        }
        wrap("  ", "  ", words);
    }

    private boolean isAnythingUnknown() {
        return map.parts().stream()
                .flatMap(part -> part.cores().stream())
                .flatMap(List::stream)
                .anyMatch(cpu -> cpu.owner() == MachineMap.UNKNOWN);
    }

    private void part(Part part) {
        lines.add("");
        long bytes = part.bytes();
        lines.add("  " + part.title() + ": "
                + (part.cpuCount() == 0 ? "no CPUs" : cpusOf(part))
                + (bytes == 0 ? "" : ", " + ByteSize.ofBytes(bytes)));
        cpus(part);
        memory(part);
        part.node().ifPresent(node -> devices(OptionalInt.of(node)));
    }

    private String cpusOf(Part part) {
        CpuSet.Builder all = CpuSet.builder();
        part.cores().forEach(core -> core.forEach(cpu -> all.add(cpu.id())));
        String list = all.build().toString();
        return list.length() <= width / 2 ? "CPUs " + list : part.cpuCount() + " CPUs";
    }

    private void cpus(Part part) {
        String row = boxes ? boxes(part) : "";
        if (!row.isEmpty() && INDENT.length() + LABEL + row.length() <= width) {
            lines.add(label(part.cores().size() > 1 ? "cores" : "CPUs") + row);
        } else if (part.cpuCount() > 0) {
            wrap(label("CPUs"), label(""), runs(part));
        }
    }

    private static String boxes(Part part) {
        StringBuilder row = new StringBuilder();
        for (List<Cpu> core : part.cores()) {
            row.append("│");
            core.forEach(cpu -> row.append(sign(cpu.owner())));
        }
        return row.isEmpty() ? "" : row + "│";
    }

    /** What each owner has, by the lowest CPU. */
    private static List<String> runs(Part part) {
        TreeMap<Integer, CpuSet.Builder> sets = new TreeMap<>();
        part.cores()
                .forEach(core -> core.forEach(cpu -> sets.computeIfAbsent(cpu.owner(), none -> CpuSet.builder())
                        .add(cpu.id())));
        TreeMap<Long, String> words = new TreeMap<>(Long::compareUnsigned);
        sets.forEach((owner, builder) -> {
            CpuSet set = builder.build();
            words.put(set.first(), sign(owner) + " " + set);
        });
        return List.copyOf(words.values());
    }

    private void memory(Part part) {
        if (part.memory().isEmpty()) {
            return;
        }
        int room = width - INDENT.length() - LABEL;
        StringBuilder bar = new StringBuilder();
        int[] cells =
                Proportions.share(part.memory().stream().mapToLong(Span::bytes).toArray(), room);
        for (int i = 0; i < cells.length; i++) {
            bar.append(sign(part.memory().get(i).owner()).repeat(cells[i]));
        }
        lines.add(label("memory") + bar);
        Span last = part.memory().get(part.memory().size() - 1);
        OptionalLong first = part.memory().get(0).base();
        if (first.isPresent() && last.base().isPresent()) {
            String from = hex(first.getAsLong());
            String to = hex(last.base().getAsLong() + last.bytes());
            lines.add(label("") + from + " ".repeat(Math.max(1, room - from.length() - to.length())) + to);
        }
    }

    private static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }

    private void devices(OptionalInt node) {
        List<DeviceShare> here =
                map.devices().stream().filter(device -> isAt(node, device)).toList();
        if (here.isEmpty()) {
            return;
        }
        if (node.isEmpty()) {
            lines.add("");
            lines.add(
                    map.parts().stream().anyMatch(part -> part.node().isPresent())
                            ? "  Devices on no known node:"
                            : "  Devices:");
        }
        String label = label(node.isEmpty() ? "" : "devices");
        for (DeviceShare device : here) {
            List<String> words = new ArrayList<>();
            words.add(Printable.of(device.name()) + " " + device.about()
                    + (device.part().isEmpty() ? "" : " " + device.part()));
            device.shares().forEach(share -> words.add(words(share)));
            wrap(node.isEmpty() ? INDENT : label, node.isEmpty() ? INDENT + "  " : label(""), words);
            label = label("");
        }
    }

    /** A device of a node that is none of the machine's is shown with those of no node. */
    private boolean isAt(OptionalInt node, DeviceShare device) {
        boolean known = device.node().isPresent()
                && map.parts().stream().anyMatch(part -> part.node().equals(device.node()));
        return node.isPresent() ? device.node().equals(node) : !known;
    }

    private static String words(Share share) {
        return sign(share.owner()) + (share.parts().isEmpty() ? "" : " " + share.parts());
    }

    private static String label(String text) {
        return INDENT + text + " ".repeat(LABEL - text.length());
    }

    /** Puts words behind each other, and in another line what has no room; a word that is too long is broken at a comma, else nowhere. */
    private void wrap(String begin, String goOn, List<String> words) {
        StringBuilder line = new StringBuilder(begin);
        boolean fresh = true;
        for (String word : words) {
            for (String piece : pieces(word, width - goOn.length())) {
                if (!fresh && line.length() + 3 + piece.length() > width) {
                    lines.add(line.toString());
                    line = new StringBuilder(goOn);
                    fresh = true;
                }
                line.append(fresh ? "" : "   ").append(piece);
                fresh = false;
            }
        }
        lines.add(line.toString());
    }

    private static List<String> pieces(String word, int room) {
        List<String> pieces = new ArrayList<>();
        String rest = word;
        while (rest.length() > room) {
            int comma = rest.lastIndexOf(',', room - 1);
            if (comma < 0) {
                break;
            }
            pieces.add(rest.substring(0, comma + 1));
            rest = rest.substring(comma + 1);
        }
        pieces.add(rest);
        return pieces;
    }
}
