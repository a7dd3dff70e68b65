// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.store.FileMutex;
import io.kerf.sysfs.store.RecordLog;
import io.kerf.sysfs.store.StoredFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A kernel whose files are in a directory and whose processes share it. Its history is a log of events there; each process that does something
 * has the kernel in memory, and before it lets happen what others did meanwhile. Who does something holds a lock over all processes, writes
 * the event to the log, lets it happen, and makes the files show it. A process may die between any two of these: what is in the log has
 * happened, and the next one makes the files show it. Who only reads files that show all of the log needs no kernel in memory.
 */
final class DirectoryKernel implements RunningKernel {
    private static final String OWN_FOLDER = "kernel";
    private static final String MACHINE = "machine.dtb";
    private static final long AT_PAGESZ = 6;

    private final KernelRoots roots;
    private final FileMutex mutex;
    private final Booted booted;
    private final RecordLog events;
    private final FileChannel shown;
    private final KernelLayout layout;
    private final DirectoryFs fs;
    /** What happened up to a place in the log, made when it is first needed; guarded by the mutex. */
    private @Nullable KernelCore core;

    /** What runs in a directory; its file is understood when it is first asked for. */
    private static final class Booted {
        private final byte[] file;
        private @Nullable SimulatedMachine machine;

        Booted(byte[] file) {
            this.file = file;
        }

        static Booted of(SimulatedMachine machine, SimulatedRelease release) {
            return new Booted(MachineFile.encode(machine, release));
        }

        synchronized SimulatedMachine machine() {
            SimulatedMachine known = machine;
            if (known == null) {
                known = MachineFile.machine(file);
                machine = known;
            }
            return known;
        }

        SimulatedRelease release() {
            return MachineFile.release(file);
        }
    }

