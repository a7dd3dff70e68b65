// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.sysfs.KernelAbi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/**
 * The root command and its options, which stand on either side of a command's name. Put together by calls, since their annotations would
 * be read at every start.
 */
final class GlobalOptions {
    Optional<Path> root = Optional.empty();
    Optional<Path> simulated = Optional.empty();
    Optional<KernelAbi> abi = Optional.empty();
    Optional<Duration> timeout = Optional.empty();
    Format format = Format.TEXT;
    ColorChoice color = ColorChoice.AUTO;
    boolean dryRun;
    boolean verbose;
    boolean debug;

    /** Describes the root command to the parser, which puts what it reads into this object. */
    CommandSpec spec() {
        CommandSpec spec = Specs.command(this, "kerf");
        spec.usageMessage()
                .header("Divides this host among several kernels.")
                .customSynopsis("kerf [OPTIONS] COMMAND [ARGS]")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  kerf --simulated /tmp/host init --input=baseline.dts",
                        "  kerf --simulated /tmp/host create web --cpus=4-7 --memory=2GB",
                        "  kerf --simulated /tmp/host show");
        addPlaces(spec);
        addForms(spec);
        addSwitches(spec);
        return spec;
    }

    private void addPlaces(CommandSpec spec) {
        spec.addOption(
                inherited("--root", "DIR", Path.class, new Conversions.Folder(), value -> root = Optional.of(value))
                        .description("Directory that has the host's proc and sys, in place of /. Also KERF_ROOT.")
                        .build());
        spec.addOption(inherited(
                        "--simulated",
                        "DIR",
                        Path.class,
                        new Conversions.Folder(),
                        value -> simulated = Optional.of(value))
                .description("Use the simulated kernel in this directory; init makes it. Also KERF_SIMULATED.")
                .build());
        spec.addOption(
                inherited("--abi", "ABI", KernelAbi.class, new Conversions.Abi(), value -> abi = Optional.of(value))
                        .completionCandidates(new Conversions.AbiNames())
                        .description(
                                "Generation of the kernel's interface, where it is not to be detected: ${COMPLETION-CANDIDATES}.")
                        .build());
        spec.addOption(inherited(
                        "--timeout",
                        "TIME",
                        Duration.class,
                        new Conversions.Time(),
                        value -> timeout = Optional.of(value))
                .description("How long to wait for other programs, for a boot, a halt or a state: 30s, 2m, 500ms.")
                .build());
    }

    private void addForms(CommandSpec spec) {
        spec.addOption(
                inherited("--format", "FORMAT", Format.class, new Conversions.FormatWord(), value -> format = value)
                        .description("Form of the answer: ${COMPLETION-CANDIDATES}.")
                        .build());
        spec.addOption(
                inherited("--color", "WHEN", ColorChoice.class, new Conversions.ColorWord(), value -> color = value)
                        .description("Colours: ${COMPLETION-CANDIDATES}. NO_COLOR in the environment turns auto off.")
                        .build());
    }

    private void addSwitches(CommandSpec spec) {
        spec.addOption(inheritedFlag(given -> dryRun = given, "--dry-run")
                .description("Read and check everything, write nothing.")
                .build());
        spec.addOption(inheritedFlag(given -> verbose = given, "-v", "--verbose")
                .description("Say more.")
                .build());
        spec.addOption(inheritedFlag(given -> debug = given, "--debug")
                .description("Show the device tree about to be written, as source, and stack traces.")
                .build());
        spec.addOption(inheritedFlag(given -> {}, "-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
        spec.addOption(inheritedFlag(given -> {}, "--version")
                .scopeType(ScopeType.LOCAL)
                .versionHelp(true)
                .description("Show the version.")
                .build());
    }

    private static <T> OptionSpec.Builder inherited(
            String name, String label, Class<T> type, ITypeConverter<T> converter, Consumer<T> setter) {
        return Specs.option(name, label, type, converter, setter).scopeType(ScopeType.INHERIT);
    }

    private static OptionSpec.Builder inheritedFlag(Consumer<Boolean> setter, String... names) {
        return Specs.flag(setter, names).scopeType(ScopeType.INHERIT);
    }
}
