// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.fdt.Fdt;
import io.kerf.fdt.FdtFormatException;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.SystemState;
import io.kerf.sysfs.store.StoredFile;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyTypeException;
import io.kerf.tree.PropertyValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The idempotency keys that instances were created with. The kernel keeps none, so they are kept beside it: one file an instance in the state
 * directory, or with this object where there is none. A key lives as long as its instance. An instance without a record (its program died
 * before it could write one, or somebody else made it) is taken for what was asked if it has the resources that were asked for.
 */
final class RequestKeys {
    private static final Logger LOG = LoggerFactory.getLogger(RequestKeys.class);
    private static final String SUFFIX = ".dtb";
    private static final String BOOT = "boot-id";
    private static final String KEY = "key";
    private static final String REQUEST = "request";
    private static final String ID = "id";

    private final Optional<Path> folder;
    private final Supplier<String> bootId;
    private final Map<String, DeviceTree> own = new HashMap<>();

    RequestKeys(Optional<Path> stateDirectory, Supplier<String> bootId) {
        this.folder = stateDirectory.map(each -> each.resolve("requests"));
        this.bootId = bootId;
    }

    /**
     * Tells whether the very instance that is asked for is there already. Writes nothing.
     *
     * @throws KeyReusedException if the key was used for something else that is there
     */
    synchronized boolean isAlreadySo(CreateDraft draft, SystemState current) {
        if (draft.key().isEmpty()) {
            return false;
        }
        String key = draft.key().get();
        String wanted = draft.toString();
        boolean named = false;
        for (Map.Entry<String, DeviceTree> entry : records().entrySet()) {
            boolean live = isLive(entry.getKey(), entry.getValue(), current);
            String before = text(entry.getValue(), REQUEST);
            named |= live && entry.getKey().equals(draft.name().text());
            if (live && key.equals(text(entry.getValue(), KEY))) {
                if (!wanted.equals(before)) {
                    throw new KeyReusedException(key, InstanceName.of(entry.getKey()), before, wanted);
                }
                return true;
            }
        }
        Optional<Instance> there = current.instance(draft.name());
        return !named && there.isPresent() && draft.isMetBy(there.get(), current);
    }

    /** Remembers what an instance was created with: its key, or that it has none. */
    synchronized void created(CreateDraft draft, Instance instance) {
        if (draft.key().isPresent()) {
            keep(draft, instance);
        } else {
            forget(instance.name());
        }
    }

    private void keep(CreateDraft draft, Instance instance) {
        String name = instance.name().text();
        DeviceTree record = DeviceTree.builder()
                .property(BOOT, PropertyValue.ofStrings(bootId.get()))
                .property(KEY, PropertyValue.ofStrings(draft.key().orElseThrow()))
                .property(REQUEST, PropertyValue.ofStrings(draft.toString()))
                .property(
                        ID, PropertyValue.ofStrings(instance.id().orElseThrow().toString()))
                .build();
        own.put(name, record);
        folder.ifPresent(each -> write(each, name, record));
    }

    /** Without its record the instance is taken for what it has, which is why a failure is not one of the creation. */
    private static void write(Path folder, String name, DeviceTree record) {
        try {
            Files.createDirectories(folder);
            StoredFile.replace(folder.resolve(name + SUFFIX), Fdt.encode(record));
        } catch (IOException e) {
            LOG.warn("the key of instance '{}' could not be kept: {}", name, e.getMessage());
        }
    }

    /** Drops the record of an instance that is gone, or that is another one of the same name. */
    synchronized void forget(InstanceName name) {
        own.remove(name.text());
        if (folder.isPresent()) {
            Path file = folder.get().resolve(name + SUFFIX);
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("{} could not be removed: {}", file, e.getMessage());
            }
        }
    }

    private Map<String, DeviceTree> records() {
        if (folder.isEmpty() || !Files.isDirectory(folder.get())) {
            return own;
        }
        Map<String, DeviceTree> found = new HashMap<>();
        try (Stream<Path> files = Files.list(folder.get())) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX) && !name.startsWith("."))
                    .forEach(name -> read(folder.get().resolve(name))
                            .ifPresent(tree -> found.put(name.substring(0, name.length() - SUFFIX.length()), tree)));
        } catch (IOException e) {
            LOG.warn("the keys of instances cannot be read: {}", e.getMessage());
        }
        return found;
    }

    private static Optional<DeviceTree> read(Path file) {
        try {
            return Optional.of(Fdt.read(file));
        } catch (IOException | FdtFormatException e) {
            LOG.warn("{} is no record of a key: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private boolean isLive(String name, DeviceTree record, SystemState current) {
        return InstanceName.isValid(name)
                && text(record, BOOT).equals(bootId.get())
                && current.instance(InstanceName.of(name))
                        .flatMap(Instance::id)
                        .filter(id -> id.toString().equals(text(record, ID)))
                        .isPresent();
    }

    /** A record of another shape has no texts, and so is of no instance. */
    private static String text(DeviceTree record, String property) {
        try {
            return record.root().property(property).map(DtProperty::string).orElse("");
        } catch (PropertyTypeException e) {
            return "";
        }
    }
}