    private DirectoryKernel(Path dir, KernelRoots roots, FileMutex mutex, Booted booted) throws IOException {
        Path own = dir.resolve(OWN_FOLDER);
        this.roots = roots;
        this.mutex = mutex;
        this.booted = booted;
        this.events = new RecordLog(own.resolve("events"));
        this.shown = FileChannel.open(
                own.resolve("shown"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        this.layout = new KernelLayout(roots, own.resolve("limbo"));
        this.fs = new DirectoryFs(this, roots);
    }

    /** Boots a machine in a directory where none is, or joins the kernel that runs it there. */
    static DirectoryKernel bootOrJoin(Path dir, SimulatedMachine machine, SimulatedRelease release) {
        return start(dir, Optional.of(Booted.of(machine, release)));
    }

    /** Joins the kernel that runs in a directory. */
    static DirectoryKernel join(Path dir) {
        return start(dir, Optional.empty());
    }

    private static DirectoryKernel start(Path given, Optional<Booted> wanted) {
        Path dir = given.toAbsolutePath().normalize();
        Path own = dir.resolve(OWN_FOLDER);
        KernelRoots roots = KernelRoots.under(dir);
        try {
            if (wanted.isEmpty() && !Files.isDirectory(own)) {
                throw noKernel(dir);
            }
            Files.createDirectories(own);
            FileMutex mutex = new FileMutex(own.resolve("lock"));
            return mutex.holding(() -> {
                DirectoryKernel kernel = new DirectoryKernel(dir, roots, mutex, boot(dir, roots, wanted));
                kernel.show();
                return kernel;
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the directory of a simulated kernel cannot be used: " + dir, e);
        }
    }

    private static KernelInterfaceException noKernel(Path dir) {
        return KernelInterfaceException.gone(
                dir.toString(),
                "no simulated kernel was booted there",
                "boot one with SimulatedKernel.onDirectory(directory, machine)");
    }

    /** The machine's file is made last: where it is, all is. */
    private static Booted boot(Path dir, KernelRoots roots, Optional<Booted> wanted) throws IOException {
        Path file = dir.resolve(OWN_FOLDER).resolve(MACHINE);
        if (Files.exists(file)) {
            byte[] stored = Files.readAllBytes(file);
            if (wanted.isPresent() && !Arrays.equals(stored, wanted.get().file)) {
                boolean other = MachineFile.release(stored) != wanted.get().release();
                throw new IllegalArgumentException(
                        (other ? "release " + MachineFile.release(stored) : "another machine") + " runs in " + dir
                                + ": join it without naming a machine, or take an empty directory");
            }
            return new Booted(stored);
        }
        Booted booted = wanted.orElseThrow(() -> noKernel(dir));
        byte[] auxv = ByteBuffer.allocate(4 * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(AT_PAGESZ)
                .putLong(booted.machine().pageSize())
                .array();
        new KernelLayout(roots, dir.resolve(OWN_FOLDER).resolve("limbo"))
                .boot(auxv, UUID.randomUUID().toString());
        Files.deleteIfExists(dir.resolve(OWN_FOLDER).resolve("events"));
        Files.deleteIfExists(dir.resolve(OWN_FOLDER).resolve("shown"));
        StoredFile.replace(file, booted.file);
        return booted;
    }

    @Override
    public Optional<KernelRoots> roots() {
        return Optional.of(roots);
    }

    @Override
    public SimulatedMachine machine() {
        return booted.machine();
    }

    @Override
    public SimulatedRelease release() {
        return booted.release();
    }

    @Override
    public DirectoryFs fs() {
        return fs;
    }

    @Override
    public KernelState state() {
        return exclusively(() -> core().state());
    }

    /** The kernel, to which all has happened. Only within {@link #exclusively}. */
    KernelCore core() {
        return Objects.requireNonNull(core, "only within exclusively");
    }

    KernelLayout layout() {
        return layout;
    }

    /** Runs something while no other thread of any process does, on a kernel to which all has happened that did to others. */
    <T> T exclusively(Supplier<T> action) {
        try {
            return mutex.holding(() -> {
                catchUp();
                return action.get();
            });
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Reads files while no process changes them, on files that show all that happened. */
    <T> T settled(Supplier<T> read) {
        try {
            return mutex.holding(() -> {
                show();
                return read.get();
            });
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Why a tree cannot be generated at the moment, which the kernel itself knows. Only within {@link #settled}. */
    Optional<Errno> refusal(Path tree) {
        try {
            catchUp();
            return layout.refusal(tree);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private UncheckedIOException unusable(IOException e) {
        return new UncheckedIOException("the directory of a simulated kernel cannot be used: " + roots, e);
    }

    /** Makes the files show all that happened; mostly they do. */
    private void show() throws IOException {
        if (readShown() != events.size()) {
            catchUp();
        }
    }

    private void catchUp() throws IOException {
        boolean isFirst = core == null;
        List<byte[]> records = List.of();
        try {
            KernelCore now =
                    core == null ? new KernelCore(booted.machine(), booted.release(), roots.multikernel() + "/") : core;
            core = null; // half-way through its history it is no kernel
            records = events.readNew();
            for (byte[] record : records) {
                now.replay(KernelEvent.decode(record));
            }
            core = now;
        } finally {
            if (core == null) {
                events.rewind();
            }
        }
        if (readShown() != events.end()) {
            layout.rebuild(core().state(), core().fs().log());
            writeShown(events.end());
        } else if (isFirst || !records.isEmpty()) {
            layout.assume(core().state(), core().fs().log());
        }
    }

    /** How far into the log the files are; never equal to a place in it while files are being written. */
    private long readShown() throws IOException {
        ByteBuffer place = ByteBuffer.allocate(Long.BYTES);
        return shown.read(place, 0) == Long.BYTES ? place.flip().getLong() : -1;
    }

    private void writeShown(long place) throws IOException {
        shown.write(ByteBuffer.allocate(Long.BYTES).putLong(place).flip(), 0);
    }

    /** Marks the files as touched, so that they are made anew if this process dies before it has shown the next event. */
    void touch() {
        try {
            writeShown(-1);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + roots, e);
        }
    }

    /** Lets an event happen. Only within {@link #exclusively}. */
    <T> T happen(KernelEvent event, Supplier<T> step) {
        try {
            writeShown(-1);
            events.append(event.encode());
            try {
                return step.get();
            } finally {
                layout.update(core().state(), core().fs().log());
                writeShown(events.end());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + roots, e);
        }
    }

    @Override
    public Optional<Errno> call(KernelEvent event) {
        return exclusively(() -> happen(event, () -> core().call(event)));
    }
}
