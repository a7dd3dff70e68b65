// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.fdt.Fdt;
import io.kerf.fdt.FdtFormatException;
import io.kerf.sysfs.store.RecordLog;
import io.kerf.sysfs.store.StoredFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the change that is being carried out, beyond the end of the process. There is at most one; it is forgotten once the caller has
 * been told how it ended. Guarded by the lock of the host.
 */
interface ChangeJournal {
    /** Remembers a change; only after that may anything be written to the kernel. */
    void begin(JournalEntry entry);

    /** Notes how far it is; a note that is lost with the process does no harm. */
    void mark(String progress);

    /** Forgets it. */
    void end();

    /** The change that was begun and not ended. */
    Optional<JournalEntry> unfinished();

    /** A journal that is lost with the process. */
    static ChangeJournal inMemory() {
        return new ChangeJournal() {
            private @Nullable JournalEntry entry;

            @Override
            public void begin(JournalEntry begun) {
                entry = begun;
            }

            @Override
            public void mark(String progress) {}

            @Override
            public void end() {
                entry = null;
            }

            @Override
            public Optional<JournalEntry> unfinished() {
                return Optional.ofNullable(entry);
            }
        };
    }

    /** A journal in a file {@code journal}: the entry first, as a device tree blob, then the notes. */
    static ChangeJournal in(Path directory) {
        return new FileJournal(directory.resolve("journal"), new Disk());
    }

    /** What is done to the file, so that tests can let a disk fail. */
    class Disk {
        RecordLog open(Path file) throws IOException {
            return new RecordLog(file);
        }

        void remove(Path file) throws IOException {
            Files.deleteIfExists(file);
        }
    }

    /** The journal in a file. */
    final class FileJournal implements ChangeJournal {
        private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);

        private final Path file;
        private final Disk disk;
        private @Nullable RecordLog log;

        FileJournal(Path file, Disk disk) {
            this.file = file;
            this.disk = disk;
        }

        @Override
        public void begin(JournalEntry entry) {
            try {
                close();
                Files.createDirectories(file.toAbsolutePath().getParent());
                disk.remove(file);
                RecordLog fresh = disk.open(file);
                log = fresh;
                fresh.append(Fdt.encode(entry.tree()));
                fresh.force();
                StoredFile.syncFolderOf(file);
            } catch (IOException e) {
                KernelInterfaceException refusal = refused(FileOperation.WRITE, e);
                forget(refusal);
                throw refusal;
            }
        }

        @Override
        public void mark(String progress) {
            RecordLog open = log;
            if (open == null) {
                return;
            }
            try {
                open.append(progress.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // A change that is under way must not fail for a note about it: the entry itself is on the disk.
                LOG.warn("the journal {} could not be added to: {}", file, e.getMessage());
            }
        }

        @Override
        public void end() {
            try {
                close();
                disk.remove(file);
            } catch (IOException e) {
                throw refused(FileOperation.REMOVE, e);
            }
        }

        /** Nothing was written to the kernel, so nothing must be found here; an entry that stays does no harm, as it is for a change undone. */
        private void forget(KernelInterfaceException refusal) {
            try {
                end();
            } catch (KernelInterfaceException e) {
                refusal.addSuppressed(e);
            }
        }

        private void close() throws IOException {
            RecordLog open = log;
            log = null;
            if (open != null) {
                open.close();
            }
        }

        /** An entry that was cut was never whole, and nothing had been written to the kernel when it was. */
        @Override
        public Optional<JournalEntry> unfinished() {
            try {
                if (Files.size(file) == 0) {
                    return Optional.empty();
                }
                try (RecordLog reading = disk.open(file)) {
                    List<byte[]> records = reading.readNew();
                    return records.isEmpty()
                            ? Optional.empty()
                            : Optional.of(JournalEntry.of(Fdt.decode(records.get(0))));
                }
            } catch (NoSuchFileException e) {
                return Optional.empty();
            } catch (FdtFormatException e) {
                throw KernelInterfaceException.malformed(
                        file.toString(), "a damaged tree (" + e.getMessage() + ")", "the entry of a change");
            } catch (IOException e) {
                throw refused(FileOperation.READ, e);
            }
        }

        private KernelInterfaceException refused(FileOperation operation, IOException failure) {
            return KernelInterfaceException.refused(file.toString(), operation, failure);
        }
    }
}
