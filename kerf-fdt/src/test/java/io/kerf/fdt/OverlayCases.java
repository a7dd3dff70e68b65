// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Bases and overlays that are kept with what {@code fdtoverlay} made of them, a folder a case: {@code base.dtb},
 * {@code 0.dtbo} and so on, and {@code result.dtb} unless they were refused. {@link OverlaysOracleTest} writes them when it
 * runs with {@code -Dkerf.golden=write}.
 */
final class OverlayCases {
    private static final Path FOLDER = Path.of(System.getProperty("kerf.testdata"), "fdt", "overlays");

    private OverlayCases() {}

    static boolean areToBeWritten() {
        return "write".equals(System.getProperty("kerf.golden"));
    }

    static List<Path> all() throws IOException {
        try (Stream<Path> cases = Files.list(FOLDER)) {
            return cases.sorted().toList();
        }
    }

    static byte[] base(Path folder) throws IOException {
        return Files.readAllBytes(folder.resolve("base.dtb"));
    }

    static List<byte[]> overlays(Path folder) throws IOException {
        List<byte[]> overlays = new ArrayList<>();
        for (Path file = folder.resolve("0.dtbo");
                Files.exists(file);
                file = folder.resolve(overlays.size() + ".dtbo")) {
            overlays.add(Files.readAllBytes(file));
        }
        return overlays;
    }

    static Optional<byte[]> result(Path folder) throws IOException {
        Path file = folder.resolve("result.dtb");
        return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }

    static void write(int number, byte[] base, List<byte[]> overlays, Optional<byte[]> result) throws IOException {
        Path folder = Files.createDirectories(FOLDER.resolve(String.format("%03d", number)));
        Files.write(folder.resolve("base.dtb"), base);
        for (int i = 0; i < overlays.size(); i++) {
            Files.write(folder.resolve(i + ".dtbo"), overlays.get(i));
        }
        if (result.isPresent()) {
            Files.write(folder.resolve("result.dtb"), result.get());
        }
    }
}
