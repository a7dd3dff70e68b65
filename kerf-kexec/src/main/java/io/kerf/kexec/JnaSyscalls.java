// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import io.kerf.kexec.KernelImageException.Reason;
import io.kerf.model.InstanceId;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelRoots;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The system calls of the running kernel, all of them through {@code syscall} of the C library. The only class that knows JNA, whose native
 * part is loaded by the first call.
 */
final class JnaSyscalls implements Syscalls, PreparedLoad.Source {
    static final String LIBRARY = "c";

    private static final Logger LOG = LoggerFactory.getLogger(JnaSyscalls.class);
    private static final long NONE = 0;
    private static final long NO_FILE = -1;
    private static final long MAGIC_1 = 0xfee1deadL;
    private static final long MAGIC_2 = 0x28121969L;
    private static final long CLOSE_ON_EXEC = 1;
    private static final long ALLOW_SEALING = 2;
    private static final long ADD_SEALS = 1033;
    /** No more seals, no other size, no other bytes. */
    private static final long ALL_SEALS = 1 | 2 | 4 | 8;

    /** {@code struct statfs} has 120 bytes on all architectures that kerf knows, and the type in front. */
    private static final int STATFS_BYTES = 256;

    private static final long CURRENT_FOLDER = -100;
    private static final long OPEN_CLOSE_ON_EXEC = 0x80000;
    private static final long READ_WRITE = 2;

    private final SyscallNumbers numbers;
    private final String library;
    private final Path mountPoint;
    private final InstanceGuard guard;
    private volatile @Nullable LibC loaded;

    /** What is used of the C library (syscall(2)). */
    private interface LibC extends Library {
        long syscall(long number, Object... arguments) throws LastErrorException;
    }

    /** A call failed; becomes a {@link SyscallException} where it is known what the call was for. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final Errno errno;

        private RefusedException(Errno errno) {
            super(errno.toString());
            this.errno = errno;
        }

        Errno errno() {
            return errno;
        }
    }

    /** Over a library with a function {@code syscall}: the C library, or in tests one that only writes down what it is given. */
    JnaSyscalls(SyscallNumbers numbers, String library, KernelRoots roots, InstanceGuard guard) {
        this.numbers = Objects.requireNonNull(numbers, "numbers");
        this.library = Objects.requireNonNull(library, "library");
        this.mountPoint = roots.multikernel();
        this.guard = Objects.requireNonNull(guard, "guard");
    }

    /** Over the C library of this machine. */
    static JnaSyscalls system(KernelRoots roots, InstanceGuard guard) {
        return new JnaSyscalls(SyscallNumbers.of(System.getProperty("os.arch", "")), LIBRARY, roots, guard);
    }

    @Override
    public void kexecFileLoad(LoadRequest request, KexecFlags flags) {
        try (PreparedLoad load = prepare(request, flags)) {
            load.call();
        }
    }

    @Override
    public void check(LoadRequest request, KexecFlags flags) {
        requireKind(!flags.isUnload() && flags.takesInitrd() == request.initrd().isPresent(), flags);
        guard.permit(InstanceAction.LOAD, flags.instance());
        requireArchitecture(request.image());
    }

    @Override
    public PreparedLoad prepare(LoadRequest request, KexecFlags flags) {
        check(request, flags);
        try {
            MemoryFile kernel = MemoryFile.holding("kernel", this, request.image()::copyTo);
            boolean done = false;
            try {
                MemoryFile initrd = initrd(request);
                done = true;
                return new MemoryLoad(kernel, initrd, terminated(request.commandLine()), flags);
            } finally {
                if (!done) {
                    kernel.close();
                }
            }
        } catch (IOException e) {
            throw new KernelImageException(
                    Reason.UNREADABLE,
                    request.image().path(),
                    FileSlice.wordsOf(e, "it cannot be copied to memory for the kernel"),
                    e);
        }
    }

    private @Nullable MemoryFile initrd(LoadRequest request) {
        try {
            return MemoryFile.holdingIfAny("initrd", this, request.initrdContent());
        } catch (IOException e) {
            throw KernelImageException.ofInitrd(
                    Reason.UNREADABLE,
                    request.initrd().orElseThrow(),
                    "it cannot be copied to memory for the kernel: " + e,
                    e);
        }
    }

    /** A kernel in memory, and perhaps an initial file system. */
    private final class MemoryLoad implements PreparedLoad {
        private final MemoryFile kernel;
        private final @Nullable MemoryFile initrd;
        private final byte[] line;
        private final KexecFlags flags;

        private MemoryLoad(MemoryFile kernel, @Nullable MemoryFile initrd, byte[] line, KexecFlags flags) {
            this.kernel = kernel;
            this.initrd = initrd;
            this.line = line;
            this.flags = flags;
        }

        @Override
        public void call() {
            // Copying took its time: look again, right before the call.
            guard.permit(InstanceAction.LOAD, flags.instance());
            try {
                long result = JnaSyscalls.this.call(
                        numbers.kexecFileLoad(),
                        kernel.descriptor(),
                        initrd == null ? NO_FILE : initrd.descriptor(),
                        (long) line.length,
                        line,
                        (long) flags.value());
                LOG.debug("kexec_file_load with flags {} = {}", flags, result);
            } catch (RefusedException e) {
                throw Syscalls.refused(flags, e.errno());
            }
        }

