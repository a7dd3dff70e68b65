// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Mutual exclusion by a file, over all threads of all processes. The operating system lets go of it when its holder dies, however it dies.
 *
 * <p>Locks of files belong to processes: a second one in the same process is an error, and closing any descriptor of the file drops the
 * process's lock. So the threads of a process queue up first, at a lock that all objects for one file share, and only the first of
 * them opens the file.
 */
public final class FileMutex {
    /** Never emptied; there are as many entries as files that were ever locked, which is one or two in a program. */
    private static final ConcurrentMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private static final long SHORTEST_PAUSE = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

    private final Path file;
    private final ReentrantLock threads;

    /**
     * Makes a view of a lock.
     *
     * @param file the file, made when it is first locked; its folder must exist
     */
    public FileMutex(Path file) {
        this.file = file.toAbsolutePath().normalize();
        this.threads = Objects.requireNonNull(THREADS.computeIfAbsent(this.file, key -> new ReentrantLock()));
    }

    /** Holds the lock until it is closed, by the thread that got it. */
    public final class Held implements AutoCloseable {
        private final FileChannel channel;
        private final FileLock lock;

        private Held(FileChannel channel, FileLock lock) {
            this.channel = channel;
            this.lock = lock;
        }

        @Override
        public void close() throws IOException {
            try {
                if (lock.isValid()) {
                    lock.release();
                }
                channel.close();
            } finally {
                threads.unlock();
            }
        }
    }

    /**
     * What is done with the lock held.
     *
     * @param <T> what it answers
     */
    @FunctionalInterface
    public interface Action<T> {
        /**
         * Does it.
         *
         * @return the answer
         * @throws IOException if a file cannot be used
         */
        T run() throws IOException;
    }

    /**
     * Waits for the lock as long as it takes, and does something with it; an interrupt ends neither and is kept. It would close the files
     * that the action uses, for all threads.
     *
     * @param <T> what is answered
     * @param action what to do
     * @return what it answers
     * @throws IOException if the file cannot be made or locked, or from the action
     */
    public <T> T holding(Action<T> action) throws IOException {
        refuseSecond();
        Held held = acquire();
        boolean interrupted = Thread.interrupted();
        try {
            return action.run();
        } finally {
            held.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Held acquire() throws IOException {
        threads.lock();
        boolean interrupted = Thread.interrupted();
        Held held = null;
        try {
            while (held == null) {
                FileChannel channel = open();
                try {
                    held = new Held(channel, channel.lock());
                } catch (ClosedByInterruptException e) {
                    interrupted = Thread.interrupted() || interrupted;
                } catch (FileLockInterruptionException e) {
                    interrupted = true;
                    channel.close();
                } catch (IOException e) {
                    channel.close();
                    throw e;
                }
            }
            return held;
        } finally {
            if (held == null) {
                threads.unlock();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Waits for the lock for a while.
     *
     * @param timeout how long; zero tries once
     * @return the lock, or empty if another has it to the end of the wait
     * @throws IOException if the file cannot be made or locked
     */
    public Optional<Held> acquire(Duration timeout) throws IOException {
        refuseSecond();
        long deadline = System.nanoTime() + timeout.toNanos();
        if (!threadsWithin(timeout)) {
            return Optional.empty();
        }
        Held held = null;
        FileChannel channel = null;
        try {
            channel = open();
            held = poll(channel, deadline);
            return Optional.ofNullable(held);
        } finally {
            if (held == null) {
                if (channel != null) {
                    channel.close();
                }
                threads.unlock();
            }
        }
    }

    private @Nullable Held poll(FileChannel channel, long deadline) throws IOException {
        long pause = SHORTEST_PAUSE;
        while (true) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new Held(channel, lock);
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return null;
            }
            LockSupport.parkNanos(Math.min(pause, left));
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }

    private boolean threadsWithin(Duration timeout) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (true) {
                try {
                    return threads.tryLock(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void refuseSecond() {
        if (threads.isHeldByCurrentThread()) {
            throw new IllegalStateException("this thread holds " + file + " already");
        }
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
