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
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the change that is being carried out, beyond the end of the process. There is at most one; it is forgotten once the caller has
 * been told how it ended. Guarded by the lock of the host.
 */
interface ChangeJournal {
    /** Remembers a change, which is put into words only where somebody may read them; only after that may anything be written to the kernel. */
    void begin(Supplier<JournalEntry> entry);

    /** Notes how far it is; a note that is lost with the process does no harm. */
    void mark(String progress);

    /** Notes how it ended, once nothing more of it is to be written to the kernel. */
    void ended(ChangeEnding ending);

    /** Forgets it. */
    void end();

    /** The change that was begun and not forgotten; with its ending, if it is only the journal that stayed. */
    Optional<JournalEntry> unfinished();

    /** A journal is for what nobody was told: it ends with an outcome, and with the report of what is left. */
    default <T> T reported(Supplier<T> change, Function<T, ChangeEnding> ending) {
        T outcome;
        try {
            outcome = change.get();
        } catch (PartialChangeException e) {
            endAs(ChangeEnding.TOLD);
            throw e;
        }
        endAs(ending.apply(outcome));
        return outcome;
    }

    /** An outcome stands, whatever becomes of the journal: where it stays, it says itself that the change has ended. */
    private void endAs(ChangeEnding ending) {
        ended(ending);
        try {
            end();
        } catch (KernelInterfaceException e) {
            LoggerFactory.getLogger(ChangeJournal.class)
                    .warn("the change has ended, and its journal could not be removed: {}", e.getMessage());
        }
    }

    /** A journal that is lost with the process. */
    static ChangeJournal inMemory() {
        return new ChangeJournal() {
            private @Nullable Supplier<JournalEntry> entry;

            @Override
            public void begin(Supplier<JournalEntry> begun) {
                entry = begun;
            }

            @Override
            public void mark(String progress) {}

            @Override
            public void ended(ChangeEnding ending) {
                Supplier<JournalEntry> begun = entry;
                entry = begun == null ? null : () -> begun.get().withEnding(ending);
            }

            @Override
            public void end() {
                entry = null;
            }

            @Override
            public Optional<JournalEntry> unfinished() {
                return Optional.ofNullable(entry).map(Supplier::get);
            }
        };
    }

    /** A journal in a file {@code journal}: the entry first, as a device tree blob, then the notes, and the ending. */
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
        private boolean isFound;

        FileJournal(Path file, Disk disk) {
            this.file = file;
            this.disk = disk;
        }

        @Override
        public void begin(Supplier<JournalEntry> entry) {
            byte[] blob = Fdt.encode(entry.get().tree());
            try {
                close();
                Files.createDirectories(file.toAbsolutePath().getParent());
                disk.remove(file);
                RecordLog fresh = disk.open(file);
                log = fresh;
                fresh.append(blob);
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

        /** Without it, and with a journal that stays, a later recovery would take what others did since for what the change left undone. */
        @Override
        public void ended(ChangeEnding ending) {
            try {
                if (log == null && isFound) {
                    RecordLog again = disk.open(file);
                    log = again;
                    List<byte[]> unused = again.readNew();
                }
                RecordLog open = log;
                if (open != null) {
                    open.append(ending.record());
                }
            } catch (IOException e) {
                LOG.warn("the journal {} could not be told how the change ended: {}", file, e.getMessage());
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

        /** Nothing was written to the kernel, so nothing must be found here; an entry that stays says that nothing was done. */
        private void forget(KernelInterfaceException refusal) {
            ended(ChangeEnding.UNDONE);
            try {
                end();
            } catch (KernelInterfaceException e) {
                refusal.addSuppressed(e);
            }
        }

        private void close() throws IOException {
            RecordLog open = log;
            log = null;
            isFound = false;
            if (open != null) {
                open.close();
            }
        }

        /** An entry that was cut was never whole, and nothing had been written to the kernel when it was. */
        @Override
        public Optional<JournalEntry> unfinished() {
            try {
                close();
                if (Files.size(file) == 0) {
                    return Optional.empty();
                }
                try (RecordLog reading = disk.open(file)) {
                    List<byte[]> records = reading.readNew();
                    if (records.isEmpty()) {
                        return Optional.empty();
                    }
                    JournalEntry entry = JournalEntry.of(Fdt.decode(records.get(0)));
                    Optional<ChangeEnding> ending = records.stream()
                            .skip(1)
                            .flatMap(each -> ChangeEnding.in(each).stream())
                            .findFirst();
                    isFound = ending.isEmpty();
                    return Optional.of(ending.map(entry::withEnding).orElse(entry));
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
