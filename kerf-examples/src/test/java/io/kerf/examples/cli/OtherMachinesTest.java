// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kerf.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Machines where something is missing: libraries, system calls, the rights of root. Each command line is a process. */
@Timeout(180)
class OtherMachinesTest {
    /** What trees and simulated kernels do without, and what the build tests with. */
    private static final String[] NOT_NEEDED = {
        "jna", "zstd", "commons-compress", "micrometer", "junit", "jqwik", "assertj", "jackson-databind"
    };

    private static final String[] NOBODY = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};

    @TempDir
    private static Path folder;

    private static Path host;
    private static KerfProcess kerf;

    @BeforeAll
    static void prepare() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        kerf = KerfProcess.shared();
        host = folder.resolve("host");
        try (Host made = Console.host(host, "minimal.dts")) {
            made.createInstance("web").cpus("4-5").memory("1GB").create();
        }
        KernelFile.make(folder.resolve("vmlinux"));
        Files.copy(Console.sample("minimal.dts"), folder.resolve("baseline.dts"));
    }

    private static KerfProcess.Ended run(KerfProcess process, String line) throws IOException, InterruptedException {
        return process.run(folder, Map.of(), List.of(line.split(" ")));
    }

    /** Nor does anything else go by libfdt: reading and writing trees needs no library at all. */
    @Test
    void f01_f57_noOptionalLibraryIsNeededForWhatDoesNotUseIt() throws Exception {
        KerfProcess bare = kerf.without(NOT_NEEDED);
        for (String line : List.of(
                "--help",
                "compile baseline.dts -o baseline.dtb",
                "decompile baseline.dtb -o again.dts",
                "validate again.dts",
                "--simulated bare init -i baseline.dtb",
                "--simulated bare create web --cpus=4-5 --memory=1GB",
                "--simulated bare load web --kernel=vmlinux",
                "--simulated bare boot web",
                "--simulated bare show")) {
            KerfProcess.Ended ended = run(bare, line);
            assertThat(ended.exitCode()).as(line + ": " + ended.err()).isZero();
            assertThat(ended.out()).as(line).isNotEmpty();
        }
    }

    @Test
    void f01_aPartThatIsMissingIsNamedWhereItIsNeeded() throws Exception {
        KerfProcess.Ended ended = run(kerf.without("xz-"), "--root host load web --kernel=vmlinux");

        assertThat(ended.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.err())
                .startsWith("Error: a part of kerf is missing or damaged: org/tukaani/xz/")
                .doesNotContain("\tat ");
    }

    @Test
    void f01_f33_onAnotherArchitectureAllWorksButTheSystemCalls() throws Exception {
        for (String architecture : List.of("arm", "i386")) {
            KerfProcess other = kerf.with("-Dos.arch=" + architecture);
            assertThat(run(other, "--root host show web").exitCode()).isZero();
            for (String dryRun : List.of("", " --dry-run")) {
                KerfProcess.Ended ended = run(other, "--root host load web --kernel=vmlinux" + dryRun);

                assertThat(ended.exitCode()).isEqualTo(ExitCode.FAILED);
                assertThat(ended.out()).isEmpty();
                assertThat(ended.err())
                        .startsWith("Error: kexec_file_load failed: ENOSYS")
                        .containsPattern("use .*(aarch64|x86_64)")
                        .doesNotContain("\tat ");
            }
            assertThat(run(kerf, "--root host show web").out()).contains("Status:          ready");
        }
    }

    /** A kernel that only looks like one is asked for nothing. */
    @Test
    void f24_f33_noSystemCallIsMadeForADirectory() throws Exception {
        for (String dryRun : List.of("", " --dry-run")) {
            KerfProcess.Ended ended = run(kerf, "--root host load web --kernel=vmlinux" + dryRun);

            assertThat(ended.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).startsWith("Error: ").contains("no system call is made for it");
        }
    }

    private static void isRefused(KerfProcess.Ended ended, int exitCode, String... told) {
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(exitCode);
        assertThat(ended.err()).startsWith("Error: ").contains(told).doesNotContain("Unexpected", "Exception", "\tat ");
        assertThat(ended.err().lines().count()).isLessThanOrEqualTo(2);
    }

    @Test
    void whoIsNotRootIsToldSo() throws Exception {
        assumeTrue(
                "root".equals(System.getProperty("user.name")) && runs(NOBODY),
                "being somebody else is not tested: that takes root, and setpriv");
        KerfProcess nobody = kerf.by(folder, NOBODY);
        assumeTrue(run(nobody, "--version").exitCode() == 0, "another user cannot read what the tests are compiled to");
        Path locked = Files.writeString(folder.resolve("locked.dts"), "/dts-v1/;\n/ { };\n");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        Path shut = Files.createDirectory(folder.resolve("shut"));
        Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("rwx------"));

        assertThat(run(nobody, "--root host show web").exitCode()).isZero();
        isRefused(run(nobody, "--root host delete web"), ExitCode.FAILED, "kerf.lock", "run as root");
        isRefused(run(nobody, "--simulated shut/x show"), ExitCode.FILE, "permission denied", "as root");
        isRefused(run(nobody, "validate locked.dts"), ExitCode.FILE, "'locked.dts'", "permission denied", "as root");
        isRefused(
                run(nobody, "--root host dump -o x.dtb"),
                ExitCode.FILE,
                "'x.dtb' cannot be written: permission denied in '",
                "as root");
        assertThat(run(nobody, "doctor").out()).contains("privileges", "run it as root");
    }

    private static boolean runs(String... program) throws InterruptedException {
        try {
            return new ProcessBuilder(program[0], "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        }
    }
}
