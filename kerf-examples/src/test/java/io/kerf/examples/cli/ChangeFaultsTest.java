// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.Host;
import io.kerf.Kerf;
import io.kerf.examples.cli.Console.Outcome;
import io.kerf.model.CpuSet;
import io.kerf.sysfs.HostLock;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.simulated.SimulatedKernel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that commands which change a host have had elsewhere, each by the number under which it is known. */
class ChangeFaultsTest {
    @TempDir
    Path folder;

    private Console console = new Console();
    private Host host = Kerf.host(); // a real one, until there is a simulated one

    @BeforeEach
    void makeHost() {
        host = Console.host(folder.resolve("host"), "baseline.dts");
        console = new Console().with("KERF_SIMULATED", folder.resolve("host").toString());
    }

    @AfterEach
    void closeHost() {
        host.close();
    }

    private Outcome kerf(Object... words) {
        return console.run(words);
    }

    private Outcome line(String line) {
        return console.run((Object[]) line.split(" "));
    }

    /** Refused for a reason that is the user's, without a change of the host. */
    private void refused(Outcome outcome, int exitCode, String words) {
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(exitCode);
        assertThat(outcome.err())
                .contains("Error: ")
                .contains(words)
                .doesNotContain("Unexpected")
                .doesNotContain("\tat ");
        assertThat(outcome.out()).isEmpty();
        assertThat(host.instances()).isEmpty();
    }

    @Test
    void f18_aDeviceIsGivenToOneInstance() {
        line("create a --cpus=4 --memory=1GB --devices=eth0");

        for (String same : Set.of("eth0", "0000:01:00.0")) {
            Outcome outcome = line("create b --cpus=5 --memory=1GB --devices=" + same);
            assertThat(outcome.exitCode()).isOne();
            assertThat(outcome.err()).contains("eth0").contains("'a'");
        }
        assertThat(host.instances()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "3-4", "40", "4,99"})
    void f20_cpusThatThePoolDoesNotHaveAreRefused(String cpus) {
        refused(line("create w --memory=1GB --cpus=" + cpus), 1, "not in the pool");
    }

    @Test
    void f21_aSuffixIsAPartOnlyWhereDigitsFollow() {
        refused(line("create w --cpus=4 --memory=1GB --devices=foo_vfX --dry-run"), 1, "unknown device");
        refused(line("create w --cpus=4 --memory=1GB --devices=my_nsdev --dry-run"), 1, "unknown device");
    }

    @Test
    void f22_anErrorAboutAPartNamesTheDeviceAndThePart() {
        Outcome outcome = line("create w --cpus=4 --memory=1GB --devices=eth0_vf9");

        refused(outcome, 1, "eth0_vf9");
        assertThat(outcome.err()).doesNotContain("{");
    }

    @Test
    void f23_cpusWithoutATopologyAreOfOneUnknownNode() {
        Outcome outcome = line("create w --cpu-count=2 --cpu-affinity=spread --memory=1GB");

        assertThat(outcome.exitCode()).isZero();
        assertThat(host.instance("w").describe().cpus().size()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create w --cpus=4 --memory=1GB --devices=foo",
                "create w --cpus=1 --memory=1GB",
                "create w --cpus=4 --memory=99GB",
                "create w --cpu-count=2 --memory=1GB --numa-nodes=7"
            })
    void f24_aDryRunFailsAsTheRealRunDoes(String line) {
        Outcome dry = line(line + " --dry-run");
        Outcome real = line(line);

        refused(dry, 1, "");
        assertThat(dry).usingRecursiveComparison().isEqualTo(real);
    }

