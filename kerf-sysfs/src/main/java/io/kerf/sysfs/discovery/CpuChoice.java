// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import io.kerf.model.CpuSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A way to choose the CPUs of a pool. */
interface CpuChoice {
    /** The physical ids; what was asked for and cannot be is a finding. */
    CpuSet of(HostHardware hardware, List<Diagnostic> findings);

    static CpuChoice nothing() {
        return (hardware, findings) -> {
            findings.add(Diagnostic.error(Codes.NO_CPUS, "the pool was given no CPUs")
                    .withSubject("cpus")
                    .withSuggestion("list CPUs, or ask for a number of them, or for all but one core of each node"));
            return CpuSet.empty();
        };
    }

    static CpuChoice ids(CpuSet ids) {
        return (hardware, findings) -> {
            CpuSet.Builder unknown = CpuSet.builder();
            ids.stream().filter(id -> hardware.cpuWithId(id).isEmpty()).forEach(unknown::add);
            report(hardware, ids, unknown.build(), findings);
            return new Cores(hardware).checked(ids.minus(unknown.build()), findings);
        };
    }

    static CpuChoice numbers(CpuSet numbers) {
        return (hardware, findings) -> {
            CpuSet.Builder unknown = CpuSet.builder();
            numbers.stream()
                    .filter(number -> hardware.physicalIds(CpuSet.of(number)).isEmpty())
                    .forEach(unknown::add);
            CpuSet missing = unknown.build();
            if (!missing.isEmpty()) {
                findings.add(Diagnostic.error(
                                Codes.UNKNOWN_CPU,
                                "the host has no online CPUs of the numbers " + missing + " whose "
                                        + hardware.architecture().idName() + " is known")
                        .withSubject("cpus")
                        .withPresentState("known: " + new Cores(hardware).numbers())
                        .withSuggestion("use numbers of these, or switch the CPUs on"));
            }
            return new Cores(hardware).checked(hardware.physicalIds(numbers), findings);
        };
    }

    private static void report(HostHardware hardware, CpuSet ids, CpuSet unknown, List<Diagnostic> findings) {
        if (unknown.isEmpty()) {
            return;
        }
        CpuSet meant = hardware.physicalIds(ids);
        boolean numbers = meant.size() == ids.size();
        findings.add(Diagnostic.error(
                        Codes.UNKNOWN_CPU,
                        "no CPU of this machine has the "
                                + hardware.architecture().idName() + " " + unknown)
                .withSubject("cpus")
                .withPresentState("physical ids: " + hardware.facts().physicalCpus())
                .withSuggestion(
                        numbers
                                ? "use the physical ids " + meant + ": " + ids + " are Linux's numbers"
                                : "use ids of this machine"));
    }

    static CpuChoice count(int count) {
        return (hardware, findings) -> {
            Cores cores = new Cores(hardware);
            int most =
                    cores.givable().stream().mapToInt(core -> core.ids().size()).sum();
            if (count > most) {
                findings.add(Diagnostic.error(
                                Codes.TOO_MANY_CPUS,
                                count + " CPUs were asked for, and the host can give at most " + most
                                        + ": all but the core of its CPU 0")
                        .withSubject("cpus")
                        .withSuggestion("ask for at most " + most));
                return CpuSet.empty();
            }
            return cores.checked(fill(cores, count), findings);
        };
    }

    /** Whole cores from the back; a part of one only where no whole cores make the number. */
    private static CpuSet fill(Cores cores, int count) {
        List<Cores.Core> rest = new ArrayList<>(cores.givable());
        rest.sort(Comparator.comparingInt(Cores.Core::node)
                .thenComparingLong(Cores.Core::first)
                .reversed());
        List<Cores.Core> chosen = new ArrayList<>();
        List<Cores.Core> larger = new ArrayList<>();
        int left = count;
        for (Cores.Core core : rest) {
            if (left > 0 && core.ids().size() <= left) {
                chosen.add(core);
                left -= core.ids().size();
            } else {
                larger.add(core);
            }
        }
        CpuSet part = CpuSet.empty();
        if (left > 0 && !larger.isEmpty() && !exchanged(chosen, larger.get(0), left)) {
            part = larger.get(0).ids().lowest(left);
        }
        CpuSet.Builder ids = CpuSet.builder();
        chosen.forEach(core -> ids.addAll(core.ids()));
        return ids.addAll(part).build();
    }

    /** Puts a core in the place of one that is smaller by what is still to be found, such as a P-core in that of an E-core. */
    private static boolean exchanged(List<Cores.Core> chosen, Cores.Core core, int left) {
        for (int i = chosen.size() - 1; i >= 0; i--) {
            if (chosen.get(i).ids().size() == core.ids().size() - left) {
                chosen.set(i, core);
                return true;
            }
        }
        return false;
    }

    static CpuChoice allButOneCorePerNode() {
        return (hardware, findings) -> {
            Cores cores = new Cores(hardware);
            Map<Integer, Cores.Core> kept = new TreeMap<>();
            cores.boot().ifPresent(core -> kept.put(core.node(), core));
            for (Cores.Core core : cores.all()) {
                if (core.isOnline()) {
                    kept.merge(core.node(), core, (a, b) -> cores.isBoot(a) || a.first() < b.first() ? a : b);
                }
            }
            CpuSet.Builder pool = CpuSet.builder();
            cores.givable().stream()
                    .filter(core -> !core.equals(kept.get(core.node())))
                    .forEach(core -> pool.addAll(core.ids()));
            CpuSet ids = pool.build();
            if (ids.isEmpty()) {
                findings.add(Diagnostic.error(
                                Codes.NO_CPUS, "nothing is left for a pool when the host keeps one core of each node")
                        .withSubject("cpus")
                        .withPresentState("cores: " + cores.all().size())
                        .withSuggestion("list CPUs, or ask for a number of them"));
            }
            return cores.checked(ids, findings);
        };
    }
}
