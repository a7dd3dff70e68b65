// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the measured sources into a folder, for the peer. */
final class InputFiles {
    private InputFiles() {}

    /** Takes the folder. */
    public static void main(String[] words) throws IOException {
        Path folder = Files.createDirectories(Path.of(words[0]));
        Files.writeString(folder.resolve("empty.dts"), "/dts-v1/;\n/ { };\n");
        for (String name : List.of("baseline", "board", "large-tenth", "large", "labels")) {
            Files.writeString(folder.resolve(name + ".dts"), SyntheticSources.named(name));
        }
    }
}
