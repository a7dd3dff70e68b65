// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.BaselineRequest;
import io.kerf.Host;
import io.kerf.HostUnavailableException;
import io.kerf.InitializePlan;
import io.kerf.diag.Diagnostic;
import io.kerf.validate.Report;
import io.kerf.validate.ValidationException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "init",
        customSynopsis = "kerf init (--input=FILE | --cpus=LIST [--memory=SIZE] [--devices=LIST]) [OPTIONS]",
        header = "Gives the instances their hardware: applies a baseline, or changes the pool that there is.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kerf init --input=baseline.dts --report --dry-run",
            "  kerf init --cpus=4-31 --memory=14GB --devices=eth1,0000:02:00.0",
            "  kerf --simulated /tmp/host --abi=flat-u64 init --input=baseline.dts"
        })
final class InitCommand implements Task {
    @Mixin
    BaselineSource source = new BaselineSource();

    @Option(names = "--report", description = "Print the report of the validation, in --format, and then apply.")
    boolean report;

    @Override
    public int run(Shell shell) {
        source.check();
        BaselineSource.Found found = source.find(shell);
        found.notes().forEach(note -> shell.terminal().error("Note: " + note));
        Report checked = found.report();
        InitAnswer answer = new InitAnswer(shell, checked, report);
        if (!checked.isValid()) {
            if (report) {
                answer.invalid();
                return ExitCode.FAILED;
            }
            throw new ValidationException(checked);
        }
        answer.validated();
        checked.warnings().stream()
                .filter(each -> !report)
                .map(Diagnostic::message)
                .forEach(shell.terminal()::warning);
        InitTarget target = new InitTarget(shell, checked.state());
        try (Host host = target.open()) {
            return shell.isDryRun() ? plan(shell, host, answer) : apply(shell, host, answer, target.file());
        }
    }

    /** A machine that no kernel divides can still have its baselines looked at. */
    private static int plan(Shell shell, Host host, InitAnswer answer) {
        try {
            InitializePlan plan = request(host, answer).plan();
            shell.showSource(plan.source());
            answer.planned(plan);
        } catch (HostUnavailableException noKernel) {
            shell.terminal()
                    .warning("there is no multikernel kernel here, so whether it would take the baseline was not seen");
            answer.notPlanned();
        }
        return ExitCode.DONE;
    }

    private static BaselineRequest request(Host host, InitAnswer answer) {
        return host.initialize(answer.report().state());
    }

    private static int apply(Shell shell, Host host, InitAnswer answer, Path file) {
        BaselineRequest request = request(host, answer);
        boolean done = false;
        try {
            InitializePlan applied = shell.change("Applying the baseline", request::apply);
            done = true;
            shell.showSource(applied.source());
            answer.applied(applied, file);
            return ExitCode.DONE;
        } finally {
            if (!done) {
                answer.notApplied();
            }
        }
    }
}
