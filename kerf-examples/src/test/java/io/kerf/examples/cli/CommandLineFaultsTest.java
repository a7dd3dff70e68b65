// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people type by mistake, and what they are told. */
class CommandLineFaultsTest {
    private static Console.Outcome refused(Object... words) {
        Console.Outcome outcome = new Console().run(words);
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.out()).isEmpty();
        return outcome;
    }

    @Test
    void aMistypedCommandFindsItsLike() {
        assertThat(refused("shwo").err()).contains("Error: no such command: shwo\n", "Did you mean show");
    }

    @Test
    void aMistypedOptionFindsItsLike() {
        assertThat(refused("create", "web", "--cpu=4", "--memory=1GB").err())
                .contains("Error: no such option: --cpu", "Did you mean --cpu", "Try 'kerf create --help' for help.");
    }

    @Test
    void aWordThatTheLocaleSpoiltIsNotUsed() {
        assertThat(refused("load", "web", "--kernel=vmlinux", "--cmdline=n\ufffd\ufffdme=1")
                        .err())
                .contains("this locale cannot carry", "LC_ALL=C.UTF-8");
    }

    @Test
    void aNameThatIsNoneIsToldTheRule() {
        assertThat(refused("create", "a b", "--cpus=8", "--memory=1GB").err())
                .contains("NAME: ", "a b")
                .doesNotContain("unexpected argument");
        assertThat(refused("rollback", "abc").err()).contains("ID: ", "abc");
    }

    @Test
    void aDirectoryWithoutANameIsNotTheOneAround() {
        assertThat(refused("--simulated=", "show").err()).contains("--simulated: no directory is named");
        assertThat(refused("--root=", "show").err()).contains("--root: no directory is named");
    }

    @Test
    void aRootOnTheCommandLineOutdoesTheSimulatedKernelOfTheEnvironment(@TempDir Path folder) {
        Path host = folder.resolve("host");
        Console.host(host, "minimal.dts").close();
        Console console = new Console().with("KERF_SIMULATED", host.toString());
        assertThat(console.run("show").exitCode()).isZero();
        Console.Outcome outcome = console.run("--root", folder, "show");
        assertThat(outcome.exitCode()).as(outcome.err()).isNotZero();
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void whatNeverEndsIsReadToALimit() {
        assumeTrue(Files.exists(Path.of("/dev/zero")), "no /dev/zero here");
        for (String command : List.of("validate", "compile", "decompile", "plan", "init -i")) {
            Console.Outcome outcome = new Console().run((Object[]) (command + " /dev/zero").split(" "));
            assertThat(outcome.exitCode()).as(command + outcome.err()).isIn(ExitCode.FAILED, ExitCode.FILE);
            assertThat(outcome.out()).as(command).isEmpty();
            assertThat(outcome.err())
                    .as(command)
                    .startsWith("Error: ")
                    .contains("/dev/zero", "device tree")
                    .doesNotContain("Exception", "DtsOptions");
        }
    }

    @Test
    void aDirectoryIsNoFile(@TempDir Path folder) {
        for (String command : List.of("validate", "compile", "decompile", "plan", "apply", "init -i")) {
            Console.Outcome outcome = new Console().run((Object[]) (command + " " + folder).split(" "));
            assertThat(outcome.exitCode()).as(command).isEqualTo(ExitCode.FILE);
            assertThat(outcome.err()).as(command).contains("is a directory, not a file");
        }
    }

    @Test
    void aDeviceThatTakesNothingIsNamed(@TempDir Path folder) {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "no /dev/full here");
        Console.Outcome outcome = new Console().run("compile", Console.sample("minimal.dts"), "-o", full);
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FILE);
        assertThat(outcome.err()).contains("'/dev/full' cannot be written");
    }
}
