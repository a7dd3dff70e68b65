// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.Qualification.Check;
import io.kerf.Qualification.Status;
import io.kerf.diag.KerfException;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.SystemState;
import io.kerf.sysfs.KernelAbi;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.KernelSnapshot;
import io.kerf.sysfs.MultikernelFs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Answers {@link Host#qualify}: nothing is written, and what cannot be read is an answer. */
final class HostSurvey {
    private final MultikernelFs fs;
    private final Optional<KernelRoots> roots;
    private final HostConfig config;
    private final Supplier<SystemState> state;

    /** A survey of a running system below roots, or of a simulated kernel, which has no such files; of a state whose free CPUs can be had. */
    HostSurvey(MultikernelFs fs, Optional<KernelRoots> roots, HostConfig config, Supplier<SystemState> state) {
        this.fs = fs;
        this.roots = roots;
        this.config = config;
        this.state = state;
    }

    Qualification make() {
        List<Check> checks = new ArrayList<>();
        roots.ifPresentOrElse(
                each -> checks.addAll(new KernelChecks(each).all()),
                () -> checks.add(new Check("file-system", "file system", Status.OK, "a simulated kernel", "")));
        checks.add(generation());
        Optional<SystemState> current = pool(checks);
        checks.add(reserve(current));
        checks.add(freeCpus(current));
        checks.add(freeMemory(current));
        checks.add(largest(current));
        return new Qualification(checks);
    }

    private Check generation() {
        String title = "kernel interface";
        if (config.abi().isPresent()) {
            return new Check("interface", title, Status.OK, config.abi().get() + ", as it was set", "");
        }
        try {
            return new Check("interface", title, Status.OK, KernelAbi.detect(fs).toString(), "");
        } catch (KernelInterfaceException e) {
            return new Check("interface", title, Status.MISSING, message(e), e.remedy());
        }
    }

    private Optional<SystemState> pool(List<Check> checks) {
        String title = "pool";
        try {
            if (!KernelSnapshot.read(fs, List.of()).hasPool()) {
                checks.add(new Check(
                        "pool", title, Status.MISSING, "no baseline was applied", "apply one with initialize(…)"));
                return Optional.empty();
            }
            SystemState current = state.get();
            checks.add(new Check(
                    "pool",
                    title,
                    Status.OK,
                    "CPUs " + current.cpus().available() + ", "
                            + current.memory().pool().size() + " of memory, "
                            + current.instances().size() + " instances",
                    ""));
            return Optional.of(current);
        } catch (KerfException e) {
            checks.add(new Check("pool", title, Status.MISSING, message(e), ""));
            return Optional.empty();
        }
    }

    private static String message(KerfException e) {
        return String.valueOf(e.getMessage());
    }

    private Check reserve(Optional<SystemState> current) {
        String title = "host reserve";
        HostPolicy policy = config.policy();
        HostReserve reserve = current.map(HostReserve::of).orElseGet(this::unpooled);
        if (reserve.cores().isEmpty() && reserve.memory().isEmpty()) {
            return new Check("host-reserve", title, Status.UNKNOWN, "what the host keeps is not described", "");
        }
        String found = (reserve.cores().isPresent() ? reserve.cores().getAsInt() + " cores" : "cores not known") + ", "
                + reserve.memory().map(ByteSize::toString).orElse("memory not known");
        return reserve.shortOf(policy)
                .map(left -> new Check(
                        "host-reserve",
                        title,
                        Status.MISSING,
                        found + ", and the policy is to keep " + policy,
                        "give the pool less, or set another HostPolicy"))
                .orElseGet(() ->
                        new Check("host-reserve", title, Status.OK, found + "; the policy is to keep " + policy, ""));
    }

    /** Without a pool all is the host's: its CPUs, each of which counts as a core, and its memory. */
    private HostReserve unpooled() {
        int cpus = (int)
                cpuinfo().lines().filter(line -> line.startsWith("processor")).count();
        return new HostReserve(cpus == 0 ? OptionalInt.empty() : OptionalInt.of(cpus), totalMemory());
    }

    private String cpuinfo() {
        try {
            return fs.cpuinfo();
        } catch (KernelInterfaceException e) {
            return "";
        }
    }

    private Optional<ByteSize> totalMemory() {
        try {
            return roots.isEmpty()
                    ? Optional.empty()
                    : Files.readString(roots.get().proc().resolve("meminfo"), StandardCharsets.ISO_8859_1)
                            .lines()
                            .filter(line -> line.matches("MemTotal:\\s+\\d{1,15} kB"))
                            .findFirst()
                            .map(line -> ByteSize.ofKiB(Long.parseLong(line.replaceAll("\\D", ""))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Check freeCpus(Optional<SystemState> current) {
        String title = "free CPUs";
        if (current.isEmpty()) {
            return new Check("free-cpus", title, Status.UNKNOWN, "there is no pool to take from", "");
        }
        CpuSet unused = current.get().freeCpus();
        CpuSet free = current.get().kernelFreeCpus().map(unused::intersection).orElse(unused);
        return !free.isEmpty()
                ? new Check("free-cpus", title, Status.OK, free.size() + " (" + free + ")", "")
                : new Check("free-cpus", title, Status.WARNING, "none", "delete an instance, or enlarge the pool");
    }

    private static Check freeMemory(Optional<SystemState> current) {
        String title = "free memory";
        if (current.isEmpty()) {
            return new Check("free-memory", title, Status.UNKNOWN, "there is no pool to take from", "");
        }
        ByteSize free = current.get().freeMemory();
        return free.isZero()
                ? new Check("free-memory", title, Status.WARNING, "none", "delete an instance, or enlarge the pool")
                : new Check("free-memory", title, Status.OK, free.toString(), "");
    }

    private static Check largest(Optional<SystemState> current) {
        String title = "largest instance";
        if (current.isEmpty()) {
            return new Check("largest-instance", title, Status.UNKNOWN, "there is no pool to take from", "");
        }
        HostCapacity capacity = new CapacityStudy(current.get()).make();
        return capacity.largestAnywhere()
                .map(most -> new Check("largest-instance", title, Status.OK, most.toString(), ""))
                .orElseGet(() -> new Check(
                        "largest-instance",
                        title,
                        Status.WARNING,
                        "no instance fits",
                        "delete an instance, or enlarge the pool"));
    }
}
