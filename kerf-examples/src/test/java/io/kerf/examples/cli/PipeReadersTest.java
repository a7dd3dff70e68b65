// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is seen to read a pipe, in a folder that looks like {@code /proc}. */
class PipeReadersTest {
    private static final String READING = "0100000";
    private static final String WRITING = "0100001";

    @TempDir
    private Path proc;

    private PipeReaders readers = new PipeReaders(Path.of("/proc"), -1);

    @BeforeEach
    void writeToAPipe() throws IOException {
        open("self", 1, "pipe:[7]", WRITING);
        readers = new PipeReaders(proc, 1);
    }

    private void open(String process, int descriptor, String file, String flags) throws IOException {
        Path folder = proc.resolve(process);
        Files.createDirectories(folder.resolve("fdinfo"));
        Files.createSymbolicLink(Files.createDirectories(folder.resolve("fd")).resolve("" + descriptor), Path.of(file));
        Files.writeString(folder.resolve("fdinfo").resolve("" + descriptor), "pos:\t0\nflags:\t" + flags + "\n");
    }

    private void close(String process, int descriptor) throws IOException {
        Files.delete(proc.resolve(process).resolve("fd").resolve("" + descriptor));
    }

    @Test
    void aReaderThatWasSeenIsMissedAtTheSecondLook() throws IOException {
        open("12", 0, "pipe:[7]", READING);
        assertThat(readers.areGone()).isFalse();
        assertThat(readers.areGone()).isFalse();
        close("12", 0);
        assertThat(readers.areGone()).isFalse();
        assertThat(readers.areGone()).isTrue();
    }

    @Test
    void whoReadsOnInItsPlaceIsAReaderToo() throws IOException {
        open("12", 3, "pipe:[7]", READING);
        assertThat(readers.areGone()).isFalse();
        close("12", 3);
        open("345", 0, "pipe:[7]", READING);
        assertThat(readers.areGone()).isFalse();
        assertThat(readers.areGone()).isFalse();
        close("345", 0);
        assertThat(readers.areGone()).isFalse();
        assertThat(readers.areGone()).isTrue();
    }

    @Test
    void whoWasNeverSeenIsNotMissed() throws IOException {
        open("12", 1, "pipe:[7]", WRITING);
        open("13", 0, "pipe:[8]", READING);
        for (int look = 0; look < 3; look++) {
            assertThat(readers.areGone()).isFalse();
        }
        open("14", 0, "pipe:[7]", READING);
        close("12", 1);
        assertThat(readers.areGone()).isFalse();
    }

    @Test
    void aFileHasNoReaders() throws IOException {
        close("self", 1);
        open("12", 0, "pipe:[7]", READING);
        assertThat(readers.areGone()).isFalse();
        close("12", 0);
        assertThat(readers.areGone()).isFalse();
        assertThat(readers.areGone()).isFalse();
    }
}
