// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What commands print, kept in files; {@code -Dkerf.golden=write} writes them anew, and their difference is read. */
final class Golden {
    private Golden() {}

    static void check(String name, String actual) throws IOException {
        Path file = Path.of(System.getProperty("kerf.testdata"))
                .resolveSibling("kerf-examples/src/test/resources")
                .resolve(name);
        if ("write".equals(System.getProperty("kerf.golden"))) {
            Files.writeString(file, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(file));
    }
}
