// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import io.kerf.TransactionHandle;
import io.kerf.sysfs.Transaction;
import io.kerf.sysfs.TransactionId;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "rollback",
        header = "Undoes a transaction, where that does no harm.",
        description = {
            "",
            "Refused, with the reason, if a later transaction touches the same things, if a step cannot be undone, or if an instance"
                    + " that it created has a kernel loaded or running."
        },
        customSynopsis = "kerf rollback ID [--dry-run] [OPTIONS]",
        footerHeading = "%nExamples:%n",
        footer = {"  kerf rollback 5", "  kerf rollback tx_5 --dry-run"})
final class RollbackCommand implements Task {
    @Parameters(
            index = "0",
            paramLabel = "ID",
            description = "Number of the transaction; 'kerf transactions' lists them.",
            converter = Conversions.Transaction.class)
    TransactionId id = new TransactionId(1);

    @Override
    public int run(Shell shell) {
        try (Host host = shell.host()) {
            TransactionHandle handle = find(host.transactions());
            Transaction details = handle.details();
            if (shell.isDryRun()) {
                handle.checkRollback();
            } else {
                shell.change("Rolling back " + id, () -> {
                    handle.rollback();
                    return details;
                });
            }
            Answer answer = Answer.of("rollback")
                    .with("applied", !shell.isDryRun())
                    .with("transaction", id.number())
                    .with("actions", details.actions());
            shell.answer(answer, terminal -> {
                terminal.done(shell.isDryRun() ? id + " would be rolled back (dry-run mode)" : "Rolled back " + id);
                details.actions().forEach(action -> terminal.detail("Undone", action));
            });
            return ExitCode.DONE;
        }
    }

    private TransactionHandle find(List<TransactionHandle> all) {
        return all.stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> CliException.failed(
                        "there is no transaction " + id,
                        all.isEmpty()
                                ? "The kernel records none"
                                : "There are "
                                        + all.stream()
                                                .map(each -> each.id().toString())
                                                .collect(Collectors.joining(", "))));
    }
}
