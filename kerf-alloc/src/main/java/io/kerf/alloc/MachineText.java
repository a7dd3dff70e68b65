// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the line that {@link Machines#synthetic} documents. */
final class MachineText {
    private static final int MAX_NODES = 1024;
    private static final String MEMORY = "mem";
    private static final List<String> LEVELS = List.of("socket", "node", "llc", "core", "thread");

    private final String line;
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private ByteSize memory = ByteSize.ZERO;

    private MachineText(String line) {
        this.line = line;
        LEVELS.forEach(level -> counts.put(level, 1));
    }

    static MachineShape read(String line) {
        return new MachineText(line).shape();
    }

    private MachineShape shape() {
        Map<String, String> words = words();
        words.forEach((word, value) -> {
            if (word.equals(MEMORY)) {
                memory = ByteSize.parse(value);
            } else {
                counts.put(word, count(word, value));
            }
        });
        long nodes = (long) count("socket") * count("node");
        long cpus = (long) count("llc") * count("core") * count("thread");
        if (nodes > MAX_NODES) {
            throw wrong("it has " + nodes + " NUMA nodes, and " + MAX_NODES + " is the most");
        }
        if (cpus > CpuSet.MAX_IDS || nodes * cpus > CpuSet.MAX_IDS) {
            throw wrong("it has more than " + CpuSet.MAX_IDS + " CPUs");
        }
        MachineShape shape = new MachineShape();
        for (int node = 0; node < nodes; node++) {
            shape.node(node / count("node"), count("llc") * count("core"), count("thread"), count("llc"), memory);
        }
        return shape;
    }

    private int count(String level) {
        return counts.getOrDefault(level, 1);
    }

    private Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        int at = 0;
        while (at < line.length()) {
            int blank = line.indexOf(' ', at);
            int end = blank < 0 ? line.length() : blank;
            if (end > at) {
                addWord(line.substring(at, end), words);
            }
            at = end + 1;
        }
        if (words.isEmpty()) {
            throw wrong("it is empty; write such as socket:2 node:4 core:16 thread:2 mem:64GB");
        }
        return words;
    }

    private void addWord(String word, Map<String, String> words) {
        int colon = word.indexOf(':');
        String name = colon < 0 ? word : word.substring(0, colon);
        if (!name.equals(MEMORY) && !LEVELS.contains(name)) {
            throw wrong("'" + name + "' is none of " + Words.list(LEVELS) + ", " + MEMORY);
        }
        if (words.put(name, colon < 0 ? "" : word.substring(colon + 1)) != null) {
            throw wrong("'" + name + "' stands twice");
        }
    }

    private int count(String level, String value) {
        boolean isNumber =
                !value.isEmpty() && value.length() <= 7 && value.chars().allMatch(each -> each >= '0' && each <= '9');
        int count = isNumber ? Integer.parseInt(value) : 0;
        if (count < 1) {
            throw wrong("'" + level + ":" + value + "' needs a number from 1 to 9999999 behind the colon");
        }
        return count;
    }

    private IllegalArgumentException wrong(String reason) {
        return new IllegalArgumentException("no machine is described by '" + line + "': " + reason);
    }
}
