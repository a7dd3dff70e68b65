// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.dts.Dts;
import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes what {@code show} found, in sections with a head. */
final class ShowText {
    private static final String RULE = "=".repeat(80);

    private final Terminal terminal;
    private final boolean verbose;

    ShowText(Terminal terminal, boolean verbose) {
        this.terminal = terminal;
        this.verbose = verbose;
    }

    /** The whole host. */
    void host(HostReading reading, int width) {
        reading.state()
                .ifPresentOrElse(
                        state -> {
                            head("Baseline Hardware Resources");
                            new BaselineSection(terminal, verbose).write(state);
                            head("Machine");
                            terminal.line("");
                            MachineText.draw(MachineMapper.map(state), width).forEach(terminal::line);
                            left(reading.instances());
                        },
                        () -> {
                            terminal.line("No baseline was applied: the host has its CPUs and memory for itself");
                            terminal.line("  Apply one: kerf init --input=FILE; kerf discover suggests one");
                        });
        reading.problems().forEach(this::problem);
        instances(reading.instances());
    }

    /** What the picture does not have. */
    private void left(List<ReadInstance> instances) {
        String names = instances.stream()
                .filter(instance -> instance.resources().isEmpty())
                .map(instance -> Printable.of(instance.name()))
                .collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            terminal.line("");
            terminal.line("  ⚠ what " + names + (names.contains(",") ? " have" : " has") + " is not in the picture");
        }
    }

    private void instances(List<ReadInstance> instances) {
        if (instances.isEmpty()) {
            terminal.line("");
            terminal.line("No instances found");
            return;
        }
        head("Multikernel Instances");
        terminal.line("Total instances: " + instances.size());
        terminal.line("Loaded kernels: "
                + instances.stream()
                        .filter(instance -> instance.image().isPresent())
                        .count());
        instances.forEach(this::instance);
    }

    /** One instance. */
    void instance(ReadInstance instance) {
        head("Instance: " + Printable.of(instance.name()));
        field("ID", instance.id().isPresent() ? instance.id().getAsInt() : "not known");
        field("Status", instance.state().<Object>map(state -> state).orElse("not known"));
        instance.resources().ifPresent(resources -> resources(resources, instance));
        instance.problems().forEach(this::problem);
        image(instance);
        instance.tree().ifPresent(tree -> {
            terminal.line("  Device Tree:");
            Dts.print(tree).lines().forEach(line -> terminal.line(line.isEmpty() ? "" : "    " + line));
        });
    }

    private void resources(Instance instance, ReadInstance found) {
        field("CPUs", instance.cpus() + " (" + instance.cpus().size() + ")");
        String places = instance.regions().stream().map(ShowText::place).collect(Collectors.joining(", "));
        field("Memory", Amounts.of(instance.memory()) + (places.isEmpty() ? "" : " at " + places));
        if (!instance.devices().isEmpty()) {
            field(
                    "Devices",
                    instance.devices().stream()
                            .map(device -> Printable.of(device.text()))
                            .collect(Collectors.joining(", ")));
        }
        if (!found.numaNodes().isEmpty()) {
            field("NUMA Nodes", found.numaNodes().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
    }

    private static String place(MemoryRange region) {
        return "0x" + Long.toHexString(region.base());
    }

    private void image(ReadInstance instance) {
        if (instance.image().isEmpty() && instance.record().isEmpty()) {
            if (verbose) {
                terminal.line("  Kernel Image:");
                terminal.line("    (not loaded)");
            }
            return;
        }
        terminal.line("  Kernel Image:");
        instance.image().ifPresent(row -> {
            detail("Type", row.type().name().toLowerCase(Locale.ROOT));
            detail("Start", "0x" + Long.toHexString(row.start()));
            detail("Segments", row.segments());
            row.mode().ifPresent(mode -> detail("Mode", mode.name().toLowerCase(Locale.ROOT)));
            row.commandLine().ifPresent(line -> detail("Cmdline", Printable.of(line)));
        });
        instance.record().ifPresent(record -> {
            detail("Image", Printable.of(record.kernel()));
            detail(
                    "Format",
                    record.format() + (record.compression().equals("none") ? "" : ", " + record.compression()));
            record.version().ifPresent(version -> detail("Version", Printable.of(version)));
            record.initrd().ifPresent(initrd -> detail("Initrd", Printable.of(initrd.path())));
            detail("Loaded At", record.time());
            if (verbose) {
                detail("Sha256", record.sha256());
                record.initrd().ifPresent(initrd -> detail("Initrd Sha256", initrd.sha256()));
            }
        });
    }

    private void head(String title) {
        terminal.line("");
        terminal.line(RULE);
        terminal.line(title);
        terminal.line(RULE);
    }

    private void field(String label, Object value) {
        terminal.field(2, 17, label, value);
    }

    private void detail(String label, Object value) {
        terminal.field(4, 15, label, value);
    }

    private void problem(String text) {
        terminal.line("  " + terminal.painted("33", "⚠") + " " + Printable.of(CommandWords.of(text)));
    }
}
