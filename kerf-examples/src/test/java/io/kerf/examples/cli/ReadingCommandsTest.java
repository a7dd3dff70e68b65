// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.Host;
import io.kerf.Kerf;
import io.kerf.dts.Dts;
import io.kerf.model.Dialect;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.simulated.SimulatedKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** doctor, discover, dump, transactions and capacity. */
class ReadingCommandsTest {
    @TempDir
    private static Path hosts;

    @TempDir
    private Path directory;

    private final Console console = new Console();

    @BeforeAll
    static void host() {
        ShownHosts.numa(hosts);
    }

    private Console.Outcome run(Object... words) {
        Object[] line = new Object[words.length + 2];
        line[0] = "--simulated";
        line[1] = hosts;
        System.arraycopy(words, 0, line, 2, words.length);
        return console.run(line);
    }

    @Test
    void doctorSaysThatAHostIsReady() {
        Console.Outcome outcome = run("doctor");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains("✓ pool              CPUs 4-63, 124GB of memory, 3 instances\n")
                .endsWith("\n✓ This host is ready\n");
    }

    @Test
    void doctorSaysWhatIsMissingAndWhatToDoInCommands() {
        Path fresh = directory.resolve("fresh");
        ShownHosts.fresh(fresh);
        Console.Outcome outcome = console.run("doctor", "--simulated", fresh);
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.out())
                .contains("✗ pool              no baseline was applied\n  → apply one: kerf init --input=FILE\n")
                .endsWith("\n✗ This host is not ready: 1 problem\n");
    }

    @Test
    void doctorLooksAtAnyPlace() {
        Console.Outcome outcome = console.run("doctor", "--root", directory);
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.out())
                .contains("✗ file system")
                .contains("kerf --simulated DIR init")
                .doesNotContain("Kerf.", "()");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void theTreeOfTheHostIsWrittenByteByByte() throws IOException {
        byte[] held = SimulatedKernel.onDirectory(hosts).fs().readDeviceTree();
        assertThat(run("dump").bytes()).isEqualTo(held);
        Path file = directory.resolve("host.dtb");
        Console.Outcome outcome = run("dump", "-o", file);
        assertThat(Files.readAllBytes(file)).isEqualTo(held);
        assertThat(outcome.out()).isEqualTo("✓ Wrote " + held.length + " bytes to " + file + "\n");
    }

    @Test
    void theTreeOfAnInstanceIsWrittenAsSource() {
        Console.Outcome outcome = run("dump", "batch", "--dts");
        assertThat(outcome.out()).startsWith("/dts-v1/;\n").contains("\tmodel = \"batch\";\n");
        assertThat(Dts.compile(outcome.out(), "batch.dts").root().child("resources"))
                .isPresent();
    }

    @Test
    void aBlobIsNotWrittenToATerminal() {
        console.onTerminal();
        Console.Outcome outcome = run("dump", "--color=never");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.bytes()).isEmpty();
        assertThat(outcome.err()).contains("a blob is not for a terminal", "-o ");
        assertThat(run("dump", "--dts").exitCode()).isZero();
    }

    @Test
    void anInstanceThatIsNotThereHasNoTree() {
        Console.Outcome outcome = run("dump", "nope");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err())
                .startsWith("Error: Instance 'nope' not found\n")
                .contains("In " + hosts.resolve("sys/fs/multikernel/instances") + " there are: batch, database, web");
        assertThat(run("show", "nope").err()).isEqualTo(outcome.err());
        assertThat(run("dump", "../../proc").exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void aPlaceThatCannotBeWrittenIsAFileError() {
        Console.Outcome outcome = run("dump", "-o", directory.resolve("no/such/file"));
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FILE);
        assertThat(outcome.err()).contains("no/such");
        assertThat(run("dump", "-o", directory).exitCode()).isEqualTo(ExitCode.FILE);
        assertThat(run("show", "--svg", directory.resolve("no/such/file")).exitCode())
                .isEqualTo(ExitCode.FILE);
    }

    @Test
    void thePictureGoesToStandardOutputIfThatIsSaid() {
        Console.Outcome outcome = run("show", "--svg=-");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).startsWith("<?xml").endsWith("</svg>\n");
        assertThat(run("show", "--svg=-", "--dry-run").out())
                .isEqualTo("✓ Would write the picture of this machine to standard output\n");
        outcome = run("show", "--svg=-", "--format=json");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).contains("--svg=- and --format both write to standard output");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void aDryRunWritesNoFile() {
        Path file = directory.resolve("x");
        assertThat(run("dump", "--dry-run", "-o", file).out())
                .startsWith("✓ Read ")
                .contains("wrote nothing");
        assertThat(run("dump", "--dts", "--dry-run", "-o", file).exitCode()).isZero();
        assertThat(run("discover", "--dry-run", "-o", file).exitCode()).isZero();
        assertThat(run("show", "--dry-run", "--svg", file).out()).startsWith("✓ Would write the picture");
        assertThat(file).doesNotExist();
    }

    @Test
    void transactionsAreListedOldestFirst() {
        Console.Outcome outcome = run("transactions");
        assertThat(outcome.out().lines())
                .hasSizeGreaterThanOrEqualTo(3)
                .first()
                .asString()
                .startsWith("tx_2 applied: create instance 'web'");
        assertThat(run("transactions", "-v").out()).contains("  Target: /instances\n");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void capacityIsTheLargestInstanceAnywhereAndOnEachNode() {
        String out = run("capacity").out();
        assertThat(out)
                .contains("Free:\n  node 0: 4 CPUs")
                .contains("\nLargest instances:\n  anywhere ", "\n  node 3 ");
        assertThat(run("capacity", "-v").out().lines().count())
                .isGreaterThan(out.lines().count());
        Path fresh = directory.resolve("fresh");
        ShownHosts.fresh(fresh);
        assertThat(console.run("capacity", "--simulated", fresh).err())
                .contains("no baseline was applied", "kerf init --input=FILE");
    }

    @Test
    void aBaselineIsSuggestedThatCompilesAndIsTaken() throws IOException {
        for (Dialect dialect : Dialect.values()) {
            Path file = directory.resolve(dialect + ".dts");
            Console.Outcome outcome = console.run(
                    "discover",
                    "--root",
                    hosts,
                    "--dialect",
                    dialect.name().toLowerCase(java.util.Locale.ROOT),
                    "-o",
                    file);
            assertThat(outcome.exitCode()).isZero();
            assertThat(outcome.out()).contains("64 CPUs, 32 cores", "✓ Wrote a baseline to " + file);
            assertThat(Bindings.read(Dts.compile(file)).cpus().available().isEmpty())
                    .as(dialect.name())
                    .isFalse();
        }
        assertThat(console.run("discover", "--root", hosts).out()).contains("\n/multikernel-v1/;\n");
        assertThat(console.run("discover", "--dialect=nope").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aPlaceWithoutAMachineIsTold() {
        Console.Outcome outcome = console.run("discover", "--root", directory);
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).startsWith("Error: ").contains("there is no procfs here");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void readingWritesNothing() throws IOException {
        long before = files(hosts);
        for (String command : new String[] {"show", "doctor", "transactions", "capacity", "discover"}) {
            assertThat(run(command).exitCode()).as(command).isZero();
        }
        assertThat(files(hosts)).isEqualTo(before);
        try (Host host = Kerf.simulated(SimulatedKernel.onDirectory(hosts))) {
            assertThat(host.instances()).hasSize(3);
        }
    }

    private static long files(Path place) throws IOException {
        try (var all = Files.walk(place)) {
            return all.count();
        }
    }
}
