// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import io.kerf.TransactionHandle;
import io.kerf.diag.KerfException;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

@Command(
        name = "transactions",
        header = "Lists the kernel's records of changes, oldest first.",
        description = "A record that cannot be read is listed with the reason.",
        customSynopsis = "kerf transactions [OPTIONS]",
        footerHeading = "%nExample:%n",
        footer = "  kerf transactions --format=json")
final class TransactionsCommand implements Task {
    /** A record, or why there is none to see. */
    private record Row(int number, Optional<Transaction> transaction, String problem) {}

    @Override
    public int run(Shell shell) {
        List<Row> rows = new ArrayList<>();
        try (Host host = shell.host()) {
            for (TransactionHandle handle : host.transactions()) {
                row(handle).ifPresent(rows::add);
            }
        }
        Answer answer = Answer.of("transactions")
                .with(
                        "transactions",
                        rows.stream().<Object>map(TransactionsCommand::data).toList());
        shell.answer(answer, terminal -> text(rows, terminal, shell.isVerbose()));
        return ExitCode.DONE;
    }

    /** Empty if the record vanished between two looks. */
    private static Optional<Row> row(TransactionHandle handle) {
        try {
            return Optional.of(new Row(handle.id().number(), Optional.of(handle.details()), ""));
        } catch (KernelInterfaceException gone) {
            return gone.errno().filter(errno -> errno.name().equals("ENOENT")).isPresent()
                    ? Optional.empty()
                    : Optional.of(unreadable(handle, gone));
        } catch (KerfException unreadable) {
            return Optional.of(unreadable(handle, unreadable));
        }
    }

    private static Row unreadable(TransactionHandle handle, KerfException why) {
        return new Row(handle.id().number(), Optional.empty(), String.valueOf(why.getMessage()));
    }

    private static Object data(Row row) {
        Optional<Transaction> seen = row.transaction();
        return Answer.part(
                "id",
                row.number(),
                "status",
                seen.map(Transaction::status),
                "target",
                seen.map(Transaction::target),
                "marker",
                seen.map(Transaction::marker),
                "actions",
                seen.map(Transaction::actions).orElse(List.of()),
                "problem",
                seen.isPresent() ? Optional.empty() : Optional.of(row.problem()));
    }

    private static void text(List<Row> rows, Terminal terminal, boolean verbose) {
        if (rows.isEmpty()) {
            terminal.line("No transactions since the host was booted");
        }
        for (Row row : rows) {
            String id = "tx_" + row.number();
            if (row.transaction().isEmpty()) {
                terminal.line(id + " unreadable: " + Printable.of(row.problem()));
                continue;
            }
            Transaction seen = row.transaction().get();
            String actions = seen.actions().stream().map(Printable::of).collect(Collectors.joining("; "));
            terminal.line(id + " " + seen.status() + ": " + (actions.isEmpty() ? "nothing" : actions));
            if (verbose) {
                terminal.detail("Target", Printable.of(seen.target()));
                terminal.detail("Marker", Printable.of(seen.marker()));
            }
        }
    }
}
