// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No bytes bring anything but a tree or a refusal, in bounded time and memory. */
class HostileBlobTest {
    private static final int MUTATIONS = 100_000;

    static List<byte[]> soundBlobs() {
        List<byte[]> blobs = new ArrayList<>();
        for (int seed = 0; seed < 40; seed++) {
            for (FdtVersion version : FdtVersion.values()) {
                blobs.add(Fdt.encode(
                        TreeArbitraries.tree(seed), FdtOptions.defaults().withVersion(version)));
            }
        }
        return blobs;
    }

    static Stream<Path> corpus() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("kerf.testdata"), "fdt", "hostile"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void storedCornerCasesStayHarmless(Path file) throws IOException {
        byte[] input = Files.readAllBytes(file);
        withinBounds(input, Fdt::decode);
        DecodeFuzzer.fuzzerTestOneInput(input);
        withinBounds(input, CursorFuzzer::walk);
        CursorFuzzer.fuzzerTestOneInput(input);
    }

    @Test
    void cursorsWalkOrRefuseSpoiltBlobsWithinBounds() {
        List<byte[]> sound = soundBlobs();
        BlobMutator mutator = new BlobMutator(20261124);
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] input = mutator.spoil(sound.get(i % sound.size()));
            refused += withinBounds(input, CursorFuzzer::walk) ? 0 : 1;
            if (i % 10 == 0) {
                CursorFuzzer.fuzzerTestOneInput(input);
            }
        }
        assertThat(refused).isBetween(30_000, 99_000);
    }

    @Test
    void spoiltBlobsAreDecodedOrRefusedWithinBounds() {
        List<byte[]> sound = soundBlobs();
        BlobMutator mutator = new BlobMutator(20261123);
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] input = mutator.spoil(sound.get(i % sound.size()));
            refused += withinBounds(input, Fdt::decode) ? 0 : 1;
            if (i % 10 == 0) {
                DecodeFuzzer.fuzzerTestOneInput(input);
            }
        }
        assertThat(refused)
                .as("a mutator that spoils too little or too much shows nothing")
                .isBetween(30_000, 95_000);
    }

    /** Tells whether the input was accepted; fails on any other exception than a refusal, and on too much memory or time. */
    private static boolean withinBounds(byte[] input, Consumer<byte[]> target) {
        boolean[] accepted = {true};
        Bounds.check(input.length, () -> {
            try {
                target.accept(input);
            } catch (FdtFormatException refusal) {
                accepted[0] = false;
            }
        });
        return accepted[0];
    }
}
