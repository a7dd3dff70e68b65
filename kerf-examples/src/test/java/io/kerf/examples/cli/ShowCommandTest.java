// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.Host;
import io.kerf.dts.Dts;
import io.kerf.sysfs.simulated.SimulatedRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What show prints of hosts that are as they should be. */
class ShowCommandTest {
    @TempDir
    private Path directory;

    private final Console console = new Console();

    private Console.Outcome show(Object... words) {
        Object[] line = new Object[words.length + 3];
        line[0] = "--simulated";
        line[1] = directory;
        line[2] = "show";
        System.arraycopy(words, 0, line, 3, words.length);
        return console.run(line);
    }

    @Test
    void aHostIsShownWithItsBaselinePictureAndInstances() throws IOException {
        ShownHosts.numa(directory);
        Console.Outcome outcome = show();
        Golden.check("show/numa.txt", outcome.out());
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void withoutUtf8EverySignIsAscii() throws IOException {
        ShownHosts.numa(directory);
        console.with("LC_ALL", "C");
        String out = show().out();
        Golden.check("show/numa-ascii.txt", out);
        assertThat(out).matches("\\A\\p{ASCII}*\\z");
    }

    @Test
    void aPictureIsWrittenAsSvgThatIsTheSameEachTime() throws IOException {
        ShownHosts.numa(directory);
        Path file = directory.resolve("host.svg");
        Console.Outcome outcome = show("--svg", file);
        assertThat(outcome.out()).isEqualTo("✓ Wrote the picture of this machine to " + file + "\n");
        String first = Files.readString(file);
        Golden.check("show/numa.svg", first);
        show("--svg", file);
        assertThat(Files.readString(file)).isEqualTo(first);
        assertThat(directory.toFile().list()).noneMatch(name -> name.startsWith(".host.svg"));
    }

    @Test
    void oneInstanceIsShownAlone() {
        ShownHosts.numa(directory);
        String out = show("batch", "-v").out();
        assertThat(out)
                .contains("""
                        Instance: batch
                        ================================================================================
                          ID:              3
                          Status:          ready
                          CPUs:            8-11,33 (5)
                          Memory:          512.00 MB (536870912 bytes) at 0x180000000
                        """, "    (not loaded)\n", "\n    \tmodel = \"batch\";\n")
                .doesNotContain("Baseline", "database");
    }

    @Test
    void anInstanceThatIsCalledAsACommandIsShown() {
        try (Host host = Console.host(directory, "minimal.dts")) {
            host.createInstance("show").cpus("2").memory("1GB").create();
            host.createInstance("init").cpus("3").memory("1GB").create();
        }
        assertThat(show("init").out()).contains("Instance: init\n").doesNotContain("Instance: show");
        assertThat(show("show").out()).contains("Instance: show\n").doesNotContain("Instance: init");
        assertThat(show().out()).contains("Instance: show\n", "Instance: init\n", "Total instances: 2");
    }

    @Test
    void anUnknownNameIsToldWithThoseThatThereAre() {
        ShownHosts.numa(directory);
        Console.Outcome outcome = show("nope");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).isEqualTo("""
                Error: Instance 'nope' not found
                Note: In %s/sys/fs/multikernel/instances there are: batch, database, web
                """.formatted(directory));
    }

    @Test
    void aHostWithoutInstancesSaysSo() {
        Console.host(directory, "minimal.dts").close();
        Console.Outcome outcome = show();
        assertThat(outcome.out()).contains("Baseline Hardware Resources").endsWith("\nNo instances found\n");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void aHostWithoutABaselineSaysWhatToDo() {
        ShownHosts.fresh(directory);
        Console.Outcome outcome = show();
        assertThat(outcome.out()).isEqualTo("""
                No baseline was applied: the host has its CPUs and memory for itself
                  Apply one: kerf init --input=FILE; kerf discover suggests one

                No instances found
                """);
        assertThat(outcome.exitCode()).isZero();
        assertThat(show("--svg", directory.resolve("x.svg")).err()).startsWith("Error: there is nothing to draw");
        assertThat(directory.resolve("x.svg")).doesNotExist();
    }

    @Test
    void aHostWithoutAMultikernelKernelIsToldInWordsOfCommands() {
        Console.Outcome outcome = console.run("--root", directory, "show");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.NO_KERNEL);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .startsWith("Error: this host cannot be divided: its kernel is no multikernel kernel")
                .contains("'kerf doctor' says what else is missing", "kerf --simulated DIR init --input=FILE")
                .doesNotContain("()", "Kerf.");
    }

    @Test
    void aLoadedKernelIsShownWithWhatItWasLoadedFrom() throws IOException {
        Path image = directory.resolve("vmlinux");
        try (Host host = Console.host(directory.resolve("host"), "minimal.dts")) {
            host.createInstance("web").cpus("2-3").memory("1GB").create();
            ShownHosts.load(host, "web", image, "console=ttyS0 quiet");
        }
        Console.Outcome outcome = console.run("show", "--simulated", directory.resolve("host"), "web", "--verbose");
        assertThat(outcome.out())
                .contains(
                        "  Status:          loaded\n",
                        "  Kernel Image:\n    Type:          multikernel\n",
                        "    Cmdline:       console=ttyS0 quiet\n",
                        "    Image:         " + image + "\n",
                        "    Format:        ELF vmlinux\n",
                        "    Sha256:        ")
                .doesNotContain("not loaded");
        assertThat(console.run("show", "--simulated", directory.resolve("host")).out())
                .contains("Loaded kernels: 1\n");
    }

    @Test
    void everyReleaseOfTheKernelIsShown() {
        for (SimulatedRelease release : SimulatedRelease.values()) {
            Path place = directory.resolve(release.name());
            try (Host host = ShownHosts.of(place, release, Dts.compile(Console.sample("minimal.dts")))) {
                host.createInstance("web").cpus("4-5").memory("1GB").create();
            }
            Console.Outcome outcome = console.run("--simulated", place, "show");
            assertThat(outcome.exitCode()).as(release.name()).isZero();
            assertThat(outcome.out())
                    .as(release.name())
                    .contains("  CPUs:            4-5 (2)\n", "A web", "▒▒··AA··")
                    .doesNotContain("⚠");
        }
    }

    @Test
    void namesAndOptionsMixInAnyOrder() {
        ShownHosts.numa(directory);
        String out = console.run("show", "web", "--format", "json", "--simulated", directory)
                .out();
        assertThat(out).startsWith("{\n  \"schema\": \"kerf/show-instance/1\",\n  \"name\": \"web\",\n");
        assertThat(show("web", "typo").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(show("--nope").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theWidthOfTheTerminalIsKept() {
        ShownHosts.numa(directory);
        console.with("COLUMNS", "60");
        String picture = show().out().split("Machine\n")[1].split("Multikernel Instances")[0];
        assertThat(picture.lines().filter(line -> !line.startsWith("===")))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(60))
                .anyMatch(line -> line.length() == 60);
    }
}
