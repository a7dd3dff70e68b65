// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Kerf;
import io.kerf.examples.cli.Conversions.WordList;
import io.kerf.model.CpuSet;
import io.kerf.model.Dialect;
import io.kerf.sysfs.KernelAbi;
import io.kerf.sysfs.discovery.BaselineBuilder;
import io.kerf.sysfs.discovery.BaselineProposal;
import io.kerf.sysfs.discovery.HostHardware;
import io.kerf.validate.Report;
import io.kerf.validate.Validator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a baseline comes from: a file, or the machine with a choice of what of it becomes the pool. */
final class BaselineSource {
    @Option(
            names = {"-i", "--input"},
            paramLabel = "FILE",
            description = "The baseline, as device tree source or blob; its content tells which.")
    Optional<Path> input = Optional.empty();

    @Option(
            names = {"-c", "--cpus"},
            paramLabel = "LIST",
            description = "Make a baseline of this machine: these CPUs, by physical id, are for the instances.",
            converter = Conversions.Cpus.class)
    Optional<CpuSet> cpus = Optional.empty();

    @Option(
            names = {"-m", "--memory"},
            paramLabel = "SIZE",
            description = "Memory for the instances, such as 14GB, or by NUMA node: 8GB@0,8GB@1.",
            converter = PoolSize.Reader.class)
    Optional<PoolSize> memory = Optional.empty();

    @Option(
            names = {"-d", "--devices"},
            paramLabel = "LIST",
            description = "Devices for the instances: network interfaces, disks, PCI addresses, platform devices.",
            converter = Conversions.Words.class)
    Optional<WordList> devices = Optional.empty();

    /** What was found, checked, and what is to be said about how it was. */
    record Found(Report report, List<String> notes) {}

    void check() {
        List<String> given = new ArrayList<>();
        cpus.ifPresent(each -> given.add("--cpus"));
        memory.ifPresent(each -> given.add("--memory"));
        devices.ifPresent(each -> given.add("--devices"));
        if (input.isPresent() && !given.isEmpty()) {
            throw CliException.usage(
                    "--input excludes " + String.join(" and ", given),
                    "A file says everything itself; without it the baseline is made of this machine");
        }
        if (input.isEmpty() && cpus.isEmpty()) {
            throw CliException.usage(
                    "it is not said what the baseline is",
                    "Give --input=FILE, or --cpus=LIST --memory=SIZE to make one of this machine");
        }
        cpus.filter(CpuSet::isEmpty).ifPresent(none -> {
            throw CliException.usage("--cpus: the instances need at least one CPU, and the list is empty");
        });
    }

    Found find(Shell shell) {
        if (input.isPresent()) {
            Path file = InputFile.required(input.get(), "input file");
            return new Found(Validator.baseline().validate(Kerf.baseline(file)), List.of());
        }
        return discovered(shell);
    }

    private Found discovered(Shell shell) {
        HostHardware machine = Kerf.discover(shell.roots());
        CpuSet asked = cpus.orElseThrow();
        CpuSet there = machine.facts().physicalCpus();
        if (!there.isEmpty() && !there.containsAll(asked)) {
            throw CliException.usage(
                    "--cpus: this machine has no CPU " + asked.minus(there),
                    "Its physical ids are " + there + "; 'kerf discover' shows them");
        }
        BaselineBuilder builder = machine.baseline().cpus(asked);
        List<String> notes = memory(shell, machine, builder);
        for (String device : devices.map(WordList::words).orElse(List.of())) {
            if (machine.device(device).isEmpty()) {
                throw CliException.usage(
                        "--devices: this machine has no device '" + device + "'", "'kerf discover' shows them");
            }
            builder.device(device);
        }
        BaselineProposal proposal = builder.propose();
        boolean flat = shell.options().abi.filter(KernelAbi::isFlat).isPresent();
        Report report = proposal.report();
        return new Found(
                flat && report.isValid()
                        ? Validator.baseline().on(machine.facts()).validate(proposal.state(Dialect.FLAT))
                        : report,
                notes);
    }

    /** What a flat kernel reserved when it booted is its pool, and it takes no other. */
    private List<String> memory(Shell shell, HostHardware machine, BaselineBuilder builder) {
        if (memory.isEmpty() || shell.simulated().isEmpty() && reservesAtBoot(shell, machine)) {
            if (machine.memory().pool().isEmpty()
                    && machine.memory().bootParameter().isEmpty()) {
                throw CliException.usage(
                        "--memory is missing: no memory was reserved for the instances when this machine booted",
                        "Say how much they get: --memory=8GB, or by NUMA node --memory=4GB@0,4GB@1");
            }
            builder.reservedMemory();
            return memory.isPresent()
                    ? List.of("--memory is ignored: the pool is the memory that was reserved at boot")
                    : List.of();
        }
        memory.get().addTo(builder);
        return List.of();
    }

    private static boolean reservesAtBoot(Shell shell, HostHardware machine) {
        return machine.memory().bootParameter().isPresent()
                || shell.options().abi.filter(KernelAbi::isFlat).isPresent()
                        && !machine.memory().pool().isEmpty();
    }
}
