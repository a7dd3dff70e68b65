// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /proc/cpuinfo} says: one paragraph for each online CPU, which begins with {@code processor}. x86 adds {@code apicid}, riscv
 * {@code hart}; arm64 has neither (Linux: {@code arch/x86/kernel/cpu/proc.c}, {@code arch/riscv/kernel/cpu.c},
 * {@code arch/arm64/kernel/cpuinfo.c}). Costs time linear in the text.
 */
final class CpuinfoText {
    private static final int MOST_PROBLEMS = 4;

    private final SortedMap<Integer, OptionalLong> ids = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private HostArchitecture architecture = HostArchitecture.UNKNOWN;
    private @Nullable String model;
    private OptionalInt current = OptionalInt.empty();

    private CpuinfoText() {}

    static CpuinfoText parse(String text) {
        CpuinfoText info = new CpuinfoText();
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            info.line(text, from, end);
            from = end + 1;
        }
        return info;
    }

    /** Lines are {@code name<tabs>: value}; most are of no use here, so that the first letter is looked at before anything is cut out. */
    private void line(String text, int from, int end) {
        if (from == end || "pahiCmu".indexOf(text.charAt(from)) < 0) {
            return;
        }
        int colon = text.indexOf(':', from);
        if (colon < 0 || colon >= end) {
            return;
        }
        String name = text.substring(from, colon).strip();
        switch (name) {
            case "processor" -> begin(text.substring(colon + 1, end).strip());
            case "apicid" ->
                id(HostArchitecture.X86, text.substring(colon + 1, end).strip());
            case "hart" ->
                id(HostArchitecture.RISCV, text.substring(colon + 1, end).strip());
            case "isa" -> architecture = HostArchitecture.RISCV;
            case "physical id", "initial apicid", "microcode" -> architecture = HostArchitecture.X86;
            case "CPU implementer" -> architecture = HostArchitecture.ARM64;
            case "model name", "uarch" ->
                model = model == null ? text.substring(colon + 1, end).strip() : model;
            default -> {}
        }
    }

    private void begin(String digits) {
        try {
            int number = Integer.parseInt(digits);
            if (number >= 0 && number < HostFiles.MOST_CPUS && ids.putIfAbsent(number, OptionalLong.empty()) == null) {
                current = OptionalInt.of(number);
                return;
            }
        } catch (NumberFormatException e) {
            // Told below, together with numbers that come twice, are below zero, or are out of bounds.
        }
        current = OptionalInt.empty();
        problem("processor : " + digits);
    }

    private void id(HostArchitecture kind, String digits) {
        architecture = kind;
        try {
            long id = Long.parseUnsignedLong(digits);
            if (current.isPresent() && id != -1L) {
                ids.put(current.getAsInt(), OptionalLong.of(id));
                return;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        problem((kind == HostArchitecture.X86 ? "apicid : " : "hart : ") + digits);
    }

    private void problem(String line) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(line);
        }
    }

    /** The online CPUs by Linux's number, each with its physical id if it is there. */
    SortedMap<Integer, OptionalLong> ids() {
        return ids;
    }

    HostArchitecture architecture() {
        return architecture;
    }

    /** What the first CPU calls itself. */
    Optional<String> model() {
        return Optional.ofNullable(model);
    }

    /** Lines that name no CPU, or one that was named before. */
    List<String> problems() {
        return problems;
    }
}
