// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.HostUnavailableException;
import io.kerf.PlacementException;
import io.kerf.diag.KerfException;
import io.kerf.kexec.KernelImageException;
import io.kerf.kexec.KernelImageException.Reason;
import io.kerf.validate.ValidationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs one command line, from its words to the exit code. Nothing that a user can type, and no host, brings a stack trace. */
final class Cli {
    /** What the Java machine puts in place of bytes that its locale has no sign for. */
    private static final char SPOILT = '\ufffd';

    private final Surroundings surroundings;
    private final ChangeGuard guard;
    private final GlobalOptions options = new GlobalOptions();

    Cli(Surroundings surroundings, ChangeGuard guard) {
        this.surroundings = surroundings;
        this.guard = guard;
    }

    /** Runs it. */
    int run(String... words) {
        Optional<String> spoilt =
                Arrays.stream(words).filter(word -> word.indexOf(SPOILT) >= 0).findFirst();
        if (spoilt.isPresent()) {
            return spoilt(spoilt.get());
        }
        CommandLine line = settings(Commands.among(options, words));
        try {
            ParseResult parsed = line.parseArgs(words);
            if (!parsed.unmatched().isEmpty()) { // which help forgives
                throw new UnmatchedArgumentException(line, parsed.unmatched());
            }
            return run(parsed);
        } catch (ParameterException wrong) {
            return misused(words, wrong);
        }
    }

    static CommandLine settings(CommandLine line) {
        return line.setOverwrittenOptionsAllowed(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUnmatchedOptionsArePositionalParams(false)
                .setTrimQuotes(false)
                .setExpandAtFiles(false);
    }

    private Terminal terminal() {
        return new Terminal(surroundings, options.color.isOn(surroundings));
    }

    private int run(ParseResult parsed) {
        Terminal terminal = terminal();
        guard.holdBackShutdown(terminal);
        return written(terminal, answered(parsed, terminal));
    }

    private int answered(ParseResult parsed, Terminal terminal) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandSpec command = last.commandSpec();
        if (last.isUsageHelpRequested() || command.userObject() == options && !parsed.isVersionHelpRequested()) {
            terminal.raw(HelpText.of(Commands.all(new GlobalOptions()), command.qualifiedName(" ")));
            return ExitCode.DONE;
        }
        if (parsed.isVersionHelpRequested()) {
            terminal.line("kerf, version " + Version.text());
            return ExitCode.DONE;
        }
        return run((Task) command.userObject(), terminal);
    }

    /** An answer that was lost is an error, on a full disk; a program that has read enough of it is left in peace. */
    private int written(Terminal terminal, int code) {
        if (terminal.flush()) {
            return code;
        }
        if (surroundings.outPipe()) {
            return code == ExitCode.DONE ? ExitCode.NO_READER : code;
        }
        terminal.error(ErrorText.of("the answer cannot be written to standard output"));
        terminal.error("Note: What the command does to the host is done; see whether the disk is full");
        return code == ExitCode.DONE ? ExitCode.FILE : code;
    }

    private int run(Task task, Terminal terminal) {
        try {
            return task.run(new Shell(options, surroundings, terminal, guard));
        } catch (CliException ends) {
            return told(terminal, ends.exitCode(), String.valueOf(ends.getMessage()), ends.notes(), ends);
        } catch (HostUnavailableException unavailable) {
            return told(terminal, ExitCode.NO_KERNEL, unavailable);
        } catch (KernelImageException image) {
            return told(terminal, image.reason() == Reason.MEMORY ? ExitCode.FAILED : ExitCode.FILE, image);
        } catch (ValidationException invalid) {
            return told(terminal, ExitCode.FAILED, RefusedReport.of(invalid.report()), List.of(), invalid);
        } catch (KerfException failure) {
            return told(terminal, ExitCode.FAILED, failure);
        } catch (InvalidPathException | FileSystemException file) {
            return told(terminal, ExitCode.FILE, words(file), List.of(), file);
        } catch (IOException file) {
            return told(terminal, ExitCode.FILE, words(file), List.of(), file);
        } catch (UncheckedIOException file) {
            String reason = Optional.ofNullable(file.getCause())
                    .map(cause -> ": " + words(cause))
                    .orElse("");
            return told(terminal, ExitCode.FILE, file.getMessage() + reason, List.of(), file);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return told(terminal, ExitCode.FAILED, "interrupted", List.of(), interrupted);
        } catch (LinkageError missing) {
            return told(
                    terminal,
                    ExitCode.FAILED,
                    "a part of kerf is missing or damaged: " + missing.getMessage(),
                    List.of("Install kerf again; its jar has all parts"),
                    missing);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError unexpected) {
            return told(
                    terminal,
                    ExitCode.FAILED,
                    "Unexpected error: " + unexpected,
                    List.of("This is a fault of kerf: --debug shows where"),
                    unexpected);
        }
    }

    /** A word that has lost signs would name another file, or give a kernel another command line. */
    private int spoilt(String word) {
        Terminal terminal = terminal();
        terminal.error(ErrorText.of("this locale cannot carry all signs of '" + word + "'"));
        terminal.error("Note: Set another, such as LC_ALL=C.UTF-8");
        terminal.flush();
        return ExitCode.USAGE;
    }

    private static String words(Exception file) {
        if (file instanceof NoSuchFileException missing) {
            return "'" + missing.getFile() + "' does not exist";
        }
        if (file instanceof AccessDeniedException denied) {
            return "'" + denied.getFile() + "': permission denied; try again as root, or mend its mode";
        }
        if (file instanceof FileSystemException failed && failed.getFile() != null) {
            String reason = failed.getReason() == null ? failed.getClass().getSimpleName() : failed.getReason();
            return "'" + failed.getFile() + "': " + reason;
        }
        return String.valueOf(file.getMessage());
    }

    private int told(Terminal terminal, int code, KerfException failure) {
        String layer = failure instanceof PlacementException ? "Resource allocation failed: " : "";
        return told(terminal, code, layer + failure.getMessage(), List.of(), failure);
    }

    private int told(Terminal terminal, int code, String message, List<String> notes, Throwable cause) {
        terminal.error(ErrorText.of(message));
        notes.forEach(note -> terminal.error("Note: " + note));
        if (options.debug) {
            StringWriter trace = new StringWriter();
            cause.printStackTrace(new PrintWriter(trace));
            terminal.error(trace.toString().stripTrailing());
        }
        return code;
    }

    /** Lets parsing go on behind the first fault, so that the one can be told that explains the others. */
    private static void collectErrors(CommandLine line) {
        line.getCommandSpec().parser().collectErrors(true);
        line.getSubcommands().values().forEach(Cli::collectErrors);
    }

    /** Tells what is wrong with a command line; all commands are looked at, so that a mistyped one finds its like. */
    private int misused(String[] words, ParameterException first) {
        CommandLine all = settings(Commands.all(new GlobalOptions()));
        collectErrors(all);
        ParseResult parsed = all.parseArgs(words);
        while (parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        ParameterException wrong = UsageText.foremost(parsed).orElse(first);
        Terminal terminal = terminal();
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        String name = command.qualifiedName(" ");
        terminal.error("Usage: " + HelpText.synopsis(wrong.getCommandLine()));
        terminal.error("Try '" + name + " --help' for help.");
        terminal.error("");
        terminal.error(ErrorText.of(UsageText.of(wrong)));
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            List<String> like = unmatched.getSuggestions();
            if (!like.isEmpty()) {
                terminal.error("Note: Did you mean " + String.join(" or ", like) + "?");
            }
        }
        terminal.flush();
        return ExitCode.USAGE;
    }
}
