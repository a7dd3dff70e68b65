// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.sysfs.KernelRoots;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The machines of {@code testdata/hosts}: a tree of files in {@code <name>.host}, what is read out of it in {@code <name>.json}. */
final class HostTrees {
    static final Path FOLDER = Path.of(System.getProperty("kerf.testdata"), "hosts");

    /** The size of a disk that a test makes blank. */
    static final long BLANK_BYTES = 1 << 20;

    private static final Map<String, Path> SHARED = new HashMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(HostTrees::deleteShared));
    }

    private HostTrees() {}

    static boolean rewrites() {
        return "write".equals(System.getProperty("kerf.golden"));
    }

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".host"))
                    .map(name -> name.substring(0, name.length() - ".host".length()))
                    .sorted()
                    .toList();
        }
    }

    static Path archive(String name) {
        return FOLDER.resolve(name + ".host");
    }

    static Path golden(String name) {
        return FOLDER.resolve(name + ".json");
    }

    /** Makes the tree of a machine in a directory. */
    static KernelRoots unpack(String name, Path root) throws IOException {
        HostArchive.parse(Files.readString(archive(name))).unpack(root);
        return KernelRoots.under(root);
    }

    /** Gives all disks of a tree a size, and a file of zeros in {@code dev}: they are blank. */
    static void blankDisks(Path root) throws IOException {
        try (Stream<Path> disks = Files.list(root.resolve("sys/block"))) {
            for (Path disk : disks.toList()) {
                blankDisk(root, disk.getFileName().toString());
            }
        }
    }

    static void blankDisk(Path root, String name) throws IOException {
        Files.writeString(root.resolve("sys/block/" + name + "/size"), BLANK_BYTES / 512 + "\n");
        Files.createDirectories(root.resolve("dev"));
        try (RandomAccessFile file =
                new RandomAccessFile(root.resolve("dev/" + name).toFile(), "rw")) {
            file.setLength(BLANK_BYTES);
        }
    }

    /** The tree of a machine that several tests read and none changes; it is gone when the tests end. */
    static synchronized KernelRoots shared(String name) throws IOException {
        Path known = SHARED.get(name);
        if (known == null) {
            known = QuickTempDir.create();
            SHARED.put(name, known);
            unpack(name, known);
        }
        return KernelRoots.under(known);
    }

    private static void deleteShared() {
        for (Path root : SHARED.values()) {
            try (Stream<Path> tree = Files.walk(root)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException e) {
                System.err.println("left behind: " + root + ": " + e.getMessage());
            }
        }
    }

    /** A machine's JSON, in which no path tells where it was unpacked. */
    static String json(HostHardware hardware, KernelRoots roots) {
        return hardware.toJson().replace(String.valueOf(roots.sys().getParent()), "");
    }
}
