// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceClass;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The report for people. Percentages and whole gigabytes are rounded half to even. */
final class TextReport {
    private static final String TITLE = "Multikernel Device Tree Validation Report";
    private static final String RULE = "=".repeat(42);

    private final Report report;
    private final SystemState state;
    private final ReportDetail detail;
    private final StringBuilder out = new StringBuilder();

    TextReport(Report report, ReportDetail detail) {
        this.report = report;
        this.state = report.state();
        this.detail = detail;
    }

    String render() {
        line(TITLE);
        line(RULE);
        line("Status: " + (report.isValid() ? "✓ VALID" : "✗ INVALID"));
        line("");
        // What an invalid baseline says of the hardware is not to be relied on, and nothing of it was applied.
        if (report.isValid() || report.kind() == Report.Kind.STATE) {
            hardware();
            instances();
        }
        findings();
        closing();
        return out.toString();
    }

    private void line(String text) {
        out.append(Words.printable(text)).append('\n');
    }

    private void hardware() {
        line("Hardware Inventory:");
        cpus();
        memory();
        line("  Devices: " + devices());
        line("");
    }

    private void cpus() {
        long total = state.cpus().total();
        boolean known = state.cpus().isTotalKnown();
        line("  CPUs: " + (known ? total + " total" : "total not stated"));
        if (known || !state.cpus().hostReserved().isEmpty()) {
            line("    Host reserved: " + cpus(state.cpus().hostReserved(), total));
        }
        line("    Memory pool: " + cpus(state.cpus().available(), total));
    }

    private static String cpus(CpuSet cpus, long total) {
        return cpus.isEmpty()
                ? cpus.toString()
                : cpus + " (" + Words.count(cpus.size(), "CPU") + Amounts.percent(cpus.size(), total, "") + ")";
    }

    private void memory() {
        long total = state.memory().total().bytes();
        boolean known = state.memory().isTotalKnown();
        line("  Memory: " + (known ? Amounts.size(state.memory().total()) + " total" : "total not stated"));
        ByteSize host = state.memory().hostReserved();
        if (known || !host.isZero()) {
            line("    Host reserved: " + Amounts.size(host)
                    + Amounts.bracketed(Amounts.percent(host.bytes(), total, "")));
        }
        MemoryPool pool = state.memory().pool();
        String share = Amounts.bracketed(Amounts.percent(pool.size().bytes(), total, ""));
        if (pool.chunks().size() == 1) {
            line("    Memory pool: " + chunk(pool.chunks().get(0)) + share);
        } else {
            line("    Memory pool: "
                    + (pool.chunks().isEmpty()
                            ? "none"
                            : Amounts.size(pool.size()) + " in " + pool.chunks().size() + " chunks" + share));
            pool.chunks().forEach(chunk -> line("      " + chunk(chunk)));
        }
    }

    private static String chunk(PoolChunk chunk) {
        String place =
                chunk.range().map(range -> " at " + Words.hex(range.base())).orElse("");
        String node =
                chunk.numaNode().isPresent() ? " on node " + chunk.numaNode().getAsInt() : "";
        return Amounts.size(chunk.size()) + place + node;
    }

    private String devices() {
        Map<DeviceClass, Long> counts = state.devices().stream()
                .collect(Collectors.groupingBy(Device::deviceClass, TreeMap::new, Collectors.counting()));
        List<String> words = new ArrayList<>();
        counts.forEach((found, count) -> words.add(count + " " + HardwareData.word(found)));
        return words.isEmpty() ? "none" : String.join(", ", words);
    }

    private void instances() {
        if (state.instances().isEmpty()) {
            return;
        }
        line("Instance Allocations:");
        Map<String, Long> errors = InstanceData.errorsByInstance(report);
        for (Instance instance : state.instances()) {
            long wrong = errors.getOrDefault(instance.name().text(), 0L);
            line("  " + instance.name() + " (ID: "
                    + instance.id().map(Object::toString).orElse("auto-assigned") + "):");
            line("    CPUs: " + share(instance.cpus()));
            line("    Memory: " + memory(instance));
            line("    Devices: "
                    + (instance.devices().isEmpty()
                            ? "none"
                            : instance.devices().stream().map(DeviceRef::text).collect(Collectors.joining(", "))));
            line("    Status: " + (wrong == 0 ? "✓ Valid" : "✗ Invalid (" + Words.count(wrong, "error") + ")"));
        }
        line("");
        out.append(UtilizationText.of(Utilization.of(state)));
        line("");
    }

    private String share(CpuSet cpus) {
        return cpus.isEmpty()
                ? cpus.toString()
                : cpus + " (" + Words.count(cpus.size(), "CPU")
                        + Amounts.percent(cpus.size(), state.cpus().available().size(), " of pool") + ")";
    }

    private String memory(Instance instance) {
        if (instance.memory().isZero()) {
            return "none";
        }
        String share = Amounts.bracketed(Amounts.percent(
                instance.memory().bytes(), state.memory().pool().size().bytes(), " of pool"));
        if (instance.regions().size() > 1) {
            String bases = instance.regions().stream()
                    .map(MemoryRange::base)
                    .map(Words::hex)
                    .collect(Collectors.joining(", "));
            return Amounts.size(instance.memory()) + " in " + instance.regions().size() + " regions at " + bases
                    + share;
        }
        String place = instance.memoryBase().isPresent()
                ? " at " + Words.hex(instance.memoryBase().getAsLong())
                : "";
        return Amounts.size(instance.memory()) + place + share;
    }

    private void findings() {
        for (Diagnostic error : report.errors()) {
            out.append(FindingText.of(error));
            line("");
        }
        List<Diagnostic> notes = detail == ReportDetail.VERBOSE ? report.infos() : List.of();
        section("Validation Warnings:", each -> FindingText.item(each, "⚠"), report.warnings());
        section("Notes:", each -> FindingText.item(each, "ℹ"), notes);
        List<Diagnostic> advised = Stream.concat(report.warnings().stream(), notes.stream())
                .filter(each -> each.suggestion().isPresent())
                .toList();
        section("Suggestions:", FindingText::advice, advised);
        if (detail == ReportDetail.VERBOSE) {
            section(
                    "Rules Not Checked:",
                    each -> "  " + each.rule().id() + " (" + each.rule().title() + "): "
                            + Words.printable(each.reason()) + "\n",
                    report.notChecked());
        }
    }

    private <T> void section(String title, Function<T, String> text, List<T> items) {
        if (!items.isEmpty()) {
            line(title);
            items.forEach(item -> out.append(text.apply(item)));
            line("");
        }
    }

    private void closing() {
        int warnings = report.warnings().size();
        String also = Words.count(warnings, "warning");
        if (report.isValid()) {
            line(report.kind() == Report.Kind.BASELINE ? "✓ Baseline validation passed" : "✓ All validations passed");
            if (warnings > 0) {
                line("  with " + also);
            }
            return;
        }
        line("✗ Validation failed with " + Words.count(report.errors().size(), "error"));
        if (warnings > 0) {
            line("  and " + also);
        }
    }
}
