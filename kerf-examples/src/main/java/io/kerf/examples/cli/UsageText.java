// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in kerf's words what the parser of command lines found. */
final class UsageText {
    private UsageText() {}

    /** Of several faults the one that explains the others: where an option is mistyped, another seems to be missing. */
    static Optional<ParameterException> foremost(ParseResult parsed) {
        List<ParameterException> errors = new ArrayList<>();
        if (!parsed.unmatched().isEmpty()) {
            errors.add(new UnmatchedArgumentException(parsed.commandSpec().commandLine(), parsed.unmatched()));
        }
        parsed.errors().stream()
                .filter(ParameterException.class::isInstance)
                .map(ParameterException.class::cast)
                .forEach(errors::add);
        return errors.stream()
                .filter(error -> error instanceof UnmatchedArgumentException unmatched
                        && unmatched.getUnmatched().get(0).startsWith("-"))
                .findFirst()
                // A name that cannot be one is both: what it should be explains more than that it is too much.
                .or(() -> errors.stream()
                        .filter(error -> error.getArgSpec() != null && !(error instanceof MissingParameterException))
                        .findFirst())
                .or(() -> errors.stream().findFirst());
    }

    static String of(ParameterException wrong) {
        if (wrong instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return "missing "
                    + missing.getMissing().stream().map(UsageText::named).collect(Collectors.joining(" and "));
        }
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().get(0);
            if (word.startsWith("-")) {
                return "no such option: " + word;
            }
            return wrong.getCommandLine().getParent() == null
                    ? "no such command: " + word
                    : "unexpected argument: " + word;
        }
        String message = String.valueOf(wrong.getMessage());
        ArgSpec argument = wrong.getArgSpec();
        return argument == null
                ? message
                : named(argument) + ": " + message.replaceFirst("^Invalid value for [^:]*: ", "");
    }

    private static String named(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }
}
