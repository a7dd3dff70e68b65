// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the measured blobs and the paths that are looked up into a folder, for the peers. */
final class InputFiles {
    private InputFiles() {}

    /** Takes the folder. */
    public static void main(String[] words) throws IOException {
        Path folder = Files.createDirectories(Path.of(words[0]));
        for (String name : List.of("baseline", "board", "megabyte", "large", "overlay")) {
            Fdt.write(SyntheticTrees.named(name), folder.resolve(name));
        }
        for (LookupBenchmark.Place place : LookupBenchmark.Place.values()) {
            Files.writeString(folder.resolve("path-" + place.name()), place.path());
        }
    }
}
