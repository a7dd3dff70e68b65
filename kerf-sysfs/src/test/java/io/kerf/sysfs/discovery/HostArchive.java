// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A tree of {@code /proc} and {@code /sys} in one text, to be read and compared: {@code testdata/hosts/*.host}, described in the README there.
 */
final class HostArchive {
    private final List<String> notes;
    private final SortedMap<String, Entry> entries;

    /** What is at a path. */
    sealed interface Entry {
        record Text(String text) implements Entry {}

        record Bytes(String hex) implements Entry {}

        record Link(String target) implements Entry {}

        record Folder() implements Entry {}
    }

    HostArchive(List<String> notes, Map<String, Entry> entries) {
        this.notes = List.copyOf(notes);
        this.entries = new TreeMap<>(entries);
    }

    SortedMap<String, Entry> entries() {
        return entries;
    }

    /** The notes, then each folder with what is in it. */
    String format() {
        StringBuilder out = new StringBuilder();
        notes.forEach(note -> out.append("# ").append(note).append('\n'));
        SortedMap<String, SortedMap<String, Entry>> folders = new TreeMap<>();
        entries.forEach((path, entry) -> folders.computeIfAbsent(
                        path.substring(0, path.lastIndexOf('/') + 1), absent -> new TreeMap<>())
                .put(path.substring(path.lastIndexOf('/') + 1), entry));
        folders.forEach((folder, files) -> {
            out.append('\n').append(folder).append('\n');
            files.forEach((name, entry) -> append(out, name, entry));
        });
        return out.toString();
    }

    private static void append(StringBuilder out, String name, Entry entry) {
        out.append("  ").append(name);
        if (entry instanceof Entry.Link link) {
            out.append(" -> ").append(link.target()).append('\n');
        } else if (entry instanceof Entry.Bytes bytes) {
            out.append(" :");
            for (int i = 0; i < bytes.hex().length(); i += 96) {
                out.append(i == 0 ? " " : "\n    : ")
                        .append(bytes.hex(), i, Math.min(bytes.hex().length(), i + 96));
            }
            out.append('\n');
        } else if (entry instanceof Entry.Text file) {
            String text = file.text();
            boolean line = text.endsWith("\n") && text.indexOf('\n') == text.length() - 1;
            out.append(line ? " = " + text : " |\n");
            if (!line) {
                text.lines().forEach(each -> out.append("    |").append(each).append('\n'));
            }
        } else {
            out.append("/\n");
        }
    }

    static HostArchive parse(String text) {
        Map<String, Entry> entries = new TreeMap<>();
        List<String> notes = text.lines()
                .filter(line -> line.startsWith("# "))
                .map(line -> line.substring(2))
                .toList();
        String folder = "";
        String last = "";
        for (String line : text.lines().toList()) {
            if (line.startsWith("    |")) {
                Entry.Text before = (Entry.Text) entries.get(last);
                entries.put(last, new Entry.Text(before.text() + line.substring(5) + "\n"));
            } else if (line.startsWith("    : ")) {
                Entry.Bytes before = (Entry.Bytes) entries.get(last);
                entries.put(last, new Entry.Bytes(before.hex() + line.substring(6)));
            } else if (line.startsWith("  ")) {
                int end = line.indexOf(' ', 2);
                String name = end < 0 ? line.substring(2, line.length() - 1) : line.substring(2, end);
                last = folder + name;
                entries.put(last, end < 0 ? new Entry.Folder() : entry(line.substring(end + 1)));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                folder = line;
            }
        }
        return new HostArchive(notes, entries);
    }

    private static Entry entry(String rest) {
        return switch (rest.charAt(0)) {
            case '=' -> new Entry.Text(rest.substring(2) + "\n");
            case '|' -> new Entry.Text("");
            case ':' -> new Entry.Bytes(rest.length() < 2 ? "" : rest.substring(2));
            default -> new Entry.Link(rest.substring("-> ".length()));
        };
    }

    /** Makes the tree in a directory. */
    void unpack(Path root) throws IOException {
        String made = "";
        for (Map.Entry<String, Entry> each : entries.entrySet()) {
            String name = each.getKey();
            String folder = name.substring(0, name.lastIndexOf('/'));
            if (!folder.equals(made)) {
                Files.createDirectories(root.resolve(folder));
                made = folder;
            }
            Path path = root.resolve(name);
            if (each.getValue() instanceof Entry.Text file) {
                Files.write(path, file.text().getBytes(StandardCharsets.UTF_8));
            } else if (each.getValue() instanceof Entry.Bytes bytes) {
                Files.write(path, HexFormat.of().parseHex(bytes.hex()));
            } else if (each.getValue() instanceof Entry.Link link) {
                Files.createSymbolicLink(path, Path.of(link.target()));
            } else {
                Files.createDirectories(path);
            }
        }
    }
}
