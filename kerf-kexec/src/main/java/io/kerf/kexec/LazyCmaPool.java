// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.kexec.JnaSyscalls.RefusedException;
import io.kerf.model.ByteSize;
import io.kerf.model.MemoryRange;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.HostLock;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.LockTimeoutException;
import io.kerf.sysfs.SysfsMultikernel;
import io.kerf.sysfs.discovery.LazyCma;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Physically contiguous memory from {@code /dev/lazy_cma}, which flat kernels since July 2026 take their pool from; pool kernels have no
 * such device. An allocation outlives the process: {@link #free} is the only way back.
 *
 * <pre>{@code
 * LazyCmaPool cma = LazyCmaPool.of(KernelRoots.system());
 * MemoryRange pool = cma.allocate(ByteSize.parse("8GB"), OptionalInt.empty(), LazyCma.POOL_NAME);
 * // a baseline with that memory; and when the pool is given up:
 * cma.free(pool);
 * }</pre>
 *
 * <p>The numbers of its operations are shared with {@code /dev/dma_heap}, so each call looks whether the device is the right one. Safe for use
 * by several threads.
 */
public final class LazyCmaPool implements LazyCma {
    /** The longest name of an allocation, in bytes. */
    public static final int LONGEST_NAME = 63;

    private static final long ALLOC = 0xC0584800L;
    private static final long RESIZE = 0xC0104801L;
    private static final long FREE = 0x40084802L;
    private static final int ALLOC_BYTES = 88;
    private static final int NAME = 24;
    private static final int ANY_NODE = -1;
    private static final String DEVICE = "lazy_cma";
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(30);
    /** MISC_MAJOR of {@code include/uapi/linux/major.h}. */
    private static final long MISC = 10;

    private final KernelRoots roots;
    private final Path device;
    private final JnaSyscalls syscalls;
    private final DeviceFile.Source devices;
    private final FileSystemTypes types;

    LazyCmaPool(KernelRoots roots, JnaSyscalls syscalls, DeviceFile.Source devices, FileSystemTypes types) {
        this.roots = Objects.requireNonNull(roots, "roots");
        this.device = roots.dev().resolve(DEVICE);
        this.syscalls = Objects.requireNonNull(syscalls, "syscalls");
        this.devices = Objects.requireNonNull(devices, "devices");
        this.types = Objects.requireNonNull(types, "types");
    }

    /**
     * Uses the device of a host. Nothing is opened yet.
     *
     * @param roots where devices are
     * @return the pool
     * @throws SyscallException with ENOSYS on an architecture whose system call numbers kerf does not know
     */
    public static LazyCmaPool of(KernelRoots roots) {
        InstanceGuard none = (action, instance) -> {
            throw new IllegalStateException("no instance is touched");
        };
        return new LazyCmaPool(roots, JnaSyscalls.system(roots, none), DeviceFile::of, FileSystemTypes.system());
    }

    /**
     * Tells whether there is such a device.
     *
     * @return true if there is
     */
    public boolean isPresent() {
        return Files.exists(device);
    }

    /**
     * Takes memory.
     *
     * @param size how much, a multiple of the size of a page
     * @param node the NUMA node it must be on, or empty for any
     * @param name what it is called in {@code /proc/iomem}, at most {@value #LONGEST_NAME} bytes
     * @return where it is
     * @throws SyscallException if the module refuses, with ENOMEM if there is no such range in one piece
     * @throws KernelInterfaceException if the device is not there or is another one, or answers with what cannot be
     * @throws IllegalArgumentException if the size is 0 or no multiple of the size of a page of this kernel, the node negative, or the name too long or with a NUL
     */
    @Override
    public MemoryRange allocate(ByteSize size, OptionalInt node, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        if (text.length > LONGEST_NAME || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a name has at most " + LONGEST_NAME + " bytes and no NUL: " + name);
        }
        if (node.isPresent() && node.getAsInt() < 0) {
            throw new IllegalArgumentException("a NUMA node is not negative: " + node.getAsInt());
        }
        ByteBuffer structure = structure(ALLOC_BYTES)
                .putLong(0, pages(size))
                .putInt(16, node.orElse(ANY_NODE))
                .put(NAME, text);
        call("allocate", ALLOC, structure);
        long base = structure.getLong(8);
        if (!MemoryRange.exists(base, size.bytes())) {
            throw KernelInterfaceException.malformed(
                    device.toString(), "0x" + Long.toHexString(base), "the address of " + size);
        }
        return MemoryRange.of(base, size);
    }

    /**
     * Changes how much memory an allocation has; it stays where it is. What it loses must be in no kernel's pool. Waits for the host's
     * lock, which the calling thread must not have, for 30 seconds at most.
     *
     * @param range what {@link #allocate} gave, or this method made of it; {@code /proc/iomem} must have an allocation there that goes as far
     * @param size how much it shall have, a multiple of the size of a page
     * @return what it has now
     * @throws SyscallException if the module refuses, with ENOENT if no allocation begins there, with ENOTTY if it is too old
     * @throws KernelInterfaceException if the device is not there or is another one, or the pool or an instance still has, or may have, what is lost
     * @throws LockTimeoutException if another process changes the host all that time
     * @throws IllegalArgumentException if the size is 0 or no multiple of the size of a page of this kernel
     */
    public MemoryRange resize(MemoryRange range, ByteSize size) {
        ByteBuffer structure = structure(16).putLong(0, range.base()).putLong(8, pages(size));
        callUnlessUsed(range, range.base() + size.bytes(), "resize", RESIZE, structure);
        return MemoryRange.of(range.base(), size);
    }

    /**
     * Gives memory back. It must be in no kernel's pool any more, which is looked at in {@code /proc/iomem} and in the host's tree; the
     * multikernel file system must be mounted for that, unless this kernel has none. Waits for the host's lock, which the calling thread must
     * not have, for 30 seconds at most.
     *
     * @param range what {@link #allocate} gave, or {@link #resize} made of it; {@code /proc/iomem} must have an allocation there that goes as
     *     far
     * @throws SyscallException if the module refuses, with ENOENT if no allocation begins there
     * @throws KernelInterfaceException if the device is not there or is another one, or the pool or an instance still has, or may have, a part of it
     * @throws LockTimeoutException if another process changes the host all that time
     */
    @Override
    public void free(MemoryRange range) {
        callUnlessUsed(range, range.base(), "free", FREE, structure(8).putLong(0, range.base()));
    }

    /** Nobody may give the memory to a kernel between the look and the call. */
    private void callUnlessUsed(MemoryRange range, long from, String what, long request, ByteBuffer structure) {
        requireDevice();
        HostLock.Held held = HostLock.of(roots).acquire(LOCK_TIMEOUT);
        try {
            new PoolUse(roots, device, types).requireUnused(range, from);
            call(what, request, structure);
        } finally {
            held.close();
        }
    }

    private static ByteBuffer structure(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    }

    private long pages(ByteSize size) {
        long bytes = size.bytes();
        int page = SysfsMultikernel.of(roots).pageSize();
        if (bytes <= 0 || bytes % page != 0) {
            throw new IllegalArgumentException("memory is taken in pages of " + page + " bytes, not " + size);
        }
        return bytes;
    }

    private void call(String what, long request, ByteBuffer structure) {
        requireDevice();
        try {
            long descriptor = syscalls.open(device);
            try {
                syscalls.ioctl(descriptor, request, structure);
            } finally {
                syscalls.close(descriptor);
            }
        } catch (RefusedException e) {
            throw refused(what, e.errno());
        }
    }

    private static SyscallException refused(String what, Errno errno) {
        return new SyscallException("ioctl (" + what + " lazy_cma)", errno, ErrnoMeaning.ofPool(errno));
    }

    /** The kernel lists its misc devices by minor number and name in {@code /proc/misc}; a file by the right name proves nothing. */
    private void requireDevice() {
        try {
            DeviceFile found = devices.of(device);
            if (!found.isCharacterDevice() || found.major() != MISC) {
                throw another("it is no misc device: a character device of major number " + MISC);
            }
            if (!isListed(found.minor())) {
                throw another("/proc/misc does not list it by its number");
            }
        } catch (NoSuchFileException e) {
            throw KernelInterfaceException.gone(
                    device.toString(),
                    "there is no device lazy_cma",
                    "load the module lazy_cma; pool kernels take their pool themselves and need none");
        } catch (IOException e) {
            throw KernelInterfaceException.unsupported(
                    device.toString(), "it cannot be looked at: " + e.getMessage(), "run as root");
        }
    }

    private KernelInterfaceException another(String cause) {
        return KernelInterfaceException.unsupported(
                device.toString(),
                "it is not the device lazy_cma: " + cause,
                "load the module lazy_cma; pool kernels need none");
    }

    /** A driver may be called by any bytes. */
    private boolean isListed(long minor) throws IOException {
        Path list = roots.proc().resolve("misc");
        try (Stream<String> misc = Files.lines(list, StandardCharsets.ISO_8859_1)) {
            return misc.anyMatch(line -> line.strip().equals(minor + " " + DEVICE));
        } catch (NoSuchFileException e) {
            throw KernelInterfaceException.gone(
                    list.toString(),
                    "it is not there, so it cannot be told whether " + device + " is the device lazy_cma",
                    "see that procfs is mounted there");
        }
    }

    @Override
    public String toString() {
        return device.toString();
    }
}
