// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The documented command lines as whoever types them sees them: each a process of its own, on the simulated kernel of a directory, for both
 * forms of the kernel's interface. {@code -Dkerf.golden=write} writes the transcripts anew.
 */
class TranscriptTest {
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");

    @TempDir
    Path work;

    @BeforeEach
    void makeFiles() throws IOException {
        Files.createDirectories(work.resolve("boot"));
        KernelFile.make(work.resolve("boot/vmlinuz"));
        Files.write(work.resolve("boot/initrd.img"), new byte[8192]);
        Files.createDirectories(work.resolve("examples"));
        Files.copy(Console.sample("baseline.dts"), work.resolve("examples/baseline.dts"));
        Files.copy(Console.sample("conflict_example.dts"), work.resolve("bad_baseline.dts"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pool", "flat-u64"})
    void documentedCommandLinesDoWhatTheyAreDocumentedToDo(String abi) throws Exception {
        KerfProcess kerf = KerfProcess.shared();
        StringBuilder transcript = new StringBuilder();
        int number = 0;
        for (DocumentedCommands.Block block : DocumentedCommands.blocks()) {
            Path host = work.resolve("host" + number++);
            Files.deleteIfExists(work.resolve("baseline.dts"));
            Files.copy(Console.sample(block.sample()), work.resolve("baseline.dts"));
            transcript.append("# ").append(block.title()).append("\n\n");
            for (String line : block.lines()) {
                transcript
                        .append(run(kerf, line.replaceFirst("^\\+ ", ""), host, abi))
                        .append('\n');
            }
        }
        Golden.check("transcripts/documented-" + abi + ".txt", transcript.toString());
    }

    /** The command line, what it wrote to each stream, and its exit code, without what is of this run alone. */
    private String run(KerfProcess kerf, String line, Path host, String abi) throws IOException, InterruptedException {
        List<String> words = words(line);
        if (line.startsWith("kerf init ")) { // which makes the kernel; whoever comes later finds out which it is
            words.add("--abi=" + abi);
        }
        KerfProcess.Ended ended = kerf.run(work, Map.of("KERF_SIMULATED", host.toString()), words);
        StringBuilder text = new StringBuilder("$ ").append(line).append('\n');
        neutral(ended.out(), host).lines().forEach(each -> text.append(each).append('\n'));
        neutral(ended.err(), host)
                .lines()
                .forEach(each -> text.append("2> ").append(each).append('\n'));
        return text.append('[').append(ended.exitCode()).append("]\n").toString();
    }

    /** Words as a shell makes them; the kernel of the documents is one that was made for the test. */
    private List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        matcher.find(); // kerf
        while (matcher.find()) {
            words.add(matcher.group().replace("\"", "").replace("=/boot/", "=" + work + "/boot/"));
        }
        return words;
    }

    private String neutral(String text, Path host) {
        return TIME.matcher(text.replace(host.toString(), "").replace(work.toString(), ""))
                .replaceAll("2026-01-01T00:00:00Z");
    }
}
