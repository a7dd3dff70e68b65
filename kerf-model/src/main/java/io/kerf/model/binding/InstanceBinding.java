// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Location;
import io.kerf.diag.NearestWord;
import io.kerf.diag.SubjectKind;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.DeviceRef;
import io.kerf.model.Extras;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceOptions;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.ModelException;
import io.kerf.model.Places;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** What an instance holds: below {@code /instances/<name>} of a source, and at the root of a kernel's tree of one instance. */
final class InstanceBinding {
    private final NodeReader node;
    private final DeviceIndex devices;
    private final Map<String, Location> places = new HashMap<>();
    private final Extras.Builder extras = Extras.builder();
    private Instance instance;

    private InstanceBinding(NodeReader node, DeviceIndex devices, InstanceName name) {
        this.node = node.keeping(extras);
        this.devices = devices;
        this.instance = Instance.named(name);
        node.node().span().ifPresent(span -> places.put("", span));
    }

    /** The children of {@code /instances}; more than there are ids is a finding, and the rest is not read. */
    static List<Instance> declared(NodeReader list, DeviceIndex devices) {
        List<NodeReader> nodes = list.children();
        list.mayAllRepeat();
        if (nodes.size() > InstanceId.LAST) {
            list.nodeError(
                    Codes.OUT_OF_RANGE,
                    list.shownPath() + " has " + nodes.size() + " instances, and there are ids for " + InstanceId.LAST,
                    "remove some of them");
        }
        return nodes.stream()
                .limit(InstanceId.LAST)
                .flatMap(node -> one(node, devices).stream())
                .toList();
    }

    /** A child of {@code /instances}; one whose name cannot be is a finding. */
    private static Optional<Instance> one(NodeReader node, DeviceIndex devices) {
        String name = node.node().name();
        InstanceName valid;
        try {
            valid = InstanceName.of(name);
        } catch (ModelException bad) {
            node.nodeError(Codes.BAD_NAME, bad.getMessage(), "give the instance another name");
            return Optional.empty();
        }
        InstanceBinding binding = new InstanceBinding(node.about(SubjectKind.INSTANCE, name), devices, valid);
        binding.node.ignore(Names.COMPATIBLE);
        if (!binding.node.has(Names.ID)) {
            binding.node.report(
                    Diagnostic.warning(Codes.MISSING, "instance '" + name + "' has no 'id': a kernel picks one")
                            .withSuggestion("write id = <...>; with a number that no other instance has"));
        }
        binding.id();
        binding.status();
        Optional<NodeReader> resources = binding.node.child(Names.RESOURCES);
        if (resources.isEmpty()) {
            binding.node.report(Diagnostic.error(Codes.MISSING, "instance '" + name + "' has no 'resources'")
                    .withSuggestion("add resources { cpus = <...>; memory-bytes = <...>; };"));
        }
        resources.ifPresent(found -> binding.resources(found, binding::declaredMemory));
        resources.ifPresent(binding::describedDevices);
        binding.node.child(Names.OPTIONS).ifPresent(binding::options);
        binding.node.finish();
        return Optional.of(
                binding.instance.withPlaces(Places.of(binding.places)).withExtras(binding.extras.build()));
    }

    /** A kernel's tree of one instance; the devices of its buses are in the index already. */
    static Instance kernel(NodeReader holder, DeviceIndex devices, InstanceName name) {
        InstanceBinding binding = new InstanceBinding(holder, devices, name);
        binding.node.ignore(Names.COMPATIBLE, Names.MODEL, Names.CHOSEN, Names.SYMBOLS);
        binding.id();
        binding.status();
        binding.node.child(Names.RESOURCES).ifPresent(found -> {
            found.child(Names.DEVICES).ifPresent(devices::addAll);
            found.childrenOf(Names.PCI)
                    .forEach(each ->
                            PciFunctionBinding.read(each).ifPresent(device -> devices.add(each.node(), device)));
            binding.resources(found, binding::kernelMemory);
        });
        binding.node.finish();
        List<DeviceRef> refs = new ArrayList<>(binding.instance.devices());
        devices.devices().forEach(device -> refs.add(new DeviceRef.Whole(device.name())));
        return binding.instance.withDevices(refs).withExtras(binding.extras.build());
    }

