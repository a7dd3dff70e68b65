// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import io.kerf.HostCapacity;
import io.kerf.HostCapacity.Advice;
import io.kerf.HostCapacity.Largest;
import io.kerf.alloc.NodeFree;
import io.kerf.model.InstanceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import picocli.CommandLine.Command;

@Command(
        name = "capacity",
        header = "Works out what the host could still give, anywhere and on each NUMA node.",
        description = "With --verbose under every affinity and policy for shared cores.",
        customSynopsis = "kerf capacity [OPTIONS]",
        footerHeading = "%nExample:%n",
        footer = "  kerf capacity --format=json")
final class CapacityCommand implements Task {
    @Override
    public int run(Shell shell) {
        HostCapacity capacity;
        try (Host host = shell.host()) {
            capacity = host.capacity();
        }
        Answer answer = Answer.of("capacity")
                .with(
                        "free",
                        capacity.limits().nodes().stream()
                                .<Object>map(CapacityCommand::free)
                                .toList())
                .with(
                        "largest",
                        capacity.largest().stream()
                                .<Object>map(CapacityCommand::largest)
                                .toList())
                .with("advice", capacity.advice().map(CapacityCommand::advice));
        shell.answer(answer, terminal -> text(capacity, terminal, shell.isVerbose()));
        return ExitCode.DONE;
    }

    private static Object free(NodeFree free) {
        return Answer.part(
                "numa_node",
                free.node(),
                "cpus",
                free.cpus(),
                "unshared_cpus",
                free.unsharedCpus(),
                "memory_bytes",
                free.memory().bytes(),
                "largest_run_bytes",
                free.largestRun().bytes());
    }

    private static Object largest(Largest most) {
        return Answer.part(
                "numa_node",
                most.node(),
                "cpu_affinity",
                most.affinity(),
                "smt",
                most.smt(),
                "memory_policy",
                most.memoryPolicy(),
                "cpus",
                most.cpus(),
                "memory_bytes",
                most.memory().bytes());
    }

    private static Object advice(Advice advice) {
        List<String> moves = advice.plan().moves().stream()
                .map(move -> move.instance().text())
                .toList();
        return Answer.part(
                "memory_bytes",
                advice.memory().bytes(),
                "move",
                moves,
                "halt_before",
                advice.running().stream().map(InstanceName::text).toList());
    }

    private static void text(HostCapacity capacity, Terminal terminal, boolean verbose) {
        terminal.line("Free:");
        capacity.limits().nodes().forEach(free -> terminal.line("  " + free));
        terminal.line("");
        List<Largest> largest = verbose ? capacity.largest() : usual(capacity);
        terminal.line(largest.isEmpty() ? "No instance fits" : "Largest instances:");
        largest.forEach(most -> terminal.line("  " + words(most, verbose)));
        capacity.advice().ifPresent(advice -> {
            terminal.line("");
            terminal.line("💡 " + advice);
        });
    }

    /** Those that a request without wishes gets, and one that names a node. */
    private static List<Largest> usual(HostCapacity capacity) {
        List<Largest> usual = new ArrayList<>();
        capacity.largestAnywhere().ifPresent(usual::add);
        capacity.limits().nodes().stream()
                .flatMapToInt(free -> free.node().stream())
                .forEach(node -> capacity.largestOn(node).ifPresent(usual::add));
        return usual;
    }

    private static String words(Largest most, boolean verbose) {
        OptionalInt node = most.node();
        String where = node.isPresent() ? "node " + node.getAsInt() : "anywhere";
        String policies = verbose ? String.format(Locale.ROOT, " %-8s %-8s", most.affinity(), most.smt()) : "";
        String cpus = most.cpus() == 1 ? "CPU" : "CPUs";
        return String.format(Locale.ROOT, "%-9s%s %4d %s, %s", where, policies, most.cpus(), cpus, most.memory());
    }
}