        @Override
        public void close() {
            try {
                kernel.close();
            } finally {
                if (initrd != null) {
                    initrd.close();
                }
            }
        }
    }

    @Override
    public void kexecFileUnload(KexecFlags flags) {
        requireKind(flags.isUnload(), flags);
        permit(InstanceAction.UNLOAD, flags.instance());
        try {
            call(numbers.kexecFileLoad(), NO_FILE, NO_FILE, NONE, NONE, (long) flags.value());
        } catch (RefusedException e) {
            throw Syscalls.refused(flags, e.errno());
        }
        LOG.debug("kexec_file_load with flags {} = 0", flags);
    }

    @Override
    public void reboot(RebootCommand command, InstanceId instance) {
        permit(InstanceAction.of(command), instance);
        try {
            try (Memory id = new Memory(Integer.BYTES)) {
                id.setInt(0, instance.value());
                call(numbers.reboot(), MAGIC_1, MAGIC_2, Integer.toUnsignedLong(command.value()), id);
            }
        } catch (RefusedException e) {
            throw Syscalls.refused(command, e.errno());
        }
        LOG.debug("reboot ({}) of id {} = 0", command, instance);
    }

    @Override
    public void mount() {
        try {
            call(
                    numbers.mount(),
                    terminated("none"),
                    terminated(mountPoint.toString()),
                    terminated("multikernel"),
                    NONE,
                    NONE);
        } catch (RefusedException e) {
            if (!e.errno().equals(Errno.EBUSY)) {
                throw Syscalls.refused(mountPoint, e.errno());
            }
        }
        LOG.debug("mount of the multikernel file system on {}", mountPoint);
    }

    /** Opens a device for reading and writing. */
    long open(Path device) throws RefusedException {
        return call(
                numbers.openat(), CURRENT_FOLDER, terminated(device.toString()), OPEN_CLOSE_ON_EXEC | READ_WRITE, NONE);
    }

    /** Opens a file for reading. */
    long openForReading(Path file) throws RefusedException {
        return call(numbers.openat(), CURRENT_FOLDER, terminated(file.toString()), OPEN_CLOSE_ON_EXEC, NONE);
    }

    /** Makes an anonymous file in memory, which can be sealed. */
    long memoryFile(String name) throws RefusedException {
        return call(numbers.memfdCreate(), terminated("kerf-" + name), CLOSE_ON_EXEC | ALLOW_SEALING);
    }

    /** Lets nobody change an anonymous file any more, whoever opens it. */
    void seal(long descriptor) throws RefusedException {
        call(numbers.fcntl(), descriptor, ADD_SEALS, ALL_SEALS);
    }

    /** What type of file system a folder is on, by its magic number. */
    long fileSystemType(Path folder) throws RefusedException {
        libC();
        try (Memory statfs = new Memory(STATFS_BYTES)) {
            call(numbers.statfs(), terminated(folder.toString()), statfs);
            return statfs.getLong(0);
        }
    }

    void close(long descriptor) throws RefusedException {
        call(numbers.close(), descriptor);
    }

    /** Calls a device, with a structure that it may change. */
    void ioctl(long descriptor, long request, ByteBuffer structure) throws RefusedException {
        libC();
        try (Memory memory = new Memory(structure.capacity())) {
            ByteBuffer view = memory.getByteBuffer(0, structure.capacity());
            view.put(structure.duplicate().rewind());
            call(numbers.ioctl(), descriptor, request, memory);
            structure.duplicate().rewind().put(view.rewind());
        }
    }

    /** The first call loads a library, which takes its time: an instance that was looked at before is looked at again. */
    private void permit(InstanceAction action, InstanceId instance) {
        guard.permit(action, instance);
        if (loaded == null) {
            libC();
            guard.permit(action, instance);
        }
    }

    private long call(int number, Object... arguments) throws RefusedException {
        try {
            return libC().syscall(number, arguments);
        } catch (LastErrorException e) {
            throw new RefusedException(new Errno(e.getErrorCode()));
        }
    }

    private LibC libC() {
        LibC known = loaded;
        if (known == null) {
            try {
                known = Native.load(library, LibC.class);
            } catch (UnsatisfiedLinkError | NoClassDefFoundError | ExceptionInInitializerError e) {
                throw NativeLibraryException.ofJna(e);
            }
            loaded = known;
        }
        return known;
    }

    private void requireArchitecture(KernelImage image) {
        if (!image.architecture().equals(numbers.architecture())) {
            throw new KernelImageException(
                    Reason.ARCHITECTURE,
                    image.path(),
                    "it is a kernel for " + image.architecture() + ", and this machine is " + numbers.architecture(),
                    null);
        }
    }

    private static void requireKind(boolean fits, KexecFlags flags) {
        if (!fits) {
            throw new IllegalArgumentException("flags of the other call: " + flags);
        }
    }

    private static byte[] terminated(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "system calls of " + numbers.architecture();
    }
}
