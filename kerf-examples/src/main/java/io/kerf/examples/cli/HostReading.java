// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.diag.KerfException;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import io.kerf.sysfs.ChangeEngine;
import io.kerf.sysfs.KernelAbi;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelSnapshot;
import io.kerf.sysfs.LoadedImage;
import io.kerf.sysfs.MultikernelFs;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a kernel says, read for showing: one file that cannot be understood takes the instance that it belongs to out of the whole, and nothing
 * else. Changes are not made by that; they go by {@link io.kerf.Host#state}, which is all or nothing.
 *
 * @param place the directory of the instances
 * @param state the host with the instances that could be read; empty where no baseline was applied
 * @param instances all instances there are, by name
 * @param problems what of the host could not be read and why
 */
record HostReading(Path place, Optional<SystemState> state, List<ReadInstance> instances, List<String> problems) {
    private static final int MOST_NAMES = 20;
    private static final Pattern OF_INSTANCE = Pattern.compile(".*/instances/([^/]+)/[^/]+");

    /** Copies the lists. */
    HostReading {
        instances = List.copyOf(instances);
        problems = List.copyOf(problems);
    }

    /**
     * Reads it.
     *
     * @throws KerfException if the files of the host itself cannot be understood
     */
    static HostReading of(KernelFiles files, Optional<KernelAbi> abi) {
        List<String> problems = new ArrayList<>();
        Map<String, String> damaged = new TreeMap<>();
        Read read = readable(files, abi, damaged, problems);
        InstanceReader reader = new InstanceReader(
                files,
                images(files.fs(), problems),
                read.state().map(SystemState::topology).orElseGet(Topology::empty));
        List<ReadInstance> instances = new ArrayList<>();
        for (String name : files.fs().instances()) {
            reader.read(name, read.snapshot(), damaged).ifPresent(instances::add);
        }
        return new HostReading(files.instances(), read.state(), instances, problems);
    }

    /** What the files say that can be read, and what the baseline was described as. */
    private record Read(KernelSnapshot snapshot, Optional<SystemState> described) {
        Optional<SystemState> state() {
            return snapshot.hasPool()
                    ? Optional.of(snapshot.onto(described.orElse(snapshot.host())))
                    : Optional.empty();
        }
    }

    /** Leaves out one instance after the other that cannot be read, with the reason. */
    private static Read readable(
            KernelFiles files, Optional<KernelAbi> abi, Map<String, String> damaged, List<String> problems) {
        while (true) {
            MultikernelFs rest = without(files.fs(), damaged);
            try {
                ChangeEngine engine = ChangeEngine.journaled(rest, files.roots().state());
                Optional<SystemState> described = description(engine, problems);
                List<Device> known = described.map(SystemState::devices).orElse(List.of());
                return new Read(
                        abi.isPresent() ? KernelSnapshot.read(rest, abi.get(), known) : engine.snapshot(known),
                        described);
            } catch (KernelInterfaceException unreadable) {
                String name = instanceOf(unreadable)
                        .filter(each -> !damaged.containsKey(each))
                        .orElseThrow(() -> unreadable);
                damaged.put(name, String.valueOf(unreadable.getMessage()));
            }
        }
    }

    /** The instance whose file it was that could not be read. */
    private static Optional<String> instanceOf(KernelInterfaceException unreadable) {
        Matcher matcher = OF_INSTANCE.matcher(unreadable.path());
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** What the baseline was described as; without it there is no topology, and all else is there. */
    private static Optional<SystemState> description(ChangeEngine engine, List<String> problems) {
        try {
            return engine.description();
        } catch (KerfException unreadable) {
            if (unreadable instanceof KernelInterfaceException file
                    && instanceOf(file).isPresent()) {
                throw unreadable;
            }
            problems.add(String.valueOf(unreadable.getMessage()));
            return Optional.empty();
        }
    }

    private static List<LoadedImage> images(MultikernelFs fs, List<String> problems) {
        try {
            return LoadedImage.parse(fs.kimage());
        } catch (KerfException unreadable) {
            problems.add(String.valueOf(unreadable.getMessage()));
            return List.of();
        }
    }

    /** The files of a kernel without some of its instances. */
    private static MultikernelFs without(MultikernelFs fs, Map<String, String> damaged) {
        if (damaged.isEmpty()) {
            return fs;
        }
        List<String> rest = fs.instances().stream()
                .filter(name -> !damaged.containsKey(name))
                .toList();
        return (MultikernelFs) Proxy.newProxyInstance(
                MultikernelFs.class.getClassLoader(),
                new Class<?>[] {MultikernelFs.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("instances")) {
                        return rest;
                    }
                    try {
                        return method.invoke(fs, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getTargetException();
                    }
                });
    }

    /** The CPUs that are free by the kernel's word, which knows of instances that could not be read, too. */
    static CpuSet freeCpus(SystemState state) {
        return state.kernelFreeCpus().orElseGet(state::freeCpus).intersection(state.freeCpus());
    }

    /** The instance of a name. */
    ReadInstance instance(String name) {
        return instances.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> notFound(
                        name, place, instances.stream().map(ReadInstance::name).toList()));
    }

    /** An instance that is asked for and not there, with those that are. */
    static CliException notFound(String name, Path place, List<String> present) {
        String some = Printable.of(String.join(", ", present.subList(0, Math.min(present.size(), MOST_NAMES))));
        int more = present.size() - MOST_NAMES;
        return CliException.failed(
                "Instance '" + Printable.of(name) + "' not found",
                present.isEmpty()
                        ? "There are no instances in " + place
                        : "In " + place + " there are: " + some + (more > 0 ? ", and " + more + " more" : ""));
    }
}
