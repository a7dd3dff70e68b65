// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.Host;
import io.kerf.InstanceHandle;
import io.kerf.Kerf;
import io.kerf.TransactionHandle;
import io.kerf.examples.cli.Console.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plan}, {@code apply}, {@code teardown} and {@code rollback} on a simulated host in a directory. */
class PlanCommandsTest {
    private static final String WANTED = """
            instances:
              web: { cpus: 4-7, memory: 2GB }
              database: { cpu-count: 4, memory: 4GB }
            """;

    private final Console console = new Console();

    @TempDir
    Path folder = Path.of("");

    private Host host = Kerf.host();

    @BeforeEach
    void makeHost() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("host"));
        host = Console.host(directory, "baseline.dts");
        console.with("KERF_SIMULATED", directory.toString());
    }

    @AfterEach
    void close() {
        host.close();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private List<String> instances() {
        return host.instances().stream()
                .map(each -> each.describe().name() + " " + each.describe().cpus() + " "
                        + each.describe().memory())
                .toList();
    }

    @Test
    void aPlanSaysWhatWouldBeDoneAndWhyAndDoesNothing() throws IOException {
        host.createInstance("old").cpus("8-9").memory("1GB").create();
        host.createInstance("web").cpus("4-5").memory("2GB").create();

        Outcome outcome = console.run("plan", file("wanted.yaml", WANTED));

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .startsWith("1 to create, 1 to update, 0 to replace, 1 to delete, 0 unchanged\n")
                .contains("+ database  create with CPUs ", "there is none of that name")
                .contains("- old       delete, which gives back CPUs 8-9, 1GB", "it is not wanted")
                .contains("~ web       update: CPUs 6-7 come");
        assertThat(outcome.err()).isEmpty();
        assertThat(instances()).containsExactly("old 8-9 1GB", "web 4-5 2GB");
    }

    @Test
    void debugShowsWhatWouldBeWrittenAsSource() throws IOException {
        Outcome outcome = console.run("--debug", "plan", file("wanted.yaml", WANTED));
        assertThat(outcome.err()).contains("─".repeat(70), "/dts-v1/;", "instance-create", "\"web\"");
        assertThat(console.run("plan", file("wanted.yaml", WANTED)).err()).isEmpty();
    }

    @Test
    void desiredStatesAreYamlJsonSourceOrBlobWhateverTheirName() throws IOException {
        Path yaml = file("a.txt", "instances:\n  web: { cpus: 4-7, memory: 2GB }\n");
        Path json = file("b.txt", "{\"instances\": {\"web\": {\"cpus\": \"4-7\", \"memory\": \"2GB\"}}}");
        Path source = file(
                "c.txt",
                "/multikernel-v1/;\n/ { instances { web { resources { cpus = <4 5 6 7>; memory-bytes = <0x80000000>; }; };"
                        + " }; };\n");
        String expected = console.run("plan", yaml).out();

        assertThat(expected).contains("+ web  create with CPUs 4-7, 2GB");
        assertThat(console.run("plan", json).out()).isEqualTo(expected);
        assertThat(console.run("plan", source).out()).isEqualTo(expected);
    }

    @Test
    void applyingTwiceChangesNothingTheSecondTime() throws IOException {
        Path wanted = file("wanted.yaml", WANTED);

        Outcome dry = console.run("apply", wanted, "--dry-run");
        assertThat(dry.exitCode()).isZero();
        assertThat(dry.out()).contains("2 to create", "✓ The plan would be applied (dry-run mode)\n  Remove --dry-run");
        assertThat(instances()).isEmpty();

        Outcome first = console.run("apply", wanted);
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).endsWith("\n✓ Applied: 2 created\n");
        assertThat(instances()).hasSize(2).contains("web 4-7 2GB");

        int transactions = host.transactions().size();
        Outcome second = console.run("apply", wanted);
        assertThat(second.exitCode()).isZero();
        assertThat(second.out()).contains("2 unchanged").endsWith("\n✓ Nothing to change\n");
        assertThat(host.transactions()).hasSize(transactions);
    }

    @Test
    void aStoredPlanIsAppliedWhileItHolds() throws IOException {
        Path wanted = file("wanted.yaml", WANTED);
        Path plan = folder.resolve("agreed.plan");

        Outcome stored = console.run("plan", wanted, "-o", plan);
        assertThat(stored.out()).contains("✓ Stored the plan in " + plan);
        assertThat(console.run("plan", plan).out()).contains("2 to create");
        assertThat(console.run("apply", plan).out()).endsWith("✓ Applied: 2 created\n");

        Outcome stale = console.run("apply", plan);
        assertThat(stale.exitCode()).isEqualTo(1);
        assertThat(stale.out()).isEmpty();
        assertThat(stale.err()).startsWith("Error: ").contains("plan").doesNotContain("\tat ");
        assertThat(instances()).hasSize(2);
    }

    @Test
    void whatCannotBeIsRefusedWithTheReasonAndNothingIsChanged() throws IOException {
        Outcome outcome = console.run("apply", file("wanted.yaml", "instances:\n  web: { cpus: 0-1, memory: 2GB }\n"));
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("Error: ").contains("web");
        assertThat(instances()).isEmpty();
    }

    @Test
    void aFaultInTheFileIsToldWithItsLine() throws IOException {
        Outcome word = console.run("plan", file("wanted.yaml", "instances:\n  web: { cpu: 4-7, memory: 2GB }\n"));
        Outcome missing = console.run("apply", folder.resolve("none.yaml"));

        assertThat(word.exitCode()).isEqualTo(1);
        assertThat(word.err()).contains("wanted.yaml:2:", "'cpu'");
        assertThat(missing.exitCode()).isEqualTo(3);
        assertThat(missing.err()).contains("does not exist");
        assertThat(console.run("plan").exitCode()).isEqualTo(2);
        assertThat(console.run("apply", "a", "b").exitCode()).isEqualTo(2);
    }

    @Test
    void aTeardownGivesEverythingBack() {
        host.createInstance("web").cpus("4-7").memory("2GB").create();

        Outcome dry = console.run("teardown", "--dry-run");
        assertThat(dry.exitCode()).isZero();
        assertThat(dry.out()).contains("  delete 'web'\n", "would be torn down (dry-run mode)");
        assertThat(instances()).hasSize(1);

        Outcome outcome = console.run("teardown");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("  delete 'web'\n", "✓ Torn down\n")
                .contains("  Before: CPUs 4-31, ", "  After: no CPUs, no memory, no devices, no instances");
        assertThat(console.run("teardown").exitCode()).isEqualTo(1);
    }

    @Test
    void anActiveInstanceIsHaltedByForceOnly() throws IOException {
        InstanceHandle web =
                host.createInstance("web").cpus("4-7").memory("2GB").create();
        web.load(io.kerf.kexec.LoadRequest.of(
                io.kerf.kexec.KernelImage.open(KernelFile.make(folder.resolve("vmlinux")))));
        web.boot();

        Outcome refused = console.run("teardown");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("web", "active");
        assertThat(console.run("teardown", "--dry-run").exitCode()).isEqualTo(1);
        Outcome forced = console.run("teardown", "-f");
        assertThat(forced.exitCode()).as(forced.err()).isZero();
        assertThat(forced.out()).containsSubsequence("halt 'web'", "unload 'web'", "delete 'web'");
    }

    @Test
    void aTransactionIsRolledBack() {
        host.createInstance("web").cpus("4-7").memory("2GB").create();
        List<TransactionHandle> all = host.transactions();
        int id = all.get(all.size() - 1).id().number();

        Outcome dry = console.run("rollback", id, "--dry-run");
        assertThat(dry.out())
                .contains("✓ tx_" + id + " would be rolled back (dry-run mode)\n", "create instance 'web'");
        assertThat(instances()).hasSize(1);
        Outcome outcome = console.run("rollback", "tx_" + id);
        assertThat(outcome.out()).contains("✓ Rolled back tx_" + id + "\n", "create instance 'web'");
        assertThat(instances()).isEmpty();
        Outcome again = console.run("rollback", id);
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("there is no transaction tx_" + id);
    }

    @Test
    void aRollbackThatWouldDoHarmIsRefusedInADryRunAsInEarnest() {
        host.createInstance("web").cpus("4-7").memory("2GB").create();
        List<TransactionHandle> all = host.transactions();
        int id = all.get(all.size() - 1).id().number();
        host.instance("web").delete();

        Outcome dry = console.run("rollback", id, "--dry-run");
        Outcome real = console.run("rollback", id);

        assertThat(dry.exitCode()).isEqualTo(1);
        assertThat(dry.err()).isEqualTo(real.err()).contains("touches the same things after it");
        assertThat(console.run("rollback", "five").exitCode()).isEqualTo(2);
        assertThat(console.run("rollback", "-1").exitCode()).isEqualTo(2);
    }
}
