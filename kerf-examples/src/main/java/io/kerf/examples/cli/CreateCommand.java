// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.CreateInstance;
import io.kerf.CreatePlan;
import io.kerf.Host;
import io.kerf.InstanceHandle;
import io.kerf.diag.Diagnostic;
import io.kerf.diag.SubjectKind;
import io.kerf.examples.cli.Conversions.NodeList;
import io.kerf.examples.cli.Conversions.WordList;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceOptions;
import io.kerf.model.MemoryPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "create",
        customSynopsis = "kerf create NAME (--cpus=LIST | --cpu-count=N) --memory=SIZE [OPTIONS]",
        header = "Creates an instance: gives it CPUs, memory and devices of the pool.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kerf create web-server --cpus=4-7 --memory=2GB",
            "  kerf create --cpu-count=8 --memory=16GB --numa-nodes=0 --memory-policy=local database",
            "  kerf create test-instance --cpu-count=4 --memory=2GB --devices=eth0_vf1 --dry-run"
        })
final class CreateCommand implements Task {
    @Parameters(
            index = "0",
            arity = "1",
            paramLabel = "NAME",
            description = "Name of the instance: letters, digits, '.', '_' and '-', at most 63.",
            converter = Conversions.Name.class)
    Optional<InstanceName> name = Optional.empty();

    @Option(
            names = {"-c", "--cpus"},
            paramLabel = "LIST",
            description = "These very CPUs, by physical id, such as 4-7,10; the lowest one boots.",
            converter = Conversions.Cpus.class)
    Optional<CpuSet> cpus = Optional.empty();

    @Option(names = "--cpu-count", paramLabel = "N", description = "So many CPUs, chosen by topology.")
    Optional<Integer> cpuCount = Optional.empty();

    @Option(
            names = "--cpu-affinity",
            paramLabel = "POLICY",
            description = "How they are chosen: ${COMPLETION-CANDIDATES}.",
            converter = PlacementWords.Affinity.class,
            completionCandidates = PlacementWords.AffinityNames.class)
    CpuAffinity affinity = CpuAffinity.COMPACT;

    @Option(
            names = "--numa-nodes",
            paramLabel = "LIST",
            description = "CPUs from these NUMA nodes only.",
            converter = Conversions.Nodes.class)
    NodeList nodes = new NodeList(List.of());

    @Option(
            names = "--memory-policy",
            paramLabel = "POLICY",
            description =
                    "Where memory comes from: ${COMPLETION-CANDIDATES}. Interleave is a wish, the others are demands.",
            converter = PlacementWords.Policy.class,
            completionCandidates = PlacementWords.PolicyNames.class)
    MemoryPolicy policy = MemoryPolicy.NONE;

    @Option(
            names = {"-m", "--memory"},
            paramLabel = "SIZE",
            required = true,
            description = "Memory, such as 2GB or 512MB, in units of 1024.",
            converter = Conversions.Size.class)
    ByteSize memory = ByteSize.ZERO;

    @Option(
            names = "--memory-base",
            paramLabel = "ADDRESS",
            description =
                    "Where the memory has to be, such as 0x80000000. Kernels place it themselves, so another base is refused.",
            converter = Conversions.PageAddress.class)
    Optional<Long> memoryBase = Optional.empty();

    @Option(
            names = {"-d", "--devices"},
            paramLabel = "LIST",
            description = "Devices by name, by part (eth0_vf1, nvme0_ns2) or by PCI address.",
            converter = Conversions.Words.class)
    WordList devices = new WordList(List.of());

    @Option(
            names = "--id",
            paramLabel = "N",
            description = "Id of the instance, 1 to 2047; the lowest free one unless given.",
            converter = Conversions.Id.class)
    Optional<InstanceId> id = Optional.empty();

    @Option(names = "--enable-host-kcore", description = "Let the instance read the memory image of the host.")
    boolean hostKcore;

    @Mixin
    UringOptions uring = new UringOptions();

    /** What is to be said of the plan that was made last, which is the one that was carried out. */
    private List<String> warnings = List.of();

    @Override
    public int run(Shell shell) {
        check();
        try (Host host = shell.host()) {
            return shell.isDryRun() ? plan(shell, host) : create(shell, host);
        }
    }

