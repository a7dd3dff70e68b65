// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import io.kerf.InstanceHandle;
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
            shell.terminal().progress("Waiting for instance '" + handle.name() + "'");
            handle.await(wanted, shell.timeoutOr(USUAL));
            Answer answer = InstanceAnswer.of("wait", handle);
            shell.answer(
                    InstanceAnswer.ended(answer, false, false, List.of()),
                    terminal -> terminal.done("Instance '" + handle.name() + "' is " + wanted));
        }
        return ExitCode.DONE;
    }
}
