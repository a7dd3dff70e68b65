// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import io.kerf.HostConfig;
import io.kerf.Kerf;
import io.kerf.sysfs.HostLock;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.SysfsMultikernel;
import io.kerf.sysfs.simulated.SimulatedKernel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What every command works with: the global options, the host that they mean, and the terminal. */
final class Shell {
    private static final int USUAL_COLUMNS = 100;
    private static final int LEAST_COLUMNS = 50;

    private final GlobalOptions options;
    private final Surroundings surroundings;
    private final Terminal terminal;
    private final ChangeGuard guard;
    /** The simulated kernel, once it was asked for: joining it takes longer than anything that is asked of it. */
    private Optional<SimulatedKernel> joined = Optional.empty();

    Shell(GlobalOptions options, Surroundings surroundings, Terminal terminal, ChangeGuard guard) {
        this.options = options;
        this.surroundings = surroundings;
        this.terminal = terminal;
        this.guard = guard;
    }

    Terminal terminal() {
        return terminal;
    }

    Format format() {
        return options.format;
    }

    boolean isVerbose() {
        return options.verbose;
    }

    boolean isDebug() {
        return options.debug;
    }

    /** How many signs a line has room for. */
    int columns() {
        String stated = surroundings.environment().getOrDefault("COLUMNS", "");
        int columns = stated.matches("[0-9]{1,4}") ? Integer.parseInt(stated) : USUAL_COLUMNS;
        return Math.max(LEAST_COLUMNS, columns);
    }

    boolean isDryRun() {
        return options.dryRun;
    }

    /** Whether somebody sees the answer on a terminal. */
    boolean isOutTerminal() {
        return surroundings.outTerminal();
    }

    GlobalOptions options() {
        return options;
    }

    /** How long to wait, where the command line says; else a time that suits the wait. */
    Duration timeoutOr(Duration usual) {
        return options.timeout.orElse(usual);
    }

    /** The directory of the simulated kernel, by option or environment; a root that the command line names outdoes the environment. */
    Optional<Path> simulated() {
        return options.simulated.or(() -> options.root.isPresent() ? Optional.empty() : variable("KERF_SIMULATED"));
    }

    /** Where the host's files are. */
    KernelRoots roots() {
        return options.root
                .or(() -> variable("KERF_ROOT"))
                .map(KernelRoots::under)
                .orElseGet(KernelRoots::system);
    }

    /** Where the files of the kernel are that is worked on, simulated or not. */
    KernelRoots places() {
        return simulated().map(KernelRoots::under).orElseGet(this::roots);
    }

    /** The programs that read the answers, if any do. */
    Optional<PipeReaders> readers() {
        return surroundings.outPipe() ? Optional.of(new PipeReaders(Path.of("/proc"), 1)) : Optional.empty();
    }

    private Optional<Path> variable(String name) {
        return Optional.ofNullable(surroundings.environment().get(name))
                .filter(value -> !value.isEmpty())
                .map(Path::of);
    }

    HostConfig config() {
        HostConfig placed = HostConfig.system().withRoots(roots());
        HostConfig config = options.abi.map(placed::withAbi).orElse(placed);
        return options.timeout
                .map(time -> config.withLockTimeout(time).withStateTimeout(time))
                .orElse(config);
    }

    /** Opens the host: the simulated one if a directory is named, else the one that this program runs on. */
    Host host() {
        return simulated().map(this::simulatedHost).orElseGet(() -> Kerf.host(config()));
    }

    private Host simulatedHost(Path directory) {
        return Kerf.simulated(simulatedKernel(directory), config());
    }

    private SimulatedKernel simulatedKernel(Path directory) {
        joined = joined.or(() -> SimulatedDirectory.kernel(directory));
        return joined.orElseThrow(() -> CliException.failed(
                "no simulated kernel in '" + directory + "'",
                "Make one: kerf --simulated " + directory + " init --input=baseline.dts"));
    }

    /** The kernel's files, which the host itself reads, too; there is a kernel then. */
    KernelFiles kernelFiles() {
        return simulated()
                .map(this::simulatedKernel)
                .map(kernel -> new KernelFiles(kernel.fs(), kernel.roots().orElseThrow()))
                .orElseGet(this::systemFiles);
    }

    private KernelFiles systemFiles() {
        try (Host host = Kerf.host(config())) {
            host.transactions(); // says what to do where there is no such kernel
        }
        return new KernelFiles(SysfsMultikernel.of(roots()), roots());
    }

    /** Answers: as text by a command's own lines, else as data. */
    void answer(Answer answer, Consumer<Terminal> text) {
        if (options.format == Format.TEXT) {
            text.accept(terminal);
        } else {
            terminal.raw(answer.render(options.format));
        }
    }

    /** Shows a device tree about to be written, as source between two rules, under {@code --debug}. */
    void showSource(String source) {
        if (options.debug && !source.isEmpty()) {
            String rule = "─".repeat(70);
            terminal.error(rule);
            source.lines().forEach(terminal::error);
            terminal.error(rule);
        }
    }

    /** Makes a change that Ctrl-C does not cut in two: the process ends after it, not within. */
    <T> T change(String what, Supplier<T> change) {
        HostLock lock = HostLock.of(places());
        new HostQueue(lock, timeoutOr(config().lockTimeout()), terminal).await();
        terminal.progress(what);
        return guard.uninterrupted(lock, change);
    }

    /** A step of a change that waits for an instance, in which Ctrl-C ends that wait. */
    Runnable waiting(Runnable step) {
        return guard.waiting(step);
    }
}
