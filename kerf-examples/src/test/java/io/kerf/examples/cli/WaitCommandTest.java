// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.Host;
import io.kerf.examples.cli.Console.Outcome;
import io.kerf.sysfs.KernelRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Waits that are in vain, for one reason or another. */
@Timeout(60)
class WaitCommandTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void makeHost() throws IOException {
        try (Host host = Console.host(folder.resolve("host"), "minimal.dts")) {
            host.createInstance("web").cpus("4-5").memory("1GB").create();
        }
        KernelFile.make(folder.resolve("vmlinuz"));
    }

    private Outcome kerf(String line) {
        return new Console()
                .with("KERF_SIMULATED", folder.resolve("host").toString())
                .run((Object[]) line.replace("FOLDER", folder.toString()).split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "ready, active, 'load a kernel first: kerf load web --kernel=FILE'",
        "ready, loaded, 'load a kernel first: kerf load web --kernel=FILE'",
        "loaded, active, 'boot it: kerf boot web'",
        "loaded, ready, 'unload its kernel: kerf unload web'",
        "active, loaded, 'halt it: kerf kill web'",
        "active, ready, 'halt it first: kerf kill web'",
        "active, failed, 'no command brings it there'"
    })
    void whoWaitsInVainIsToldWhatLeadsThere(String state, String wanted, String remedy) {
        if (!state.equals("ready")) {
            kerf("load web --kernel=FOLDER/vmlinuz");
        }
        if (state.equals("active")) {
            kerf("boot web");
        }

        Outcome outcome = kerf("wait web --timeout=20ms --state=" + wanted);

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err())
                .isEqualTo("Error: instance 'web' did not become " + wanted + " within 20 ms\n  it is " + state + "\n  "
                        + remedy + "\n");
    }

    /** By the files alone: no state of the simulated kernel is such an end. */
    @ParameterizedTest
    @CsvSource({"failed, active", "failed, ready", "empty, active", "empty, loaded"})
    void aWaitForWhatWillNotComeEndsAtOnceAndDoesNotClaimToHaveWaited(String state, String wanted) throws IOException {
        Path root = root(state);

        Outcome outcome = new Console().run("--root", root, "wait", "web", "--timeout=1h", "--state=" + wanted);

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err())
                .isEqualTo("Error: instance 'web' did not become " + wanted + ": it is " + state
                        + " and will not; delete the instance and create it again\n  to delete it: kerf delete web\n");
    }

    @Test
    void anEmptyInstanceIsWaitedForUntilItIsReady() throws IOException {
        Outcome outcome = new Console().run("--root", root("empty"), "wait", "web", "--timeout=20ms", "--state=ready");

        assertThat(outcome.err())
                .isEqualTo("Error: instance 'web' did not become ready within 20 ms\n  it is empty\n"
                        + "  delete it and create it again: kerf delete web\n");
    }

    @Test
    void aWaitThatIsInterruptedDoesNotClaimToHaveWaited() throws IOException {
        Path root = root("ready");
        Thread.currentThread().interrupt();
        Outcome outcome = new Console().run("--root", root, "wait", "web", "--timeout=1h", "--state=active");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err())
                .startsWith("Error: instance 'web' did not become active: the wait was interrupted; it is ready");
    }

    /** The files of the simulated kernel, left alone by it, with another state. */
    private Path root(String state) throws IOException {
        Path root = folder.resolve("host");
        Files.writeString(KernelRoots.under(root).multikernel().resolve("instances/web/status"), state + "\n");
        return root;
    }

    @Test
    void aDryRunOfAWaitLooksAndDoesNotWait() {
        assertThat(kerf("wait web --state=active --dry-run").out())
                .isEqualTo("✓ Instance 'web' is ready, and would be waited for (dry-run mode)\n");
        assertThat(kerf("wait none --state=active --dry-run").exitCode()).isEqualTo(ExitCode.FAILED);
    }
}
