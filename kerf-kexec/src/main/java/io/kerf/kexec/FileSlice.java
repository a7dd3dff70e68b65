// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** A part of an open file as a stream. Keeps its own position, so that several may read one file. */
final class FileSlice extends InputStream {
    private static final int BUFFER = 1 << 16;

    private final FileChannel file;
    private final ByteBuffer buffer;
    private long position;
    private long left;

    /** The file itself cannot be read, which is no fault of what is in it. */
    static final class ReadFailedException extends IOException {
        private static final long serialVersionUID = 1L;

        ReadFailedException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** What went wrong with a file, in words. An interrupt closes it for good. */
    static String wordsOf(IOException failure, String what) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof ClosedByInterruptException) {
                return "it was interrupted; open the image again";
            }
        }
        return what + ": " + reasonOf(failure);
    }

    /** Without the file's name, which is told already, and without names of classes. */
    private static String reasonOf(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        String message = failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
        return message == null ? failure.toString() : message;
    }

    FileSlice(FileChannel file, long offset, long length) {
        this.file = file;
        this.buffer =
                ByteBuffer.allocate((int) Math.max(1, Math.min(BUFFER, length))).limit(0);
        this.position = offset;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        return fill() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(bytes, offset, count);
        return count;
    }

    /** Bytes that can be had without waiting; libraries use it to tell an end from a pause. */
    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, buffer.remaining() + left);
    }

    private boolean fill() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        if (left == 0) {
            return false;
        }
        buffer.clear().limit((int) Math.min(buffer.capacity(), left));
        int read = read(position);
        buffer.flip();
        if (read <= 0) {
            left = 0;
            return false;
        }
        position += read;
        left -= read;
        return true;
    }

    private int read(long at) throws IOException {
        try {
            return file.read(buffer, at);
        } catch (IOException e) {
            throw new ReadFailedException(e);
        }
    }
}
