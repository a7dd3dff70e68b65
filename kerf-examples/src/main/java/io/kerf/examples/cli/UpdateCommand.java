// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import io.kerf.InstanceHandle;
import io.kerf.UpdateInstance;
import io.kerf.UpdatePlan;
import io.kerf.diag.Diagnostic;
import io.kerf.diag.SubjectKind;
import io.kerf.examples.cli.Conversions.WordList;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "update",
        customSynopsis = "kerf update (NAME | --id=N) [--cpus=LIST] [--memory=SIZE] [--devices=LIST] [OPTIONS]",
        header = "Changes what an instance has, where it stands.",
        description = "CPUs and devices are all that it is to have, not what is added. Its boot CPU stays.",
        footerHeading = "%nExamples:%n",
        footer = {"  kerf update database --cpus=8-19 --memory=8GB", "  kerf update web-server --devices=none --dry-run"
        })
final class UpdateCommand implements Task {
    private static final String NONE = "none";

    @Mixin
    InstanceChoice instance = new InstanceChoice();

    @Option(
            names = {"-c", "--cpus"},
            paramLabel = "LIST",
            description = "The CPUs that it is to have, by physical id, such as 4-7,10.",
            converter = Conversions.Cpus.class)
    Optional<CpuSet> cpus = Optional.empty();

    @Option(
            names = {"-m", "--memory"},
            paramLabel = "SIZE",
            description = "The memory that it is to have in all, such as 4GB.",
            converter = Conversions.Size.class)
    Optional<ByteSize> memory = Optional.empty();

    @Option(
            names = "--memory-base",
            paramLabel = "ADDRESS",
            description = "Where its memory has to be; kernels do not move it, so only where it is already.",
            converter = Conversions.PageAddress.class)
    Optional<Long> memoryBase = Optional.empty();

    @Option(
            names = {"-d", "--devices"},
            paramLabel = "LIST",
            description = "The devices that it is to have, by name or PCI address; 'none' takes all.",
            converter = Conversions.Words.class)
    Optional<WordList> devices = Optional.empty();

    /** What was planned last, which is what was done. */
    private Optional<UpdatePlan> planned = Optional.empty();

    @Override
    public int run(Shell shell) {
        instance.check();
        check();
        try (Host host = shell.host()) {
            InstanceHandle handle = instance.in(host);
            Transacted<InstanceHandle> done = Transacted.of(
                    host,
                    handle.name(),
                    () -> shell.isDryRun()
                            ? look(shell, host, handle)
                            : shell.change(
                                    "Updating instance '" + handle.name() + "'",
                                    () -> Transacted.onFreshPlan(() -> change(shell, host, handle))));
            answer(shell, planned.orElseThrow(), done);
        }
        return ExitCode.DONE;
    }

    private void check() {
        if (cpus.isEmpty() && memory.isEmpty() && wantedDevices().isEmpty()) {
            throw CliException.usage(
                    "nothing to change is given",
                    "Give --cpus, --memory or --devices; --devices=none takes all devices away");
        }
        if (memoryBase.isPresent() && memory.isEmpty()) {
            throw CliException.usage("--memory-base needs --memory");
        }
        cpus.filter(CpuSet::isEmpty).ifPresent(none -> {
            throw CliException.usage("--cpus: an instance has at least one CPU, and the list is empty");
        });
    }

    /** The devices that are wanted; nothing if nothing was said of them. */
    private Optional<List<String>> wantedDevices() {
        return devices.map(WordList::words)
                .filter(words -> !words.isEmpty())
                .map(words -> words.equals(List.of(NONE)) ? List.<String>of() : words);
    }

    private UpdatePlan plan(Shell shell, Host host, InstanceHandle handle) {
        SystemState state = host.state();
        Instance before = state.instance(handle.name()).orElseThrow(() -> InstanceChoice.gone(handle));
        UpdateInstance update = host.updateInstance(handle.name().text());
        if (cpus.isPresent()) {
            update = update.cpus(cpus.get());
        }
        if (memory.isPresent()) {
            requireBase(before);
            update = update.memory(memory.get());
        }
        if (wantedDevices().isPresent()) {
            List<DeviceRef> wanted =
                    wantedDevices().get().stream().map(state::deviceRef).toList();
            for (DeviceRef held : before.devices()) {
                update = wanted.contains(held) ? update : update.removeDevice(held.text());
            }
            for (DeviceRef each : wanted) {
                update = update.addDevice(each.text());
            }
        }
        UpdatePlan plan = update.plan();
        shell.showSource(plan.source());
        planned = Optional.of(plan);
        return plan;
    }

    private void requireBase(Instance before) {
        memoryBase
                .filter(base -> before.memoryBase().isEmpty()
                        || base != before.memoryBase().getAsLong())
                .ifPresent(base -> {
                    throw CliException.failed(
                            "the memory of instance '" + before.name() + "' cannot be moved to 0x"
                                    + Long.toHexString(base)
                                    + before.regions().stream()
                                            .findFirst()
                                            .map(region -> ": it begins at 0x" + Long.toHexString(region.base()))
                                            .orElse(""),
                            "The kernel places memory itself: leave --memory-base out, or delete the instance and"
                                    + " create it again");
                });
    }

    private InstanceHandle look(Shell shell, Host host, InstanceHandle handle) {
        plan(shell, host, handle);
        return handle;
    }

    /** What is so already is not written at all. */
    private InstanceHandle change(Shell shell, Host host, InstanceHandle handle) {
        UpdatePlan plan = plan(shell, host, handle);
        return plan.change().steps().isEmpty() ? handle : plan.apply();
    }

    private void answer(Shell shell, UpdatePlan plan, Transacted<InstanceHandle> done) {
        boolean changes = !plan.change().steps().isEmpty();
        boolean changed = changes && !shell.isDryRun();
        String name = "'" + plan.after().name() + "'";
        Instance shown = changed ? done.result().describe() : plan.after();
        List<String> warnings = plan.report().warnings().stream()
                .filter(finding -> finding.isAbout(
                        SubjectKind.INSTANCE, plan.after().name().text()))
                .map(Diagnostic::message)
                .toList();
        warnings.forEach(shell.terminal()::warning);
        Answer answer =
                InstanceAnswer.of("update", shown, Optional.of(plan.before().state()), done.transactions());
        shell.answer(InstanceAnswer.ended(answer, changed, shell.isDryRun(), warnings), terminal -> {
            if (!changes) {
                terminal.done("Nothing to change: instance " + name + " is so already");
            } else if (shell.isDryRun()) {
                terminal.done("Validation passed for updating instance " + name);
                InstanceAnswer.details(terminal, shown);
                terminal.line("");
                terminal.done("Instance would be updated (dry-run mode)");
                terminal.line("  Remove --dry-run to apply overlay to kernel");
            } else {
                terminal.done("Updated instance " + name + InstanceAnswer.suffix(done.transactions()));
                if (shell.isVerbose()) {
                    InstanceAnswer.details(terminal, shown);
                }
            }
        });
    }
}
