// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kerf.sysfs.Errno;
import io.kerf.sysfs.simulated.SimulatedImage;
import io.kerf.sysfs.simulated.SimulatedKernel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real calls, as the kernel would see them: {@link InjectedCalls} runs under {@code strace}, which shows them and answers in the kernel's
 * place. Skipped where processes cannot be traced, as in some containers, but not in CI.
 */
class InjectedCallsOracleTest {
    private static final String CALLS = "kexec_file_load,reboot,mount";

    private static final String SETPRIV = "/usr/bin/setpriv";
    private static final String DROPPED = "-sys_boot,-sys_admin";

    @TempDir
    private static Path directory;

    /** Whether strace can be told to take the program with it, should it die. */
    private static boolean endsWithTracer;

    /** What runs said, by the errno that was injected; 0 for none. */
    private static final Map<Integer, List<String>> SAID = new ConcurrentHashMap<>();

    private static List<String> trace;

    @BeforeAll
    static void runAll() throws Exception {
        requireTracing();
        Path folder = Files.createDirectories(directory.resolve("0"));
        prepare(folder);
        SAID.put(0, run(folder, 0));
        trace = Files.readAllLines(folder.resolve("trace"), StandardCharsets.ISO_8859_1);
        Path errors = Files.createDirectories(directory.resolve("errors"));
        SimulatedKernel kernel = prepare(errors);
        for (int id : new int[] {3, 511}) {
            assertThat(kernel.kexecLoad(id, new SimulatedImage(4096, 3, ""))).isEmpty();
        }
        assertThat(kernel.boot(511)).isEmpty();
    }

    private static SimulatedKernel prepare(Path folder) throws IOException {
        SimulatedKernel kernel = DirectoryHost.boot(folder);
        Files.write(folder.resolve("vmlinux"), Elf.kernel(9000));
        Files.write(folder.resolve("initrd"), new byte[] {1, 2, 3});
        return kernel;
    }

    private static void requireTracing() throws Exception {
        require(
                succeeds("strace", "-f", "-o", "/dev/null", "true"),
                "strace is not there or cannot trace processes: the real calls are not looked at");
        require(
                !isRoot() || succeeds(SETPRIV, "--bounding-set=" + DROPPED, "--inh-caps=" + DROPPED, "true"),
                "setpriv cannot take the capabilities from root: the real calls are not looked at, since nothing but strace"
                        + " would be between them and the kernel");
        endsWithTracer = succeeds("strace", "--kill-on-exit", "-f", "-o", "/dev/null", "true");
    }

    private static void require(boolean there, String otherwise) {
        if (!there && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("in CI the real calls must be looked at, but " + otherwise);
        }
        assumeTrue(there, otherwise);
    }

