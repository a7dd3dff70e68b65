// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.sysfs.KernelRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each stored tree is read as its golden JSON says; {@code -Dkerf.golden=write} writes trees and JSON anew. */
class HostTreesTest {
    private static final String NAMES = "io.kerf.sysfs.discovery.HostTrees#names";

    @BeforeAll
    static void writeTrees() throws IOException {
        if (HostTrees.rewrites()) {
            Files.createDirectories(HostTrees.FOLDER);
            for (Map.Entry<String, MadeHost> each : MadeHosts.all().entrySet()) {
                Files.writeString(
                        HostTrees.archive(each.getKey()),
                        each.getValue().archive().format());
            }
        }
    }

    @Test
    void storedTreesAreThoseThatTheirDescriptionsMake() throws IOException {
        assertThat(HostTrees.names())
                .hasSize(9)
                .containsExactlyInAnyOrderElementsOf(MadeHosts.all().keySet());
        for (Map.Entry<String, MadeHost> each : MadeHosts.all().entrySet()) {
            assertThat(each.getValue().archive().format())
                    .as(each.getKey())
                    .isEqualTo(Files.readString(HostTrees.archive(each.getKey())));
        }
    }

    @ParameterizedTest
    @MethodSource(NAMES)
    void aTreeIsReadAsItsGoldenJsonSays(String name) throws IOException {
        KernelRoots roots = HostTrees.shared(name);

        String json = HostTrees.json(HostDiscovery.discover(roots), roots);
        if (HostTrees.rewrites()) {
            Files.writeString(HostTrees.golden(name), json);
        }
        assertThat(json).isEqualTo(Files.readString(HostTrees.golden(name)));
    }

    @ParameterizedTest
    @MethodSource(NAMES)
    void anArchiveReadAndWrittenIsTheSame(String name) throws IOException {
        String text = Files.readString(HostTrees.archive(name));

        assertThat(text).startsWith("# ").contains("# Made by MadeHosts");
        assertThat(HostArchive.parse(text).format()).isEqualTo(text);
    }
}
