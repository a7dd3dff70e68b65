// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.diag.KerfException;
import io.kerf.fdt.Fdt;
import io.kerf.fdt.FdtFormatException;
import io.kerf.model.CpuSet;
import io.kerf.model.Dialect;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceOptions;
import io.kerf.model.StateDelta;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.PartialChangeException;
import io.kerf.sysfs.store.StoredFile;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyTypeException;
import io.kerf.tree.PropertyValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What no kernel keeps of an instance: the threads of its cores that nobody else may have, and the options that it was created with. Where
 * there is a state directory, other processes have the notes, too: a file for each instance that there is something to say of, written before
 * the instance is there, so that nobody finds it without. A note counts for the boot, name and id that it was made for, and only while the
 * instance boots on the CPU and has its first memory where it was created: another program can give its name and id to another instance. Of
 * an instance that the kernel does not show a note says nothing.
 */
final class InstanceNotes {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceNotes.class);
    private static final String SUFFIX = ".dtb";
    private static final String BOOT = "boot-id";
    private static final String KEPT_FREE = "kept-free";
    private static final String INSTANCE = "instance";
    private static final String BOOT_CPU = "boot-cpu";
    private static final String MEMORY_BASE = "memory-base";

    private final Optional<Path> folder;
    private final Supplier<String> bootId;

    /** The notes of a host that has no state directory, by what their files would be called. */
    private final Map<String, byte[]> own = new ConcurrentHashMap<>();

    private final Map<String, Understood> understood = new ConcurrentHashMap<>();

    /**
     * A note.
     *
     * @param keptFree CPUs that nobody else may have
     * @param options what the instance was created with
     */
    record Note(CpuSet keptFree, InstanceOptions options) {
        static final Note NONE = new Note(CpuSet.empty(), InstanceOptions.none());
    }

    /**
     * A note, and what it is about.
     *
     * @param bootCpu the CPU that the instance boots on, which no kernel takes from one
     * @param memoryBase where its first region is, which it keeps; empty until that is known
     */
    private record Content(
            String bootId, Instance about, Optional<Long> bootCpu, Optional<Long> memoryBase, Note note) {
        boolean isOf(String boot, Instance instance) {
            return bootId.equals(boot)
                    && about.name().equals(instance.name())
                    && about.id().equals(instance.id())
                    && (bootCpu.isEmpty() || bootCpu.equals(boxed(instance.bootCpu())))
                    && (memoryBase.isEmpty()
                            || instance.memoryBase().isEmpty()
                            || memoryBase.equals(boxed(instance.memoryBase())));
        }

        Content at(Optional<Long> base) {
            return new Content(bootId, about, bootCpu, base, note);
        }
    }

    /** The bytes of a note, and what they say; nothing, if they are damaged. */
    private static final class Understood {
        private final byte[] bytes;
        private final Optional<Content> content;

        private Understood(byte[] bytes, Optional<Content> content) {
            this.bytes = bytes;
            this.content = content;
        }
    }

    InstanceNotes(Optional<Path> stateDirectory, Supplier<String> bootId) {
        this.folder = stateDirectory.map(each -> each.resolve("notes"));
        this.bootId = bootId;
    }

    /** The notes of those instances that there is one of, by their names. */
    Map<InstanceName, Note> of(List<Instance> instances) {
        Set<String> files = files();
        understood.keySet().retainAll(files);
        Map<InstanceName, Note> notes = new TreeMap<>();
        if (files.isEmpty()) {
            return notes;
        }
        String boot = bootId.get();
        for (Instance instance : instances) {
            String file = file(instance);
            Optional<Content> content = files.contains(file) ? read(file) : Optional.empty();
            content.filter(each -> each.isOf(boot, instance))
                    .ifPresent(each -> notes.put(instance.name(), each.note()));
        }
        return notes;
    }

    /** Instances with the options that they are known to have been created with, where their trees show none. */
    List<Instance> withOptions(List<Instance> instances) {
        Map<InstanceName, Note> notes = of(instances);
        return notes.isEmpty()
                ? instances
                : instances.stream()
                        .map(instance -> {
                            InstanceOptions options = notes.getOrDefault(instance.name(), Note.NONE)
                                    .options();
                            boolean isNew = instance.options().equals(InstanceOptions.none())
                                    && !options.equals(InstanceOptions.none());
                            return isNew ? instance.withOptions(options) : instance;
                        })
                        .toList();
    }

    /** Makes a change, with the notes of what it creates in place before it, and gone again if it comes to nothing. */
    void keep(StateDelta delta, Map<InstanceName, CpuSet> keptFree, Runnable change) {
        delta.created().forEach(each -> prepare(each, keptFree.getOrDefault(each.name(), CpuSet.empty())));
        try {
            change.run();
        } catch (PartialChangeException e) {
            // What is left may be the very instances that the notes are about.
            throw e;
        } catch (KerfException e) {
            delta.created().forEach(each -> drop(file(each)));
            throw e;
        }
    }

    /** Says what there is to say of an instance that is about to be created; what was said of another of that name and id goes. */
    private void prepare(Instance instance, CpuSet keptFree) {
        if (keptFree.isEmpty() && instance.options().equals(InstanceOptions.none())) {
            drop(file(instance));
            return;
        }
        Instance about = Instance.named(instance.name()).withOptions(instance.options());
        about = instance.id().map(about::withId).orElse(about);
        // Where the memory will be is the kernel's choice.
        write(new Content(
                bootId.get(),
                about,
                boxed(instance.bootCpu()),
                Optional.empty(),
                new Note(keptFree, instance.options())));
    }

    /** Says where the memory is of instances that were created; a change where they stand leaves the first region to them. */
    void settle(List<Instance> created, List<Instance> after) {
        Set<InstanceName> names = created.stream().map(Instance::name).collect(Collectors.toSet());
        after.stream()
                .filter(each -> names.contains(each.name()) && each.memoryBase().isPresent())
                .forEach(instance -> content(instance)
                        .filter(each -> each.isOf(bootId.get(), instance))
                        .ifPresent(each -> write(each.at(boxed(instance.memoryBase())))));
    }

    private void write(Content content) {
        String name = file(content.about());
        SystemState alone =
                SystemState.builder().instances(List.of(content.about())).build();
        DeviceTreeBuilder tree = DeviceTree.builder()
                .property(BOOT, PropertyValue.ofStrings(content.bootId()))
                .property(
                        KEPT_FREE, PropertyValue.ofU64(content.note().keptFree().toArray()))
                .property(INSTANCE, PropertyValue.of(Fdt.encode(Bindings.write(alone, Dialect.INVENTORY))));
        content.bootCpu().ifPresent(cpu -> tree.property(BOOT_CPU, PropertyValue.ofU64(cpu)));
        content.memoryBase().ifPresent(base -> tree.property(MEMORY_BASE, PropertyValue.ofU64(base)));
        byte[] bytes = Fdt.encode(tree.build());
        if (folder.isEmpty()) {
            own.put(name, bytes);
            return;
        }
        Path file = folder.get().resolve(name);
        try {
            Files.createDirectories(folder.get());
            StoredFile.replaceDurably(file, bytes);
        } catch (IOException e) {
            LOG.warn(
                    "{} could not be written, so that CPUs {} are kept free for '{}', and its options known, by nobody: {}",
                    file,
                    content.note().keptFree(),
                    content.about().name(),
                    e.getMessage());
        }
    }

    /** Drops all notes but those of some instances. */
    void retain(List<Instance> instances) {
        Set<String> files = new HashSet<>(files());
        if (!files.isEmpty()) {
            instances.forEach(instance -> files.remove(file(instance)));
            files.forEach(this::drop);
        }
    }

    /** No two instances have the same, as an id is a number. */
    private static String file(Instance instance) {
        return instance.id().map(InstanceId::toString).orElse("") + "-" + instance.name() + SUFFIX;
    }

    private static Optional<Long> boxed(OptionalLong number) {
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }

    private Optional<Content> content(Instance instance) {
        String file = file(instance);
        return files().contains(file) ? read(file) : Optional.empty();
    }

    private Set<String> files() {
        if (folder.isEmpty()) {
            return Set.copyOf(own.keySet());
        }
        if (!Files.isDirectory(folder.get())) {
            return Set.of();
        }
        Set<String> names = new HashSet<>();
        try (Stream<Path> files = Files.list(folder.get())) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .forEach(names::add);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("the notes of instances cannot be read: {}", e.getMessage());
        }
        return names;
    }

    private void drop(String name) {
        own.remove(name);
        understood.remove(name);
        if (folder.isPresent()) {
            Path file = folder.get().resolve(name);
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("{} could not be removed: {}", file, e.getMessage());
            }
        }
    }

    /** A note of the same bytes as before is not understood anew, and so is not warned of again. */
    private Optional<Content> read(String name) {
        Optional<byte[]> bytes = bytes(name);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        Understood known = understood.get(name);
        if (known == null || !Arrays.equals(known.bytes, bytes.get())) {
            known = new Understood(bytes.get(), understand(name, bytes.get()));
            understood.put(name, known);
        }
        return known.content;
    }

    /** Empty if there is no such note any more, or none that can be read. */
    private Optional<byte[]> bytes(String name) {
        if (folder.isEmpty()) {
            return Optional.ofNullable(own.get(name));
        }
        try {
            return Optional.of(Files.readAllBytes(folder.get().resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", name, e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Content> understand(String name, byte[] bytes) {
        try {
            DtNode note = Fdt.decode(bytes).root();
            Optional<String> boot = note.property(BOOT).map(DtProperty::string);
            Optional<CpuSet> keptFree =
                    note.property(KEPT_FREE).map(DtProperty::u64List).map(CpuSet::of);
            Optional<Instance> about = note.property(INSTANCE)
                    .map(property -> Bindings.read(Fdt.decode(property.value().toBytes())))
                    .flatMap(state -> state.instances().stream().findFirst());
            if (boot.isPresent() && keptFree.isPresent() && about.isPresent()) {
                Note said = new Note(keptFree.get(), about.get().options());
                return Optional.of(new Content(
                        boot.get(),
                        about.get(),
                        note.property(BOOT_CPU).map(DtProperty::u64),
                        note.property(MEMORY_BASE).map(DtProperty::u64),
                        said));
            }
            LOG.warn("{} is no note of an instance, and is not used", name);
        } catch (FdtFormatException | PropertyTypeException e) {
            LOG.warn("{} is no note of an instance, and is not used: {}", name, e.getMessage());
        }
        return Optional.empty();
    }
}
