// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import io.kerf.InstanceHandle;
import io.kerf.kexec.InstanceStateException;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "wait",
        customSynopsis = "kerf wait (NAME | --id=N) --state=STATE [OPTIONS]",
        header = "Waits until an instance is in a state, for --timeout or a minute.",
        footerHeading = "%nExample:%n",
        footer = "  kerf wait web-server --state=active --timeout=30s")
final class WaitCommand implements Task {
    private static final Duration USUAL = Duration.ofMinutes(1);

    @Mixin
    InstanceChoice instance = new InstanceChoice();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            required = true,
            description = "The state: ${COMPLETION-CANDIDATES}.",
            converter = PlacementWords.State.class,
            completionCandidates = PlacementWords.StateNames.class)
    Optional<InstanceState> state = Optional.empty();

    @Override
    public int run(Shell shell) {
        instance.check();
        try (Host host = shell.host()) {
            InstanceHandle handle = instance.in(host);
            InstanceState wanted = state.orElseThrow();
            if (!shell.isDryRun()) {
                await(handle, wanted, shell);
            }
            answer(handle, wanted, shell);
        }
        return ExitCode.DONE;
    }

    private static void await(InstanceHandle handle, InstanceState wanted, Shell shell) {
        Duration timeout = shell.timeoutOr(USUAL);
        shell.terminal().progress("Waiting for instance '" + handle.name() + "'");
        try {
            handle.await(wanted, timeout);
        } catch (InstanceStateException late) {
            InstanceState found = late.found();
            if (Thread.currentThread().isInterrupted()) {
                throw CliException.failed("instance " + late.getMessage());
            }
            if (isDeadEnd(found, wanted)) { // found at once, however long the wait might have been
                throw CliException.failed(
                        "instance " + late.getMessage() + "\nto delete it: kerf delete " + handle.name());
            }
            throw CliException.failed("instance '" + handle.name() + "' did not become " + wanted + " within "
                    + timeout.toMillis() + " ms\nit is " + found + "\n" + remedy(handle.name(), found, wanted));
        }
    }

    private static boolean isDeadEnd(InstanceState found, InstanceState wanted) {
        return found == InstanceState.FAILED || found == InstanceState.EMPTY && wanted != InstanceState.READY;
    }

    /** What leads from one state to the other, since whoever waits in vain has often left that out. */
    private static String remedy(InstanceName name, InstanceState found, InstanceState wanted) {
        if (found == InstanceState.EMPTY) {
            return "delete it and create it again: kerf delete " + name;
        }
        boolean runs = found == InstanceState.ACTIVE;
        return switch (wanted) {
            case READY -> runs ? "halt it first: kerf kill " + name : "unload its kernel: kerf unload " + name;
            case LOADED -> runs ? "halt it: kerf kill " + name : load(name);
            case ACTIVE -> found == InstanceState.READY ? load(name) : "boot it: kerf boot " + name;
            case EMPTY, FAILED -> "no command brings it there";
        };
    }

    private static String load(InstanceName name) {
        return "load a kernel first: kerf load " + name + " --kernel=FILE";
    }

    private static void answer(InstanceHandle handle, InstanceState wanted, Shell shell) {
        Answer answer = InstanceAnswer.of("wait", handle);
        shell.answer(
                InstanceAnswer.ended(answer, false, shell.isDryRun(), List.of()),
                terminal -> terminal.done("Instance '" + handle.name() + "' is "
                        + (shell.isDryRun() ? handle.status() + ", and would be waited for (dry-run mode)" : wanted)));
    }
}
