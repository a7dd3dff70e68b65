// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Answers that arrive nowhere: on a full disk, or at a program that has read enough. */
class LostAnswerTest {
    private static final OutputStream FULL = new OutputStream() {
        @Override
        public void write(int octet) throws IOException {
            throw new IOException("No space left on device");
        }
    };

    private static Console.Outcome run(boolean pipe, String... words) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings surroundings = new Surroundings(
                new PrintStream(FULL, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("LC_ALL", "C.UTF-8"),
                false,
                false,
                pipe);
        int code = new Cli(surroundings, new ChangeGuard()).run(words);
        return new Console.Outcome(code, new byte[0], err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void anAnswerThatFindsNoRoomIsAnError() {
        Console.Outcome outcome = run(false, "--version");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FILE);
        assertThat(outcome.err()).startsWith("Error: the answer cannot be written to standard output\nNote: ");
    }

    @Test
    void aReaderThatHasReadEnoughIsLeftInPeace() {
        Console.Outcome outcome = run(true, "create", "--help");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.NO_READER);
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void aReportThatFindsNoRoomIsMissedThoughItsCodeSaysMore() {
        String invalid = Console.sample("conflict_example.dts").toString();
        Console.Outcome outcome = run(false, "validate", invalid);
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).contains("Error: the answer cannot be written to standard output\n");
    }

    @Test
    void whatFailedFirstIsWhatIsTold() {
        Console.Outcome outcome = run(false, "validate", "no-such-file.dts");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FILE);
        assertThat(outcome.err()).startsWith("Error: file 'no-such-file.dts' does not exist");
    }
}
