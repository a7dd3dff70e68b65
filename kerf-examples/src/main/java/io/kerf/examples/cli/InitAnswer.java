// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.InitializePlan;
import io.kerf.diag.Diagnostic;
import io.kerf.model.Device;
import io.kerf.model.SystemState;
import io.kerf.validate.Report;
import io.kerf.validate.ReportDetail;
import io.kerf.validate.ReportFormat;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What {@code init} answers. As text, line by line, as things come about; as data, once at the end. With a report, that is the answer, and
 * what became of the baseline stands in it.
 */
final class InitAnswer {
    private final Shell shell;
    private final Report report;
    private final boolean wanted;

    /** An answer; the report is part of it if it is wanted. */
    InitAnswer(Shell shell, Report report, boolean wanted) {
        this.shell = shell;
        this.report = report;
        this.wanted = wanted;
    }

    Report report() {
        return report;
    }

    private boolean isText() {
        return shell.format() == Format.TEXT;
    }

    private ReportDetail detail() {
        return shell.isVerbose() ? ReportDetail.VERBOSE : ReportDetail.NORMAL;
    }

    /** The baseline breaks rules. */
    void invalid() {
        if (isText()) {
            shell.terminal().text(report.render(ReportFormat.TEXT, detail()));
        } else {
            data(false, Optional.empty(), Optional.empty());
        }
    }

    /** It breaks none. */
    void validated() {
        if (!isText()) {
            return;
        }
        if (wanted) {
            shell.terminal().text(report.render(ReportFormat.TEXT, detail()));
        } else {
            shell.terminal().done("Baseline validation passed");
        }
    }

    /** The kernel would take it. */
    void planned(InitializePlan plan) {
        if (!isText()) {
            data(false, Optional.of(plan), Optional.empty());
        } else if (plan.isAlreadySo()) {
            shell.terminal().done("Nothing to change: the pool is as the baseline says");
        } else {
            shell.terminal().done("Baseline would be applied (dry-run mode)");
            details(plan);
        }
    }

    /** Nobody knows whether a kernel would take it. */
    void notPlanned() {
        if (!isText()) {
            data(false, Optional.empty(), Optional.empty());
        }
    }

    /** The kernel refused, and an error says so: a report that is data has no lines in front of it, and is told yet. */
    void notApplied() {
        if (!isText() && wanted) {
            data(false, Optional.empty(), Optional.empty());
        }
    }

    /** The kernel has it. */
    void applied(InitializePlan plan, Path file) {
        if (!isText()) {
            data(true, Optional.of(plan), Optional.of(file));
            return;
        }
        if (plan.isAlreadySo()) {
            shell.terminal().done("Nothing to change: the pool is as the baseline says");
        } else {
            shell.terminal().done("Baseline applied to kernel successfully");
        }
        shell.terminal().detail("Baseline", file);
        details(plan);
    }

    private void details(InitializePlan plan) {
        plan.poolChange()
                .filter(change -> !plan.isAlreadySo())
                .ifPresent(change -> shell.terminal().detail("Change", change));
        if (shell.isVerbose()) {
            SystemState state = plan.description();
            shell.terminal().detail("CPUs", state.cpus().available());
            shell.terminal().detail("Memory", state.memory().pool().size());
            shell.terminal()
                    .detail(
                            "Devices",
                            state.devices().isEmpty()
                                    ? "none"
                                    : state.devices().stream().map(Device::name).collect(Collectors.joining(", ")));
            shell.terminal().detail("Interface", Conversions.word(plan.abi()));
        }
    }

    private void data(boolean applied, Optional<InitializePlan> plan, Optional<Path> file) {
        Answer answer = wanted ? reported() : summary(plan);
        answer.with("applied", applied)
                .with(
                        "changed",
                        applied && plan.filter(each -> !each.isAlreadySo()).isPresent())
                .with("dry_run", shell.isDryRun())
                .with("baseline", file);
        shell.terminal().raw(answer.render(shell.format()));
    }

    /** The report has a form of its own, which is that of all validations. */
    private Answer reported() {
        Answer answer = Answer.of("init");
        ((Map<?, ?>) JsonValues.read(report.render(ReportFormat.JSON, detail())))
                .forEach((key, value) -> answer.with(String.valueOf(key), value));
        return answer;
    }

    private Answer summary(Optional<InitializePlan> plan) {
        SystemState state = report.state();
        return Answer.of("init")
                .with("interface", plan.map(each -> Conversions.word(each.abi())))
                .with(
                        "pool",
                        Answer.part(
                                "cpus",
                                state.cpus().available().stream().boxed().toList(),
                                "memory_bytes",
                                state.memory().pool().size().bytes(),
                                "devices",
                                state.devices().stream().map(Device::name).toList()))
                .with(
                        "warnings",
                        report.warnings().stream().map(Diagnostic::message).toList());
    }
}
