// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.sysfs.store.RecordLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A disk that is full when something is written to it for the n-th time: half of that is written still. It can stay so. */
final class FullDisk extends ChangeJournal.Disk {
    private final int fullAt;
    private final boolean staysFull;
    private final boolean keepsFiles;
    private int writes;
    private int removals;

    private FullDisk(int fullAt, boolean staysFull, boolean keepsFiles) {
        this.fullAt = fullAt;
        this.staysFull = staysFull;
        this.keepsFiles = keepsFiles;
    }

    /** Full at one write, or from one on; writes are those of bytes and those of what is still in memory. */
    static FullDisk at(int write, boolean andLater) {
        return new FullDisk(write, andLater, false);
    }

    /** One whose files cannot be removed. */
    static FullDisk thatKeepsFiles() {
        return new FullDisk(0, false, true);
    }

    /** How often something was written. */
    int writes() {
        return writes;
    }

    private boolean isFull() {
        writes++;
        return writes == fullAt || staysFull && fullAt > 0 && writes > fullAt;
    }

    @Override
    RecordLog open(Path file) throws IOException {
        return new RecordLog(new Channel(
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)));
    }

    /** The first removal makes room for an entry; the others end it. */
    @Override
    void remove(Path file) throws IOException {
        if (keepsFiles && ++removals > 1) {
            throw new IOException(file + ": Read-only file system");
        }
        super.remove(file);
    }

    private final class Channel extends FileChannel {
        private final FileChannel real;

        private Channel(FileChannel real) {
            this.real = real;
        }

        private void requireRoom() throws IOException {
            if (isFull()) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            if (isFull()) {
                int unused = real.write(bytes.slice(bytes.position(), bytes.remaining() / 2), position);
                throw new IOException("No space left on device");
            }
            return real.write(bytes, position);
        }

        @Override
        public void force(boolean metadata) throws IOException {
            requireRoom();
            real.force(metadata);
        }

        @Override
        public int read(ByteBuffer bytes, long position) throws IOException {
            return real.read(bytes, position);
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            real.truncate(size);
            return this;
        }

        @Override
        protected void implCloseChannel() throws IOException {
            real.close();
        }

        @Override
        public int read(ByteBuffer bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long read(ByteBuffer[] buffers, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] buffers, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel position(long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }
}