    @Test
    void f25_detailsAreThoseThatTheKernelShows() {
        Outcome outcome = line("create w --cpus=4 --memory=1GB --verbose");

        assertThat(outcome.exitCode()).isZero();
        String base =
                Long.toHexString(host.instance("w").describe().memoryBase().orElseThrow());
        assertThat(outcome.out()).contains("  Memory: 1GB at 0x" + base + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1GB", "0", "0GB", "1001", "1_000MB", "", "GB", "1.0001KB"})
    void f26_whatIsNoAmountOfMemoryIsRefused(String size) {
        refused(kerf("create", "w", "--cpus=4", "--memory=" + size, "--dry-run"), 2, "--memory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"infGB", "nan", "1e400GB", "9999999999999TB"})
    void f27_whatIsNoFiniteAmountIsRefused(String size) {
        refused(kerf("create", "w", "--cpus=4", "--memory=" + size, "--dry-run"), 2, "--memory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc", "a/b", "a b", "", ".", "..", "-x", "é", "a\nb"})
    void f28_aNameIsASafeFileName(String name) {
        refused(kerf("create", "--cpus=4", "--memory=1GB", "--dry-run", "--", name), 2, "NAME");
    }

    @Test
    void f29_aRangeIsBoundedBeforeItIsCounted() {
        refused(line("create w --cpus=0-4000000000 --memory=1GB --dry-run"), 2, "--cpus");
    }

    @Test
    void f34_nodesAreNotAskedForInVainWhereThereIsNoTopology() {
        refused(line("create w --cpu-count=2 --numa-nodes=7 --memory=1GB"), 1, "node");
    }

    @Test
    void f39_extraArgumentsAreRefused() {
        refused(line("create web extra typo --cpus=4 --memory=1GB --dry-run"), 2, "unexpected argument: extra");
    }

    @Test
    void f40_aNameAndAnIdOfDifferentInstancesAreRefused() {
        line("create web --cpus=4 --memory=1GB --id=3");
        for (String command : Set.of("unload", "exec", "kill", "delete", "console")) {
            Outcome outcome = line(command + " web --id=7");
            assertThat(outcome.exitCode()).as(command).isEqualTo(ExitCode.USAGE);
            assertThat(outcome.err()).contains("instance 'web' has id 3, not 7");
        }
        assertThat(line("delete web --id=3").exitCode()).isZero();
    }

    @Test
    void f46_aDirectoryOfTheUserIsNotWrittenTo() throws IOException {
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.writeString(root.resolve("init"), "mine");
        line("create web --cpus=4 --memory=1GB");

        Outcome outcome = kerf("load", "web", "--kernel=k", "--rootfs-dir=" + root, "--entrypoint=/sbin/init");

        assertThat(outcome.exitCode()).isOne();
        assertThat(outcome.err()).contains("--rootfs-dir is not supported yet");
        try (var files = Files.list(root)) {
            assertThat(files).containsExactly(root.resolve("init"));
        }
        assertThat(root.resolve("init")).hasContent("mine");
    }

    @Test
    void f50_aLockThatAKilledProcessLeftIsNoHindrance() throws IOException {
        Path run = KernelRoots.under(folder.resolve("host")).run();
        line("create a --cpus=4 --memory=1GB");
        try (var files = Files.walk(run)) {
            assertThat(files.filter(Files::isRegularFile))
                    .as("the lock's file stays")
                    .isNotEmpty();
        }

        assertThat(line("create b --cpus=5 --memory=1GB --timeout=0s").exitCode())
                .isZero();
    }

    @Test
    void f50_whoeverHasTheHostIsNamedWithWhatToDo() {
        KernelRoots roots = KernelRoots.under(folder.resolve("host"));
        try (HostLock.Held held = HostLock.of(roots).acquire(Duration.ofSeconds(10))) {
            Outcome outcome = line("create a --cpus=4 --memory=1GB --timeout=100ms");

            assertThat(held).isNotNull();
            assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err())
                    .startsWith("Error: process " + ProcessHandle.current().pid())
                    .contains("is changing the host, and did not end within 100 ms", "--timeout");
        }
        assertThat(line("create a --cpus=4 --memory=1GB").exitCode()).isZero();
    }

    @Test
    void f51_theTransactionsToldAreTheCommandsOwn() {
        String first = line("create a --cpus=4 --memory=1GB").out();
        String second = line("create b --cpus=5 --memory=1GB").out();
        String third = line("delete a").out();

        int newest =
                host.transactions().get(host.transactions().size() - 1).id().number();
        assertThat(first).endsWith("(transaction " + (newest - 2) + ")\n");
        assertThat(second).endsWith("(transaction " + (newest - 1) + ")\n");
        assertThat(third).endsWith("(transaction " + newest + ")\n");
        assertThat(line("update b --cpus=5").out()).doesNotContain("transaction");
    }

    @Test
    void f52_whatIsSoAlreadyIsNotWritten() {
        line("create web --cpus=4-5 --memory=1GB");
        int before = host.transactions().size();

        Outcome outcome = line("update web --cpus=4-5 --memory=1GB");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).isEqualTo("✓ Nothing to change: instance 'web' is so already\n");
        assertThat(host.transactions()).hasSize(before);
    }

    @Test
    void f53_whatIsShownUnderDebugIsWhatIsWritten() {
        line("create web --cpus=4-5 --memory=1GB");
        line("create next --cpus=6 --memory=1GB");

        Outcome outcome = line("update web --memory=2GB --debug");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).contains("memory-add");
        assertThat(host.instance("web").describe().memory().bytes()).isEqualTo(2L << 30);
        assertThat(host.report().errors()).isEmpty();
    }

    @Test
    void f54_devicesCanBeTakenAwayByEitherSpellingAndById() {
        line("create web --cpus=4-5 --memory=1GB --devices=eth0 --id=5");

        assertThat(line("update --id=5 --devices=0000:02:00.0").exitCode()).isZero();
        assertThat(host.instance("web").describe().devices().get(0).text()).isEqualTo("nvme0");
        assertThat(line("update web --devices=none").exitCode()).isZero();
        assertThat(host.instance("web").describe().devices()).isEmpty();
        assertThat(line("update web --devices=").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void f58_nothingOfADeletedInstanceStays() throws IOException {
        KernelFile.make(folder.resolve("k"));
        line("create web --cpus=4-5 --memory=1GB");
        kerf("load", "web", "--kernel=" + folder.resolve("k"));
        line("unload web");

        assertThat(line("delete web").exitCode()).isZero();

        try (var files = Files.walk(KernelRoots.under(folder.resolve("host")).state())) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.contains("web"));
        }
    }

    @Test
    void f66_aRingHasAPowerOfTwoOfEntries() {
        refused(line("create w --cpus=4 --memory=1GB --uring-sq-entries=300 --dry-run"), 2, "power of two");
        refused(line("create w --cpus=4 --memory=1GB --uring-cq-entries=0 --dry-run"), 2, "power of two");
    }

    @Test
    void f67_theExamplesOfAHelpAreALineEach() {
        assertThat(line("create --help").out().lines().toList())
                .contains("  kerf create web-server --cpus=4-7 --memory=2GB");
    }

    @Test
    void f70_memoryNearlyAsLargeAsThePoolIsRefusedWithWhatIsFree() {
        refused(line("create w --cpus=4 --memory=14.5GB"), 1, "14GB");
        line("create all --cpus=4 --memory=13GB");

        Outcome second = line("create w --cpus=5 --memory=2GB");

        assertThat(second.exitCode()).isOne();
        assertThat(second.err()).contains("2GB of memory asked for, 1023MB free");
    }

    @Test
    void anInstanceThatTheKernelGaveUnusableMemoryIsReportedAsTheKernelShowsIt() {
        assertThat(line("create a --cpus=4-6 --memory=1GB").exitCode()).isZero();

        assertThat(SimulatedKernel.onDirectory(folder.resolve("host")).fs().instances())
                .containsExactly("a");
        assertThat(host.state().usedCpus()).isEqualTo(CpuSet.parse("4-6"));
    }

    @Test
    void f60_f61_aKernelThatIsCutOrWildIsRefused() throws IOException {
        line("create web --cpus=4 --memory=1GB");
        byte[] whole = KernelFile.elf().array();
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, 100));
        byte[] wild = whole.clone();
        ByteBuffer.wrap(wild).order(ByteOrder.LITTLE_ENDIAN).putLong(32, 0x7fffffffffffff00L);
        Path offset = Files.write(folder.resolve("wild"), wild);

        for (Path file : Set.of(cut, offset, Files.createFile(folder.resolve("empty")))) {
            Outcome outcome = kerf("load", "web", "--kernel=" + file);
            assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.FILE);
            assertThat(outcome.err()).contains(file.toString()).doesNotContain("Unexpected");
        }
        assertThat(host.instance("web").status().text()).isEqualTo("ready");
    }
}
