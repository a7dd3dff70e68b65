// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.fdt.Fdt;
import io.kerf.fdt.FdtFormatException;
import io.kerf.model.Dialect;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.store.StoredFile;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The description that the baseline in force was made from, with what the kernel does not keep: topology, parts of devices, the host's share.
 * It counts for the boot and the pool it was stored for, and as long as its check sum fits.
 */
final class BaselineRecord {
    private static final Logger LOG = LoggerFactory.getLogger(BaselineRecord.class);
    private static final String BOOT = "boot-id";
    private static final String ABI = "abi";
    private static final String POOL = "pool";
    private static final String CHECK = "crc-32c";
    private static final String SOURCE = "source";

    private final @Nullable Path file;
    private byte @Nullable [] last;
    private volatile @Nullable Understood understood;

    /** What a record says. */
    private record Content(String bootId, KernelAbi abi, String pool, SystemState description) {}

    /** The bytes of a record, and what they say; nothing, if they are damaged. */
    private static final class Understood {
        private final byte[] bytes;
        private final Optional<Content> content;

        private Understood(byte[] bytes, Optional<Content> content) {
            this.bytes = bytes;
            this.content = content;
        }
    }

    /** A record in a directory, or one that is lost with this object. */
    BaselineRecord(@Nullable Path directory) {
        this.file = directory == null ? null : directory.resolve("baseline.dtb");
    }

    void store(String bootId, KernelSnapshot after, KernelAbi abi, SystemState description) {
        byte[] source = Fdt.encode(Bindings.write(description, Dialect.INVENTORY));
        DeviceTree tree = DeviceTree.builder()
                .property(BOOT, PropertyValue.ofStrings(bootId))
                .property(ABI, PropertyValue.ofStrings(abi.name()))
                .property(POOL, PropertyValue.ofStrings(poolOf(after)))
                .property(CHECK, PropertyValue.ofU32(check(source)))
                .property(SOURCE, PropertyValue.of(source))
                .build();
        byte[] bytes = Fdt.encode(tree);
        if (file == null) {
            last = bytes;
            return;
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            StoredFile.replaceDurably(file, bytes);
        } catch (IOException e) {
            LOG.warn("the description of the baseline could not be kept: {}", e.getMessage());
        }
    }

    /** Drops the description, since there is no pool any more. */
    void forget() {
        last = null;
        if (file == null) {
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} could not be removed, and will not be used: {}", file, e.getMessage());
        }
    }

    /** What the pool is, wherever its memory lies and whoever has a part of it. */
    private static String poolOf(KernelSnapshot snapshot) {
        return snapshot.poolCpus() + " " + SnapshotDifference.chunks(snapshot);
    }

    /** Finds damage, which is all that is asked of it: who may write the record may write anything. */
    private static int check(byte[] source) {
        CRC32C sum = new CRC32C();
        sum.update(source);
        return (int) sum.getValue();
    }

    /**
     * The description, if there is one for the pool that the kernel has now. The record and the kernel's pool are read each time; a record of
     * the same bytes as before is not understood anew.
     */
    Optional<SystemState> description(MultikernelFs fs, KnownReadings readings) {
        Optional<Content> stored = read().flatMap(this::content);
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        Content content = stored.get();
        if (!content.bootId().equals(fs.bootId())) {
            LOG.debug("{} is of another boot", file);
            return Optional.empty();
        }
        SystemState description = content.description();
        KernelSnapshot now = new SnapshotReader(fs, content.abi(), description.devices(), readings).readPool();
        if (!content.pool().equals(poolOf(now))) {
            LOG.warn("{} describes another pool than the kernel has, and is not used", file);
            return Optional.empty();
        }
        return Optional.of(description);
    }

    private Optional<Content> content(byte[] bytes) {
        Understood known = understood;
        if (known == null || !Arrays.equals(known.bytes, bytes)) {
            known = new Understood(bytes, understand(bytes));
            understood = known;
        }
        return known.content;
    }

    private Optional<Content> understand(byte[] bytes) {
        try {
            DtNode record = Fdt.decode(bytes).root();
            Optional<byte[]> source =
                    record.property(SOURCE).map(property -> property.value().toBytes());
            Optional<String> boot = text(record, BOOT);
            Optional<KernelAbi> abi = text(record, ABI).flatMap(KernelAbi::named);
            Optional<String> pool = text(record, POOL);
            boolean isSound = source.isPresent()
                    && record.property(CHECK)
                            .map(DtProperty::value)
                            .filter(PropertyValue.ofU32(check(source.get()))::equals)
                            .isPresent();
            if (!isSound || boot.isEmpty() || abi.isEmpty() || pool.isEmpty()) {
                LOG.debug("{} is damaged", file);
                return Optional.empty();
            }
            SystemState description = Bindings.read(Fdt.decode(source.get()));
            return Optional.of(new Content(boot.get(), abi.get(), pool.get(), description));
        } catch (FdtFormatException e) {
            LOG.warn("{} is damaged and not used: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<String> text(DtNode record, String name) {
        return record.property(name)
                .map(DtProperty::value)
                .filter(PropertyValue::isString)
                .map(PropertyValue::string);
    }

    private Optional<byte[]> read() {
        if (file == null) {
            return Optional.ofNullable(last);
        }
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw KernelInterfaceException.refused(file.toString(), FileOperation.READ, e);
        }
    }
}
