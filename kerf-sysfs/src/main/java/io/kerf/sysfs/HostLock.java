// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.sysfs.store.FileMutex;
import io.kerf.sysfs.store.StoredFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one at a time change a host, over all threads of all processes. Among programs that use kerf a lock of the operating system does so,
 * which ends with its holder. Towards others there is the file {@code kerf.lock} in the run directory: as long as it exists, the host is
 * taken; it names its holder. The file of a holder that is dead is taken over, with a warning in the log.
 *
 * <pre>{@code
 * HostLock lock = HostLock.of(KernelRoots.system());
 * try (HostLock.Held held = lock.acquire(Duration.ofSeconds(10))) {
 *     // read, decide, write, verify
 * }
 * }</pre>
 *
 * <p>Immutable, and safe for use by several threads. A thread that has the lock must not ask for it again.
 */
public final class HostLock {
    private static final Logger LOG = LoggerFactory.getLogger(HostLock.class);
    private static final long PAUSE_NANOS = 5_000_000;

    private final Path file;
    private final FileMutex mutex;

    private HostLock(Path run) {
        this.file = run.resolve("kerf.lock");
        this.mutex = new FileMutex(run.resolve("kerf.lock.guard"));
    }

    /**
     * Makes a view of a host's lock.
     *
     * @param roots where things are; the run directory must exist
     * @return the lock
     */
    public static HostLock of(KernelRoots roots) {
        return new HostLock(roots.run().toAbsolutePath());
    }

    /** A lock that is held until it is closed, which the thread does that got it. */
    public static final class Held implements AutoCloseable {
        private final Path file;
        private final byte[] content;
        private final FileMutex.Held guard;

        private Held(Path file, byte[] content, FileMutex.Held guard) {
            this.file = file;
            this.content = content;
            this.guard = guard;
        }

        /**
         * Lets go of the lock. What has become of its file meanwhile is logged and else passed over.
         *
         * @throws KernelInterfaceException if the file cannot be removed
         */
        @Override
        public void close() {
            try {
                removeOwn();
            } catch (IOException e) {
                throw KernelInterfaceException.refused(file.toString(), FileOperation.REMOVE, e);
            } finally {
                release(guard);
            }
        }

        private void removeOwn() throws IOException {
            Optional<byte[]> found = read(file);
            if (found.isPresent() && Arrays.equals(found.get(), content)) {
                Files.deleteIfExists(file);
            } else {
                LOG.warn("{} was removed or replaced while this process held it", file);
            }
        }
    }

    /**
     * Waits for the lock.
     *
     * @param timeout how long at most; zero tries once
     * @return the lock
     * @throws LockTimeoutException if another has it to the end of the wait, naming it
     * @throws KernelInterfaceException if the lock file cannot be used, such as for lack of permission
     * @throws IllegalStateException if the calling thread has the lock already
     */
    public Held acquire(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        FileMutex.Held guard;
        try {
            Optional<FileMutex.Held> got = mutex.acquire(timeout);
            if (got.isEmpty()) {
                throw new LockTimeoutException(file.toString(), timeout, holder().orElse(null));
            }
            guard = got.get();
        } catch (IOException e) {
            throw KernelInterfaceException.refused(file.toString(), FileOperation.WRITE, e);
        }
        boolean held = false;
        try {
            byte[] content = LockHolder.self().encode();
            while (!claim(content)) {
                if (System.nanoTime() - deadline >= 0) {
                    throw new LockTimeoutException(file.toString(), timeout, holder().orElse(null));
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            held = true;
            return new Held(file, content, guard);
        } catch (IOException e) {
            throw KernelInterfaceException.refused(file.toString(), FileOperation.WRITE, e);
        } finally {
            if (!held) {
                release(guard);
            }
        }
    }

    /**
     * Tells who has the lock at the moment, without waiting for it.
     *
     * @return the process that the lock file names; empty if there is no such file, or it names none
     * @throws KernelInterfaceException if the lock file cannot be read
     */
    public Optional<LockHolder> holder() {
        try {
            return read(file).flatMap(LockHolder::decode);
        } catch (IOException e) {
            throw KernelInterfaceException.refused(file.toString(), FileOperation.READ, e);
        }
    }

    /** Makes the file with its content at once; answers false if somebody else's is there. */
    private boolean claim(byte[] content) throws IOException {
        Path fresh = file.resolveSibling(".kerf.lock." + ProcessHandle.current().pid());
        StoredFile.replace(fresh, content);
        try {
            Files.createLink(file, fresh);
            return true;
        } catch (FileAlreadyExistsException e) {
            return takeOver(fresh);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /**
     * Puts our file in the place of a dead holder's. That it is kerf's own, and the lock of the operating system is ours, means that no living
     * process of this host wrote it, unless in another process namespace.
     */
    private boolean takeOver(Path fresh) throws IOException {
        Optional<LockHolder> holder = read(file).flatMap(LockHolder::decode);
        boolean dead = holder.isPresent()
                && (!holder.get().isAlive()
                        || holder.get().pid() == ProcessHandle.current().pid());
        if (!dead) {
            return false;
        }
        LOG.warn("taking over {} from {}, which is no more", file, holder.get());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    private static Optional<byte[]> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static void release(FileMutex.Held guard) {
        try {
            guard.close();
        } catch (IOException e) {
            LOG.warn("the lock was let go of with an error", e);
        }
    }
}
