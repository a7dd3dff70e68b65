// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import io.kerf.Qualification;
import io.kerf.Qualification.Check;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

@Command(
        name = "doctor",
        header = "Checks whether this host can be divided, and says what to do where not.",
        description = "Ends with 0 if nothing is missing, with 1 if something is. Writes nothing.",
        customSynopsis = "kerf doctor [OPTIONS]",
        footerHeading = "%nExample:%n",
        footer = "  kerf doctor --format=json")
final class DoctorCommand implements Task {
    @Override
    public int run(Shell shell) {
        Qualification found;
        try (Host host = shell.host()) {
            found = host.qualify();
        }
        shell.answer(data(found), terminal -> text(found, terminal));
        return found.isReady() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static Answer data(Qualification found) {
        List<Object> checks = found.checks().stream()
                .<Object>map(check -> Answer.part(
                        "id",
                        check.id(),
                        "title",
                        check.title(),
                        "status",
                        check.status(),
                        "found",
                        CommandWords.of(check.found()),
                        "remedy",
                        CommandWords.of(check.remedy())))
                .toList();
        return Answer.of("doctor").with("ready", found.isReady()).with("checks", checks);
    }

    private static void text(Qualification found, Terminal terminal) {
        for (Check check : found.checks()) {
            terminal.line(String.format(
                    Locale.ROOT,
                    "%s %-17s %s",
                    sign(check, terminal),
                    check.title(),
                    Printable.of(CommandWords.of(check.found()))));
            if (!check.remedy().isEmpty() && check.status() != Qualification.Status.OK) {
                terminal.line("  → " + Printable.of(CommandWords.of(check.remedy())));
            }
        }
        long missing = count(found, Qualification.Status.MISSING);
        long doubtful = count(found, Qualification.Status.WARNING);
        terminal.line("");
        if (found.isReady()) {
            terminal.done("This host is ready" + (doubtful == 0 ? "" : ", with " + counted(doubtful, "warning")));
        } else {
            terminal.line(terminal.painted("31", "✗") + " This host is not ready: " + counted(missing, "problem"));
        }
    }

    private static String sign(Check check, Terminal terminal) {
        return switch (check.status()) {
            case OK -> terminal.painted("32", "✓");
            case WARNING -> terminal.painted("33", "⚠");
            case MISSING -> terminal.painted("31", "✗");
            case UNKNOWN -> "–";
        };
    }

    private static long count(Qualification found, Qualification.Status status) {
        return found.checks().stream().filter(check -> check.status() == status).count();
    }

    private static String counted(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
