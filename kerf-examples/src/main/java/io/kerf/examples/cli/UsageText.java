// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in kerf's words what the parser of command lines found. */
final class UsageText {
    private UsageText() {}

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