    /** Devices that are described below the instance, as overlays and early flat kernels do, instead of referred to. */
    private void describedDevices(NodeReader resources) {
        List<DeviceRef> refs = new ArrayList<>(instance.devices());
        resources.child(Names.DEVICES).ifPresent(list -> {
            list.children()
                    .forEach(each -> refs.add(devices.described(
                            DeviceBinding.read(each, each.node().name()))));
            list.finish();
        });
        resources
                .childrenOf(Names.PCI)
                .forEach(
                        each -> PciFunctionBinding.read(each).ifPresent(device -> refs.add(devices.described(device))));
        instance = instance.withDevices(refs);
    }

    /** The kernel's word for where the instance is in its life. */
    private void status() {
        Optional<String> word = node.string(Names.STATUS);
        if (word.isEmpty()) {
            return;
        }
        try {
            instance = instance.withState(InstanceState.parse(word.get()));
        } catch (ModelException unknown) {
            String words = String.join(", ", words(InstanceState.values()));
            node.warning(Codes.UNKNOWN_WORD, Names.STATUS, unknown.getMessage(), "kernels write one of " + words);
        }
    }

    private void id() {
        OptionalLong id = node.number(Names.ID);
        node.placeOf(Names.ID).ifPresent(place -> places.put("id", place));
        if (id.isEmpty()) {
            return;
        }
        if (InstanceId.isValid(id.getAsLong())) {
            instance = instance.withId(InstanceId.of((int) id.getAsLong()));
        } else {
            String message = NodeReader.quoted(Names.ID) + " in " + node.shownPath() + ": "
                    + Long.toUnsignedString(id.getAsLong()) + " is not an instance id; 0 is the host";
            node.report(
                    Diagnostic.error(Codes.OUT_OF_RANGE, message)
                            .withSuggestion("use one from " + InstanceId.FIRST + " to " + InstanceId.LAST),
                    Names.ID);
        }
    }

    private void resources(NodeReader found, Function<NodeReader, Instance> memory) {
        NodeReader resources = found.about(SubjectKind.INSTANCE, instance.name().text());
        cpus(resources);
        instance = memory.apply(resources);
        placed("memory", resources, resources.has(Names.MEMORY_BASE) ? Names.MEMORY_BASE : Names.MEMORY_BYTES);
        List<DeviceRef> refs = new ArrayList<>(devices.references(resources, Names.DEVICES));
        refs.addAll(devices.references(resources, Names.DEVICE_NAMES));
        instance = instance.withDevices(refs);
        placed("devices", resources, resources.has(Names.DEVICES) ? Names.DEVICES : Names.DEVICE_NAMES);
        instance = instance.withNumaNodes(resources.distinct(Names.NUMA_NODES));
        placed("numa-nodes", resources, Names.NUMA_NODES);
        instance = word(resources, Names.CPU_AFFINITY, CpuAffinity::parse, words(CpuAffinity.values()))
                .map(instance::withAffinity)
                .orElse(instance);
        instance = word(resources, Names.MEMORY_POLICY, MemoryPolicy::parse, words(MemoryPolicy.values()))
                .map(instance::withMemoryPolicy)
                .orElse(instance);
        resources.child(Names.URING).ifPresent(this::uring);
        OptionsBinding options = new OptionsBinding(instance);
        resources.child(Names.VIRTIO).ifPresent(options::virtio);
        instance = options.cacheWays(resources);
        placed("cache-ways", resources, Names.LLC_WAY_MASK);
        resources.ignore(Names.DEVICES);
        resources.childrenOf(Names.PCI);
        // Early flat kernels name a device by its ids, which two cards of one make share.
        resources.mayRepeat(Names.PCI);
        resources.finish();
    }

    private void cpus(NodeReader resources) {
        CpuIdCells.Ids ids = CpuIdCells.cpus(resources, Names.CPUS);
        instance = instance.withCpus(ids.set());
        if (ids.first().isPresent()) {
            instance = instance.withBootCpu(ids.first().getAsLong());
        }
        placed("cpus", resources, Names.CPUS);
    }

