// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.diag.Diagnostic;
import io.kerf.dts.CheckLevel;
import io.kerf.dts.Dts;
import io.kerf.dts.DtsCheck;
import io.kerf.dts.DtsOptions;
import io.kerf.dts.FolderIncludes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** How device tree source is read and trees are checked, in the words of {@code dtc}. */
final class SourceChoice {
    private static final String UNIT_ADDRESS = "unit_address_vs_reg";

    @Option(
            names = {"-W", "--warning"},
            paramLabel = "[no-]CHECK",
            description = "Turn the warning of a check of dtc on or off, such as no-unit_address_vs_reg.",
            completionCandidates = CheckNames.class)
    List<String> warnings = new ArrayList<>();

    @Option(
            names = {"-E", "--error"},
            paramLabel = "[no-]CHECK",
            description = "Turn the error of a check of dtc on or off.",
            completionCandidates = CheckNames.class)
    List<String> errors = new ArrayList<>();

    @Option(
            names = {"-I", "-i", "--include"},
            paramLabel = "DIR",
            description = "Look for included files here, too; what is read lies there or beside the source.")
    List<Path> folders = new ArrayList<>();

    /**
     * The options for a source.
     *
     * @throws CliException if there is no such check
     */
    DtsOptions options(Path source) {
        DtsOptions options = checks();
        return folders.isEmpty()
                ? options
                : options.withIncludes(FolderIncludes.beside(source, folders.toArray(Path[]::new)));
    }

    /** The options for a tree of any origin. */
    DtsOptions checks() {
        DtsOptions options = DtsOptions.defaults();
        try {
            for (String each : warnings) {
                options = options.withWarning(each);
            }
            for (String each : errors) {
                options = options.withError(each);
            }
        } catch (IllegalArgumentException unknown) {
            throw CliException.usage(
                    String.valueOf(unknown.getMessage()).replace("; Dts.checks() lists them all", ""),
                    "The checks are "
                            + Dts.checks().stream().map(DtsCheck::name).collect(Collectors.joining(", ")));
        }
        return options;
    }

    /** Multikernel trees number their devices by unit address and give them no {@code reg}: that check is made if somebody asks for it. */
    DtsOptions multikernel(DtsOptions options) {
        boolean asked = warnings.stream().anyMatch(each -> each.endsWith(UNIT_ADDRESS))
                || errors.stream().anyMatch(each -> each.endsWith(UNIT_ADDRESS));
        return asked ? options : options.withCheck(UNIT_ADDRESS, CheckLevel.OFF);
    }

    /** What the options of checks take. */
    static final class CheckNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Dts.checks().stream()
                    .flatMap(check -> Stream.of(check.name(), "no-" + check.name()))
                    .iterator();
        }
    }

    /** Says in words of the command line what a finding advises in words of the library. */
    static Diagnostic reworded(Diagnostic finding) {
        return finding.suggestion()
                .filter(text -> text.contains("FolderIncludes.") || text.contains("DtsOptions."))
                .map(text -> finding.withSuggestion(
                        text.replace("allow its folder with FolderIncludes.allowing", "allow its folder with -I")
                                .replaceFirst(", or raise the limit with DtsOptions\\.\\w+", "")
                                .replaceFirst("raise the limit with DtsOptions\\.\\w+", "divide it")))
                .orElse(finding);
    }
}