    private static boolean isRoot() throws IOException {
        return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).intValue() == 0;
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            Process probe = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return probe.waitFor(30, TimeUnit.SECONDS) && probe.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> run(Path folder, int errno) throws Exception {
        String answer = errno == 0 ? "retval=0" : "error=" + new Errno(errno).name();
        String injected = errno == 0 ? CALLS : CALLS + ",personality";
        List<String> command =
                new ArrayList<>(List.of("strace", "-f", "--seccomp-bpf", "-X", "raw", "-y", "-s", "4096"));
        if (endsWithTracer) {
            command.add("--kill-on-exit");
        }
        command.addAll(List.of(
                "-o", folder.resolve(errno == 0 ? "trace" : "trace." + errno).toString()));
        command.addAll(List.of("-e", "trace=" + injected, "-e", "inject=" + injected + ":" + answer));
        if (isRoot()) {
            // Should injection fail for all that, the kernel refuses the calls for want of the capabilities.
            command.addAll(List.of(SETPRIV, "--bounding-set=" + DROPPED, "--inh-caps=" + DROPPED));
        }
        command.addAll(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xshare:auto"));
        command.addAll(
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(InjectedCalls.class.getName(), folder.toString(), Integer.toString(errno)));
        Path output = folder.resolve("output." + errno);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(90, TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output);
        assertThat(ended && process.exitValue() == 0)
                .as(() -> command + "\n" + String.join("\n", lines))
                .isTrue();
        assertThat(lines).contains("INJECTED");
        return lines;
    }

    /** Calls in the trace, without the process id in front and without those that prove that injection is active. */
    private static List<String> calls(String name) {
        return trace.stream()
                .map(line -> line.replaceFirst("^[0-9]+ +", ""))
                .filter(line -> line.startsWith(name + "("))
                .skip(1)
                .toList();
    }

    @Test
    void everyCallIsAnsweredInTheKernelsPlace() {
        List<String> made = trace.stream()
                .filter(line -> line.matches("[0-9]+ +(kexec_file_load|reboot|mount)\\(.*"))
                .toList();

        assertThat(made).hasSize(3 + 25 + 12).allMatch(line -> line.endsWith("= 0 (INJECTED)"));
        assertThat(SAID.get(0)).contains("ALL MADE");
    }

    @Test
    void loadsAreWhatTheKernelExpects() {
        String line = "\"console=mktty0 \\\"a b\\\"\\0\"";
        List<String> expected = new ArrayList<>();
        for (String flags : List.of("3", "7", "3ff", "fff")) {
            expected.add("kexec_file_load(memfd:kerf-kernel, -1, 21, " + line + ", 0x" + flags + "4) = 0 (INJECTED)");
            expected.add("kexec_file_load(memfd:kerf-kernel, memfd:kerf-initrd, 21, " + line + ", 0x" + flags
                    + "0) = 0 (INJECTED)");
            expected.add("kexec_file_load(-1, -1, 0, NULL, 0x" + flags + "1) = 0 (INJECTED)");
        }

        assertThat(calls("kexec_file_load").stream()
                        .map(call -> call.replaceAll("[0-9]+</?(memfd:kerf-[a-z]+)[^>]*>(\\(deleted\\))?", "$1"))
                        .limit(12))
                .containsExactlyElementsOf(expected);
    }

    @Test
    void rebootHasItsMagicsAndOneOfThreeCommands() {
        List<String> commands = IntStream.range(0, 4)
                .boxed()
                .flatMap(id -> List.of("0x4d4b4c49", "0x4d4b4c46", "0x4d4b4c48").stream())
                .toList();

        List<String> calls = calls("reboot");

        assertThat(calls).allMatch(call -> call.startsWith("reboot(0xfee1dead, 0x28121969, 0x4d4b4c4"));
        assertThat(calls.stream()
                        .limit(12)
                        .map(call -> call.replaceAll(
                                "reboot\\(0xfee1dead, 0x28121969, (0x[0-9a-f]+).*= 0 \\(INJECTED\\)", "$1")))
                .containsExactlyElementsOf(commands);
    }

    @Test
    void mountNamesTheTypeAndHasNoOptions() {
        assertThat(calls("mount"))
                .containsExactly("mount(\"none\", \"/sys/fs/multikernel\", \"multikernel\", 0, NULL) = 0 (INJECTED)");
    }

    @Test
    void everyStateAndActionGivesTheOutcomeOfTheTable() {
        Map<String, String> after = Map.of(
                "ready LOAD", "done loaded",
                "loaded UNLOAD", "done ready",
                "loaded BOOT", "done active",
                "loaded FORCE_HALT", "done loaded",
                "active HALT", "done loaded",
                "active FORCE_HALT", "done loaded");
        List<String> expected = new ArrayList<>();
        for (String state : List.of("ready", "loaded", "active")) {
            for (InstanceAction action : InstanceAction.values()) {
                String outcome = after.getOrDefault(state + " " + action, "refused " + state);
                String line = "STATE " + state + " " + action + " " + outcome;
                expected.addAll(List.of(line, line));
            }
        }

        assertThat(SAID.get(0).stream().filter(line -> line.startsWith("STATE")))
                .containsExactlyElementsOf(expected);
        // Two ways each: nothing that was refused became a call.
        assertThat(calls("kexec_file_load")).hasSize(12 + 2 * 2);
        assertThat(calls("reboot")).hasSize(12 + 2 * 4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EPERM",
                "EINVAL",
                "ENOENT",
                "EBUSY",
                "ENOEXEC",
                "ENOMEM",
                "EBADF",
                "EFAULT",
                "EFBIG",
                "EKEYREJECTED",
                "ENOKEY",
                "ENOSYS",
                "ENODEV",
                "ETIMEDOUT"
            })
    void everyErrnoIsExplainedForItsCall(String name) throws Exception {
        Errno errno = (Errno) Errno.class.getField(name).get(null);
        Map<String, String> said = run(directory.resolve("errors"), errno.number()).stream()
                .filter(line -> line.matches("(load|unload|boot|halt|force halt|mount): .*"))
                .collect(Collectors.toMap(line -> line.split(": ", 2)[0], line -> line.split(": ", 2)[1]));

        assertThat(said).containsOnlyKeys("load", "unload", "boot", "halt", "force halt", "mount");
        said.forEach((call, message) -> {
            if (call.equals("mount") && name.equals("EBUSY")) {
                assertThat(message).isEqualTo("done");
                return;
            }
            String system = call.endsWith("load")
                    ? "kexec_file_load"
                    : call.equals("mount") ? "mount on /sys/fs/multikernel" : "reboot (" + call + ")";
            assertThat(message).startsWith(system + " failed: " + errno);
            String meaning = ERRNOS.getOrDefault(name + " " + call, ERRNOS.getOrDefault(name + " " + kind(call), ""));
            assertThat(message).as(name + " " + call).contains(meaning);
            assertThat(meaning.isEmpty())
                    .as("what is said of " + name + " " + call + ": " + message)
                    .isEqualTo(message.endsWith(errno.toString()));
        });
    }

    private static String kind(String call) {
        return call.endsWith("load") ? "kexec" : call.equals("mount") ? "mounting" : "reboot";
    }

    /** What the documentation has for each errno of each call; none for those that a call does not give. */
    private static final Map<String, String> ERRNOS = Map.ofEntries(
            Map.entry(
                    "EPERM kexec", "CAP_SYS_BOOT, kernel.kexec_load_disabled = 0, and kernel.kexec_load_limit_reboot"),
            Map.entry("EPERM reboot", "CAP_SYS_BOOT"),
            Map.entry("EPERM mounting", "CAP_SYS_ADMIN"),
            Map.entry("EINVAL kexec", "flags, the id or the command line"),
            Map.entry("EINVAL boot", "no image or no CPUs"),
            Map.entry("EINVAL halt", "not active"),
            Map.entry("EINVAL force halt", "neither active nor loaded"),
            Map.entry("EINVAL mounting", "options"),
            Map.entry("ENOENT load", "no instance with this id"),
            Map.entry("ENOENT unload", "has no image"),
            Map.entry("ENOENT reboot", "no instance with this id"),
            Map.entry("ENOENT mounting", "mount point is not there"),
            Map.entry("EBUSY load", "has an image already"),
            Map.entry("EBUSY unload", "another kexec operation runs"),
            Map.entry("EBUSY boot", "not parked yet"),
            Map.entry("ENOEXEC kexec", "format of the image"),
            Map.entry("ENOMEM kexec", "do not fit the instance's memory"),
            Map.entry("ENOMEM reboot", "out of memory"),
            Map.entry("EBADF kexec", "file descriptor"),
            Map.entry("EFAULT kexec", "pointer"),
            Map.entry("EFAULT reboot", "pointer"),
            Map.entry("EFBIG kexec", "4 GiB"),
            Map.entry("EKEYREJECTED kexec", "signature policy"),
            Map.entry("ENOKEY kexec", "knows no key"),
            Map.entry("ENOSYS kexec", "without kexec_file_load"),
            Map.entry("ENODEV reboot", "without multikernel"),
            Map.entry("ENODEV mounting", "no multikernel file system"),
            Map.entry("ETIMEDOUT halt", "within 30 seconds"),
            Map.entry("ETIMEDOUT force halt", "did not stop in time"));
}
