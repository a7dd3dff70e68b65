// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
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
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The report for people. Percentages and whole gigabytes are rounded half to even. */
final class TextReport {
    private static final String TITLE = "Multikernel Device Tree Validation Report";
    private static final String RULE = "=".repeat(42);
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    private final Report report;
    private final SystemState state;
    private final Report.Kind kind;
    private final StringBuilder out = new StringBuilder();

    TextReport(Report report, Report.Kind kind) {
        this.report = report;
        this.state = report.state();
        this.kind = kind;
    }

    String render() {
        line(TITLE);
        line(RULE);
        line("Status: " + (report.isValid() ? "✓ VALID" : "✗ INVALID"));
        line("");
        hardware();
        instances();
        findings();
        closing();
        return out.toString();
    }

    private void line(String text) {
        out.append(text).append('\n');
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
                : cpus + " (" + Words.count(cpus.size(), "CPU") + percent(cpus.size(), total, "") + ")";
    }

    private void memory() {
        long total = state.memory().total().bytes();
        boolean known = state.memory().isTotalKnown();
        line("  Memory: " + (known ? size(state.memory().total()) + " total" : "total not stated"));
        ByteSize host = state.memory().hostReserved();
        if (known || !host.isZero()) {
            line("    Host reserved: " + size(host) + bracketed(percent(host.bytes(), total, "")));
        }
        MemoryPool pool = state.memory().pool();
        String share = bracketed(percent(pool.size().bytes(), total, ""));
        if (pool.chunks().size() == 1) {
            line("    Memory pool: " + chunk(pool.chunks().get(0)) + share);
        } else {
            line("    Memory pool: "
                    + (pool.chunks().isEmpty()
                            ? "none"
                            : size(pool.size()) + " in " + pool.chunks().size() + " chunks" + share));
            pool.chunks().forEach(chunk -> line("      " + chunk(chunk)));
        }
    }

    private static String chunk(PoolChunk chunk) {
        String place =
                chunk.range().map(range -> " at " + Words.hex(range.base())).orElse("");
        String node =
                chunk.numaNode().isPresent() ? " on node " + chunk.numaNode().getAsInt() : "";
        return size(chunk.size()) + place + node;
    }

    private String devices() {
        Map<DeviceClass, Long> counts = state.devices().stream()
                .collect(Collectors.groupingBy(Device::deviceClass, TreeMap::new, Collectors.counting()));
        List<String> words = new ArrayList<>();
        counts.forEach((found, count) -> words.add(count + " " + word(found)));
        return words.isEmpty() ? "none" : String.join(", ", words);
    }

    private static String word(DeviceClass found) {
        return switch (found) {
            case NETWORK -> "network";
            case STORAGE -> "storage";
            case ACCELERATOR -> "accelerator";
            case OTHER -> "other";
        };
    }

    private void instances() {
        if (state.instances().isEmpty()) {
            return;
        }
        line("Instance Allocations:");
        Map<String, Long> errors = report.errors().stream()
                .collect(Collectors.groupingBy(error -> error.subject().orElse(""), Collectors.counting()));
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
    }

    private String share(CpuSet cpus) {
        return cpus.isEmpty()
                ? cpus.toString()
                : cpus + " (" + Words.count(cpus.size(), "CPU")
                        + percent(cpus.size(), state.cpus().available().size(), " of pool") + ")";
    }

    private String memory(Instance instance) {
        if (instance.memory().isZero()) {
            return "none";
        }
        String share = bracketed(
                percent(instance.memory().bytes(), state.memory().pool().size().bytes(), " of pool"));
        if (instance.regions().size() > 1) {
            String bases = instance.regions().stream()
                    .map(MemoryRange::base)
                    .map(Words::hex)
                    .collect(Collectors.joining(", "));
            return size(instance.memory()) + " in " + instance.regions().size() + " regions at " + bases + share;
        }
        String place = instance.memoryBase().isPresent()
                ? " at " + Words.hex(instance.memoryBase().getAsLong())
                : "";
        return size(instance.memory()) + place + share;
    }

    private void findings() {
        for (Diagnostic finding : report.findings()) {
            if (finding.severity() != Severity.INFO) {
                out.append(FindingText.of(finding));
                line("");
            }
        }
    }

    private void closing() {
        int warnings = report.warnings().size();
        String also = Words.count(warnings, "warning");
        if (report.isValid()) {
            line(kind == Report.Kind.BASELINE ? "✓ Baseline validation passed" : "✓ All validations passed");
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

    /** Nothing to divide by, nothing to say. */
    private static String percent(long part, long whole, String of) {
        if (whole <= 0) {
            return "";
        }
        BigDecimal percent = BigDecimal.valueOf(part)
                .multiply(BigDecimal.valueOf(100))
                .divide(BigDecimal.valueOf(whole), 0, RoundingMode.HALF_EVEN);
        return ", " + percent.toPlainString() + "%" + of;
    }

    private static String bracketed(String percent) {
        return percent.isEmpty() ? "" : " (" + percent.substring(2) + ")";
    }

    private static String size(ByteSize size) {
        long bytes = size.bytes();
        if (bytes >= GIB) {
            return rounded(bytes, GIB) + "GB";
        }
        return bytes >= MIB ? rounded(bytes, MIB) + "MB" : bytes >= KIB ? rounded(bytes, KIB) + "KB" : bytes + "B";
    }

    private static String rounded(long bytes, long unit) {
        return BigDecimal.valueOf(bytes)
                .divide(BigDecimal.valueOf(unit), 0, RoundingMode.HALF_EVEN)
                .toPlainString();
    }
}