    /** In a source, base and size are one region, and several have a node each. */
    private Instance declaredMemory(NodeReader resources) {
        List<NodeReader> nodes = resources.childrenOf(Names.MEMORY);
        if (!nodes.isEmpty()) {
            boolean sized = resources.has(Names.MEMORY_BYTES);
            boolean based = resources.has(Names.MEMORY_BASE);
            if (sized || based) {
                resources.nodeError(
                        Codes.CONTRADICTION,
                        resources.shownPath()
                                + " states its memory twice: by properties, which do not count, and by nodes",
                        "remove 'memory-base' and 'memory-bytes', or the nodes");
            }
            List<MemoryRange> regions = new ArrayList<>();
            for (NodeReader each : nodes) {
                Ranges.one(each).ifPresent(regions::add);
                each.finish();
            }
            return instance.withRegions(regions);
        }
        OptionalLong base = resources.address(Names.MEMORY_BASE);
        Optional<ByteSize> size = resources.size(Names.MEMORY_BYTES);
        if (size.isEmpty()) {
            if (base.isPresent() && !resources.has(Names.MEMORY_BYTES)) {
                String message = resources.shownPath() + " has 'memory-base' but no 'memory-bytes'";
                resources.nodeError(Codes.MISSING, message, "write memory-bytes = <...>; with how much it is to have");
            }
            return instance;
        }
        if (size.get().isZero()) {
            resources.error(Codes.OUT_OF_RANGE, Names.MEMORY_BYTES, "the size is zero", "write the size in bytes");
            return instance;
        }
        if (base.isEmpty()) {
            return instance.withMemory(size.get());
        }
        Optional<MemoryRange> region = Ranges.at(resources, Names.MEMORY_BYTES, base.getAsLong(), size.get());
        return region.map(List::of).map(instance::withRegions).orElse(instance);
    }

    /** A kernel states the base of the first region and the sum of all of them. */
    private Instance kernelMemory(NodeReader resources) {
        OptionalLong base = resources.number(Names.MEMORY_BASE);
        Optional<ByteSize> size = resources.size(Names.MEMORY_BYTES);
        if (size.isEmpty()) {
            return instance;
        }
        return base.isPresent()
                ? instance.withMemoryFrom(base.getAsLong(), size.get())
                : instance.withMemory(size.get());
    }

    private static List<String> words(Object[] values) {
        return Arrays.stream(values).map(String::valueOf).toList();
    }

    private <T> Optional<T> word(NodeReader resources, String name, Function<String, T> parse, List<String> words) {
        Optional<String> word = resources.string(name);
        if (word.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(word.get()));
        } catch (ModelException unknown) {
            String message = NodeReader.quoted(name) + " in " + resources.shownPath() + ": " + unknown.getMessage();
            Diagnostic finding = Diagnostic.error(Codes.UNKNOWN_WORD, message);
            Optional<String> near = NearestWord.of(unknown.text(), words);
            resources.report(
                    near.map(meant -> finding.withSuggestion("did you mean \"" + meant + "\"?"))
                            .orElseGet(() -> finding.withSuggestion("write one of " + String.join(", ", words))),
                    name);
            return Optional.empty();
        }
    }

    private void options(NodeReader found) {
        NodeReader options = found.about(SubjectKind.INSTANCE, instance.name().text());
        if (options.has(Names.ENABLE_HOST_KCORE)) {
            instance = instance.withOptions(instance.options().withHostKcore());
        }
        options.finish();
    }

    private void uring(NodeReader found) {
        NodeReader uring = found.about(SubjectKind.INSTANCE, instance.name().text());
        InstanceOptions.Uring rings = new InstanceOptions.Uring(
                uring.count(Names.SQ_ENTRIES).orElse(0),
                uring.count(Names.CQ_ENTRIES).orElse(0),
                uring.count(Names.SHIM_DATA_PAGES).orElse(0));
        instance = instance.withOptions(instance.options().withUring(rings));
        uring.finish();
    }

    private void placed(String part, NodeReader resources, String property) {
        resources.placeOf(property).ifPresent(place -> places.put(part, place));
    }
}
