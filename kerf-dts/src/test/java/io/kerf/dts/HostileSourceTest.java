// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No text brings anything but a tree or findings, in bounded time and memory. */
class HostileSourceTest {
    private static final int MUTATIONS = Integer.getInteger("kerf.dts.mutations", 30_000);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static List<String> sources() {
        try (Stream<Path> files = Files.walk(Path.of(System.getProperty("kerf.testdata"), "dts"))) {
            return files.filter(file -> file.toString().endsWith(".dts"))
                    .sorted()
                    .map(HostileSourceTest::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What fuzzing found, as it was found: the bytes decide the options, too. */
    @Test
    void storedCornerCasesStayHarmless() throws IOException {
        Path folder = Path.of(System.getProperty("kerf.testdata"), "dts", "hostile");
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> cases = files.sorted().toList();
            assertThat(cases).isNotEmpty();
            for (Path each : cases) {
                SourceFuzzer.fuzzerTestOneInput(Files.readAllBytes(each));
            }
        }
    }

    @Test
    void storedSourcesStayHarmless() {
        for (String source : sources()) {
            SourceFuzzer.fuzzerTestOneInput(source.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void spoiltSourcesAreCompiledOrExplainedWithinBounds() {
        List<String> sources = sources();
        SourceMutator mutator = new SourceMutator(20261124);
        int compiled = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] input = mutator.spoil(sources.get(i % sources.size()), sources);
            DtsOptions options =
                    i % 2 == 0 ? SourceFuzzer.defaults() : SourceFuzzer.options(SourceFuzzer.random(input));
            long before = THREADS.getCurrentThreadCpuTime();
            long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
            boolean tree = Dts.parse(new String(input, StandardCharsets.UTF_8), "spoilt", options)
                    .tree()
                    .isPresent();
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
            assertThat(THREADS.getCurrentThreadCpuTime() - before)
                    .as("nanoseconds for %s", new String(input, StandardCharsets.UTF_8))
                    .isLessThan(1_000_000_000L);
            assertThat(allocated)
                    .as("bytes allocated for the %s of %s", input.length, new String(input, StandardCharsets.UTF_8))
                    .isLessThan(256L * input.length + (1 << 20));
            compiled += tree ? 1 : 0;
            if (i % 5 == 0) {
                SourceFuzzer.fuzzerTestOneInput(input);
            }
        }
        assertThat(compiled)
                .as("a mutator that spoils too little or too much shows nothing")
                .isBetween(MUTATIONS / 100, MUTATIONS / 2);
    }

    @Test
    void fiftyMegabytesOfGarbageAreRefusedWithinTheLimitOfFindings() {
        byte[] garbage = new byte[50_000_000];
        new Random(1).nextBytes(garbage);
        long before = THREADS.getCurrentThreadCpuTime();
        DtsResult result = Dts.parse(new String(garbage, StandardCharsets.ISO_8859_1), "garbage");
        assertThat(result.hasErrors()).isTrue();
        assertThat(result.diagnostics()).hasSizeLessThanOrEqualTo(1001);
        assertThat(THREADS.getCurrentThreadCpuTime() - before).isLessThan(10_000_000_000L);
    }

    @Test
    void fiftyMegabytesOfPrintableGarbageAreRefusedWithinTheLimitOfFindings() {
        Random random = new Random(2);
        String letters = "abz09_ {};<>[]()\"'&/\\=,:#@*+-\n\t";
        StringBuilder garbage = new StringBuilder("/dts-v1/;\n/ {\n");
        while (garbage.length() < 50_000_000) {
            garbage.append(letters.charAt(random.nextInt(letters.length())));
        }
        long before = THREADS.getCurrentThreadCpuTime();
        DtsResult result = Dts.parse(garbage.toString(), "garbage");
        assertThat(result.hasErrors()).isTrue();
        assertThat(result.diagnostics()).hasSizeLessThanOrEqualTo(1001);
        assertThat(THREADS.getCurrentThreadCpuTime() - before).isLessThan(10_000_000_000L);
    }
}
