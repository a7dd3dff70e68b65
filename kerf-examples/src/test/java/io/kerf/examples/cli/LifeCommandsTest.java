// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kerf.Host;
import io.kerf.Kerf;
import io.kerf.examples.cli.Console.Outcome;
import io.kerf.model.InstanceState;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From loading a kernel to deleting the instance. */
class LifeCommandsTest {
    @TempDir
    Path folder;

    private Console console = new Console();
    private Host host = Kerf.host(); // a real one, until there is a simulated one

    @BeforeEach
    void makeHost() throws IOException {
        host = Console.host(folder.resolve("host"), "minimal.dts");
        host.createInstance("web").cpus("4-5").memory("1GB").create();
        console = new Console().with("KERF_SIMULATED", folder.resolve("host").toString());
        KernelFile.make(folder.resolve("vmlinuz"));
        Files.write(folder.resolve("initrd.img"), new byte[8192]);
    }

    @AfterEach
    void closeHost() {
        host.close();
    }

    private Outcome kerf(String line) {
        return console.run((Object[]) line.replace("FOLDER", folder.toString()).split(" "));
    }

    private InstanceState state() {
        return host.instance("web").status();
    }

    private String commandLine() {
        return host.instance("web").image().orElseThrow().commandLine().orElse("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exec", "boot", "start"})
    void anInstanceIsLoadedBootedHaltedUnloadedAndDeleted(String boot) {
        assertThat(kerf("load web --kernel=FOLDER/vmlinuz --initrd=FOLDER/initrd.img")
                        .out())
                .isEqualTo("✓ Kernel loaded successfully\n");
        assertThat(kerf(boot + " web").out()).isEqualTo("✓ Boot command executed successfully\n");
        assertThat(state()).isEqualTo(InstanceState.ACTIVE);
        assertThat(kerf("wait --id=1 --state=active").out()).isEqualTo("✓ Instance 'web' is active\n");
        assertThat(kerf("kill web").out()).isEqualTo("✓ Shutdown command executed successfully\n");
        assertThat(kerf("unload --id=1 --verbose").out())
                .isEqualTo("✓ Kernel unloaded successfully\n  Instance: web\n  Instance ID: 1\n  Status: ready\n");
        assertThat(kerf("delete --id=1 --dry-run").out())
                .startsWith("✓ Validation passed for deleting instance 'web'\n")
                .contains("✓ Instance would be deleted (dry-run mode)\n");
        assertThat(kerf("delete web").out()).startsWith("✓ Deleted instance 'web' (transaction ");
        assertThat(host.instances()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "exec web, ready, 'load a kernel first: kerf load web --kernel=FILE'",
        "kill web, ready, ''",
        "unload web, ready, ''",
        "kill web --force, ready, ''",
        "load web --kernel=FOLDER/vmlinuz, loaded, 'kerf unload web'",
        "kill web, loaded, 'it does not run'",
        "delete web, loaded, 'kerf unload web'",
        "delete web --dry-run, loaded, 'kerf unload web'",
        "load web --kernel=FOLDER/vmlinuz, active, 'kerf kill web'",
        "exec web, active, 'it runs already'",
        "unload web, active, 'kerf kill web'",
        "delete web, active, 'kerf kill web'"
    })
    void aStepThatIsNotPermittedNamesTheOneThatIs(String line, String state, String remedy) {
        if (!state.equals("ready")) {
            kerf("load web --kernel=FOLDER/vmlinuz");
        }
        if (state.equals("active")) {
            kerf("exec web");
        }

        Outcome outcome = kerf(line);

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err().lines().toList()).hasSize(3);
        assertThat(outcome.err())
                .startsWith("Error: cannot ")
                .contains("\n  it is " + state + ", and has to be ")
                .contains(remedy);
        assertThat(outcome.out()).isEmpty();
        assertThat(state().text()).isEqualTo(state);
    }

    @Test
    void aDryRunOfAnyStepLeavesTheInstanceAsItIs() {
        kerf("load web --kernel=FOLDER/vmlinuz --dry-run");
        assertThat(state()).isEqualTo(InstanceState.READY);
        kerf("load web --kernel=FOLDER/vmlinuz");
        assertThat(kerf("exec web --dry-run").out()).contains("(dry-run mode)");
        assertThat(state()).isEqualTo(InstanceState.LOADED);
        kerf("exec web");
        kerf("kill web --dry-run");
        kerf("kill web --force --dry-run");
        assertThat(state()).isEqualTo(InstanceState.ACTIVE);
        kerf("kill web --force");
        kerf("unload web --dry-run");
        assertThat(state()).isEqualTo(InstanceState.LOADED);
    }

    @Test
    void theCommandLineIsPutTogetherInOrder() {
        Outcome outcome = console.run(
                "load",
                "web",
                "--kernel=" + folder.resolve("vmlinuz"),
                "--cmdline=root=/dev/sda1 ro",
                "--console=mktty0",
                "--ip=10.0.0.7",
                "--gateway=10.0.0.1",
                "--hostname=web",
                "--nic=eth0");

        assertThat(outcome.err()).isEmpty();
        assertThat(commandLine())
                .isEqualTo("root=/dev/sda1 ro ip=10.0.0.7::10.0.0.1:255.255.255.0:web:eth0:off console=mktty0");
    }

    @Test
    void f37_theDeviceOfDhcpStandsInItsField() {
        kerf("load web --kernel=FOLDER/vmlinuz --ip=dhcp --nic=eth0");

        assertThat(commandLine()).isEqualTo("ip=:::::eth0:dhcp");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--nic=eth0 --gateway=10.0.0.1",
                "--hostname=web",
                "--netmask=255.0.0.0",
                "--ip=dhcp --gateway=10.0.0.1",
                "--ip=dhcp --netmask=255.255.255.0",
                "--ip=10.0.0.7/8 --netmask=255.255.255.0",
                "--ip=10.0.0.7 --gateway=10.0.1.1",
                "--ip=10.0.0.256",
                "--ip=10.0.0.7 --netmask=255.0.255.0",
                "--ip=10.0.0.7 --nic=eth0:off"
            })
    void f38_whatWouldBeIgnoredOrWrongInAnAddressIsRefused(String options) {
        Outcome outcome = kerf("load web --kernel=FOLDER/vmlinuz " + options);

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.USAGE);
        assertThat(state()).isEqualTo(InstanceState.READY);
    }

    @Test
    void f63_aCommandLineThatIsTooLongIsRefused() {
        Outcome outcome = kerf("load web --kernel=FOLDER/vmlinuz --cmdline=" + "x".repeat(3000));

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).contains("at most 2048 bytes");
        assertThat(state()).isEqualTo(InstanceState.READY);
    }

    @Test
    void f62_whatIsRecordedIsTheDigestOfWhatWasLoaded() throws Exception {
        kerf("load web --kernel=FOLDER/vmlinuz");
        String recorded = host.instance("web").loadRecord().orElseThrow().sha256();
        Files.writeString(folder.resolve("vmlinuz"), "another");

        byte[] digest = java.security.MessageDigest.getInstance("SHA-256")
                .digest(KernelFile.elf().array());

        assertThat(recorded).isEqualTo(java.util.HexFormat.of().formatHex(digest));
    }

    @ParameterizedTest
    @CsvSource({
        "load web --kernel=FOLDER/none, 3",
        "load web --kernel=FOLDER, 3",
        "load web --kernel=FOLDER/initrd.img, 3",
        "load web --kernel=FOLDER/vmlinuz --initrd=FOLDER/none, 3",
        "load web --kernel=FOLDER/vmlinuz --initrd=FOLDER, 3",
        "load web --kernel=~/vmlinuz, 3",
        "load none --kernel=FOLDER/none, 1",
        "load web, 2",
        "load --kernel=FOLDER/vmlinuz, 2",
        "load web --kernel=FOLDER/vmlinuz --image=x --rootfs-dir=y, 2",
        "load web --kernel=FOLDER/vmlinuz --rootfs-dir=y, 2",
        "load web --kernel=FOLDER/vmlinuz --entrypoint=/sbin/init, 2",
        "load web --kernel=FOLDER/vmlinuz --image=nginx, 1",
        "load web --kernel=FOLDER/vmlinuz --console=, 2",
        "exec, 2",
        "exec none, 1",
        "exec --id=9, 1",
        "exec web --console, 1",
        "exec web /bin/sh, 2",
        "wait web --state=gone, 2",
        "wait web --state=active --timeout=soon, 2",
        "wait web --state=active --timeout=0s, 1",
        "console web, 1",
        "console none, 1",
        "update none --cpus=4, 1",
        "update web, 2",
        "update web --memory-base=0x1000, 2",
        "update web --memory=2GB --memory-base=0x1000, 1"
    })
    void exitCodesTellWhoseMatterItIs(String line, int exitCode) {
        Outcome outcome = kerf(line);

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(exitCode);
        assertThat(outcome.err())
                .contains("Error: ")
                .doesNotContain("Unexpected")
                .doesNotContain("\tat ");
        assertThat(outcome.out()).isEmpty();
        assertThat(state()).isEqualTo(InstanceState.READY);
    }

    @Test
    void f68_aTildeBehindAnEqualsSignIsExplained() {
        assertThat(kerf("load web --kernel=~/vmlinuz").err())
                .contains("does not exist")
                .contains("'~'");
    }

    @Test
    void aKernelThatDoesNotFitIsNoMatterOfItsFile() {
        host.createInstance("tiny").cpus("6").memory("4MB").create();

        for (String dryRun : List.of("", " --dry-run")) {
            Outcome outcome = kerf("load tiny --kernel=FOLDER/vmlinuz" + dryRun);

            assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.FAILED);
            assertThat(outcome.err()).contains("give it more memory");
            assertThat(outcome.out()).isEmpty();
        }
    }

    /** The file has no blocks: to read it would take minutes. */
    @Test
    @Timeout(20)
    void f24_anInitialFileSystemThatDoesNotFitIsRefusedByItsSizeInADryRunToo() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("initrd.img").toFile(), "rw")) {
            file.setLength(Integer.MAX_VALUE);
        }
        for (String dryRun : List.of("", " --dry-run")) {
            Outcome outcome = kerf("load web --kernel=FOLDER/vmlinuz --initrd=FOLDER/initrd.img" + dryRun);

            assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(outcome.err()).contains("the initial file system 2147483647", "give it more memory");
        }
        assertThat(state()).isEqualTo(InstanceState.READY);
    }

    @Test
    void theTimeThatIsGivenIsThatOfBootsAndHaltsToo() {
        GlobalOptions options = new GlobalOptions();
        Surroundings surroundings = new Surroundings(System.out, System.err, Map.of(), false);
        Shell shell = new Shell(options, surroundings, new Terminal(surroundings, false), new ChangeGuard());
        assertThat(shell.config().stateTimeout()).isEqualTo(Duration.ofSeconds(35));
        options.timeout = Optional.of(Duration.ofMinutes(2));

        assertThat(shell.config().stateTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(shell.config().lockTimeout()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void whatTheKernelCannotTakeWholeIsNoKernelAndNoInitialFileSystem() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/zero")), "no /dev/zero here");
        for (String line : List.of(
                "load web --kernel=/dev/zero", "load web --kernel=FOLDER/vmlinuz --initrd=/dev/zero --dry-run")) {
            Outcome outcome = kerf(line);

            assertThat(outcome.exitCode()).as(line).isEqualTo(ExitCode.FILE);
            assertThat(outcome.err()).contains("'/dev/zero' is a device or a pipe, not a file");
        }
    }

    @Test
    void callsOfTheSystemAreShownUnderDebug() {
        assertThat(kerf("load web --kernel=FOLDER/vmlinuz --debug").err())
                .contains("DEBUG: kexec_file_load('" + folder.resolve("vmlinuz") + "', -1, 0, NULL, 0x3c)");
        assertThat(kerf("exec web --debug").err()).contains("DEBUG: reboot(0xfee1dead, 672274793, 0x4d4b4c49, {id 1})");
        assertThat(kerf("kill web -f --debug").err()).contains("0x4d4b4c46");
        assertThat(kerf("unload web --debug").err()).contains("DEBUG: kexec_file_load(-1, -1, 0, NULL, 0x31)");
    }

    @Test
    void anUpdateGivesAllThatTheInstanceIsToHave() {
        assertThat(kerf("update web --cpus=4,6-7 --memory=2GB --dry-run").out())
                .startsWith("✓ Validation passed for updating instance 'web'\n  CPUs: 4, 6, 7\n")
                .contains("✓ Instance would be updated (dry-run mode)\n");
        assertThat(host.instance("web").describe().cpus()).hasToString("4-5");

        Outcome outcome = kerf("update web --cpus=4,6-7 --memory=2GB --verbose");

        assertThat(outcome.out())
                .startsWith("✓ Updated instance 'web' (transaction")
                .contains("  CPUs: 4, 6, 7\n");
        assertThat(host.instance("web").describe().cpus()).hasToString("4,6-7");
    }
}