    private void check() {
        if (cpus.isPresent() == cpuCount.isPresent()) {
            throw CliException.usage(
                    cpus.isPresent() ? "--cpus and --cpu-count exclude each other" : "it is not said which CPUs",
                    "Give --cpus=4-7 for these very CPUs, or --cpu-count=4 for any four");
        }
        cpuCount.filter(count -> count < 1).ifPresent(count -> {
            throw CliException.usage("--cpu-count: an instance has at least one CPU, not " + count);
        });
        cpus.filter(CpuSet::isEmpty).ifPresent(none -> {
            throw CliException.usage("--cpus: an instance has at least one CPU, and the list is empty");
        });
        uring.check();
    }

    private InstanceName name() {
        return name.orElseThrow();
    }

    private CreateInstance.Ready request(Host host) {
        CreateInstance wanted = host.createInstance(name().text());
        CreateInstance.NeedsMemory placed =
                cpus.map(wanted::cpus).orElseGet(() -> wanted.cpuCount(cpuCount.orElseThrow()));
        CreateInstance.Ready request = placed.memory(memory)
                .affinity(affinity)
                .numaNodes(nodes.toArray())
                .options(options());
        request = policy == MemoryPolicy.INTERLEAVE
                ? request.preferredMemoryPolicy(policy)
                : request.memoryPolicy(policy);
        for (String device : devices.words()) {
            request = request.device(device);
        }
        if (memoryBase.isPresent()) {
            request = request.memoryBase(memoryBase.get());
        }
        return id.isPresent() ? request.id(id.get().value()) : request;
    }

    private InstanceOptions options() {
        InstanceOptions options = InstanceOptions.none();
        return uring.onto(hostKcore ? options.withHostKcore() : options);
    }

    private int plan(Shell shell, Host host) {
        CreatePlan plan = request(host).plan();
        shell.showSource(plan.source());
        warnings = warnings(plan);
        Answer answer = InstanceAnswer.of("create", plan.instance(), Optional.empty(), List.of());
        warnings.forEach(shell.terminal()::warning);
        shell.answer(InstanceAnswer.ended(answer, false, true, warnings), terminal -> {
            terminal.done("Validation passed for instance '" + name() + "'");
            details(terminal, plan.instance());
            terminal.line("");
            terminal.done("Instance would be created (dry-run mode)");
            terminal.line("  Remove --dry-run to apply overlay to kernel");
        });
        return ExitCode.DONE;
    }

    private int create(Shell shell, Host host) {
        CreateInstance.Ready request = request(host);
        Transacted<InstanceHandle> made = Transacted.of(
                host,
                name(),
                () -> shell.change(
                        "Creating instance '" + name() + "'",
                        () -> Transacted.onFreshPlan(() -> {
                            CreatePlan plan = request.plan();
                            shell.showSource(plan.source());
                            warnings = warnings(plan);
                            return plan.apply();
                        })));
        Instance created = made.result().describe();
        Answer answer = InstanceAnswer.of("create", created, Optional.of(created.state()), made.transactions());
        warnings.forEach(shell.terminal()::warning);
        shell.answer(InstanceAnswer.ended(answer, true, false, warnings), terminal -> {
            terminal.done("Created instance '" + name() + "'" + InstanceAnswer.suffix(made.transactions()));
            if (shell.isVerbose()) {
                details(terminal, created);
            }
        });
        return ExitCode.DONE;
    }

    /** What the placement and the rules have to say about this instance, but no more than once. */
    private List<String> warnings(CreatePlan plan) {
        List<String> warnings = new ArrayList<>(plan.placement().warnings());
        plan.report().warnings().stream()
                .filter(finding -> finding.isAbout(SubjectKind.INSTANCE, name().text()))
                .map(Diagnostic::message)
                .filter(message -> !warnings.contains(message))
                .forEach(warnings::add);
        return warnings;
    }

    private void details(Terminal terminal, Instance instance) {
        String list = InstanceAnswer.cpus(instance);
        InstanceAnswer.details(
                terminal,
                instance,
                cpuCount.map(count -> count + (count == 1 ? " CPU" : " CPUs") + " auto-allocated: " + list)
                        .orElse(list),
                cpuCount.map(count -> affinity),
                Optional.of(policy).filter(word -> word != MemoryPolicy.NONE));
    }
}
