// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.diag.KerfException;
import io.kerf.fdt.Fdt;
import io.kerf.kexec.LoadRecord;
import io.kerf.kexec.LoadRecords;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.model.Topology;
import io.kerf.sysfs.KernelSnapshot;
import io.kerf.sysfs.LoadedImage;
import io.kerf.sysfs.MultikernelFs;
import io.kerf.tree.DeviceTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Reads each file of an instance for itself, so that the others are seen where one is damaged. */
final class InstanceReader {
    private final MultikernelFs fs;
    private final Path records;
    private final List<LoadedImage> images;
    private final Topology topology;

    /** A reader that takes from a description of the host where its NUMA nodes are. */
    InstanceReader(KernelFiles files, List<LoadedImage> images, Topology topology) {
        this.fs = files.fs();
        this.topology = topology;
        this.records = files.roots().state();
        this.images = images;
    }

    /** Reads one; empty for the host itself, whose id is 0, and for what is gone meanwhile. */
    Optional<ReadInstance> read(String name, KernelSnapshot snapshot, Map<String, String> damaged) {
        List<String> problems = new ArrayList<>();
        Optional<Instance> resources =
                snapshot.instances().stream().filter(each -> named(each, name)).findFirst();
        Optional<Integer> id = part(problems, () -> fs.instanceId(name));
        Optional<InstanceState> state = part(problems, () -> fs.instanceState(name));
        Optional<DeviceTree> tree = part(problems, () -> Fdt.decode(fs.readInstanceTree(name)));
        boolean gone = resources.isEmpty() && !fs.instances().contains(name);
        if (gone || id.filter(number -> number == 0).isPresent()) {
            return Optional.empty();
        }
        if (problems.isEmpty() && damaged.containsKey(name)) {
            problems.add(damaged.get(name));
        }
        if (!InstanceName.isValid(name)) {
            problems.add("kerf gives no such name, so it only shows this instance: another program made it");
        }
        return Optional.of(new ReadInstance(
                name,
                id.map(OptionalInt::of).orElse(OptionalInt.empty()),
                state,
                resources,
                resources.map(this::nodes).orElse(List.of()),
                tree,
                id.flatMap(this::image),
                id.filter(number -> isLoaded(name, state)).flatMap(number -> record(name, number, problems)),
                problems));
    }

    private static boolean named(Instance instance, String name) {
        return instance.name().text().equals(name);
    }

    private List<Integer> nodes(Instance instance) {
        NavigableSet<Integer> nodes = new TreeSet<>(topology.nodesOf(instance.cpus()));
        instance.regions().forEach(region -> topology.nodeOf(region).ifPresent(nodes::add));
        return List.copyOf(nodes);
    }

    private Optional<LoadedImage> image(int id) {
        return images.stream().filter(row -> row.isOf(id)).findFirst();
    }

    /** Where nothing is loaded there is no record; to look for it would make every start slower. */
    private static boolean isLoaded(String name, Optional<InstanceState> state) {
        return InstanceName.isValid(name)
                && state.filter(word -> word == InstanceState.LOADED || word == InstanceState.ACTIVE)
                        .isPresent();
    }

    /** A record counts only for the boot and for the instance that it was written for. */
    private Optional<LoadRecord> record(String name, int id, List<String> problems) {
        return part(problems, () -> LoadRecords.in(records).read(InstanceName.of(name)))
                .flatMap(record -> record)
                .filter(record -> record.instance() == id)
                .filter(record -> record.bootId().equals(fs.bootId()));
    }

    private static <T> Optional<T> part(List<String> problems, Supplier<T> file) {
        try {
            return Optional.of(file.get());
        } catch (KerfException unreadable) {
            problems.add(String.valueOf(unreadable.getMessage()));
            return Optional.empty();
        }
    }
}
