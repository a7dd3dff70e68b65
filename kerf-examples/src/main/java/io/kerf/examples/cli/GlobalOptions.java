// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.sysfs.KernelAbi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root command and its options, which stand on either side of a command's name. */
@Command(
        name = "kerf",
        header = "Divides this host among several kernels.",
        customSynopsis = "kerf [OPTIONS] COMMAND [ARGS]",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kerf --simulated /tmp/host init --input=baseline.dts",
            "  kerf --simulated /tmp/host create web --cpus=4-7 --memory=2GB",
            "  kerf --simulated /tmp/host show"
        })
final class GlobalOptions {
    @Option(
            names = "--root",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Directory that has the host's proc and sys, in place of /. Also KERF_ROOT.")
    Optional<Path> root = Optional.empty();

    @Option(
            names = "--simulated",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Use the simulated kernel in this directory; init makes it. Also KERF_SIMULATED.")
    Optional<Path> simulated = Optional.empty();

    @Option(
            names = "--abi",
            paramLabel = "ABI",
            scope = ScopeType.INHERIT,
            description =
                    "Generation of the kernel's interface, where it is not to be detected: ${COMPLETION-CANDIDATES}.",
            converter = Conversions.Abi.class,
            completionCandidates = Conversions.AbiNames.class)
    Optional<KernelAbi> abi = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            scope = ScopeType.INHERIT,
            description = "How long to wait for other programs, for a boot, a halt or a state: 30s, 2m, 500ms.",
            converter = Conversions.Time.class)
    Optional<Duration> timeout = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            description = "Form of the answer: ${COMPLETION-CANDIDATES}.",
            converter = Conversions.FormatWord.class)
    Format format = Format.TEXT;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            scope = ScopeType.INHERIT,
            description = "Colours: ${COMPLETION-CANDIDATES}. NO_COLOR in the environment turns auto off.",
            converter = Conversions.ColorWord.class)
    ColorChoice color = ColorChoice.AUTO;

    @Option(names = "--dry-run", scope = ScopeType.INHERIT, description = "Read and check everything, write nothing.")
    boolean dryRun;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Say more.")
    boolean verbose;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show the device tree about to be written, as source, and stack traces.")
    boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show the version.")
    boolean version;
}
