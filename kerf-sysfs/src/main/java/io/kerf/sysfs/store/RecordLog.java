// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A file of records that only grows: 4 bytes of length, 4 of CRC-32C, then the record, all numbers big-endian. A record that was cut by a
 * crash is not there; the next one takes its place.
 *
 * <p>One process appends at a time, which is the caller's part, after it has read what the others appended.
 */
public final class RecordLog implements AutoCloseable {
    private static final int HEADER = 2 * Integer.BYTES;
    private static final int LONGEST = 64 << 20;

    private final FileChannel channel;
    private long end;

    /**
     * Opens a log.
     *
     * @param file the file, made if it is not there
     * @throws IOException if it cannot be opened
     */
    public RecordLog(Path file) throws IOException {
        this(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /**
     * Uses an open file.
     *
     * @param channel the file, open for reading and writing; closed with the log
     */
    public RecordLog(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Reads the records that were appended since the last call, by whomever.
     *
     * @return the records in order
     * @throws IOException if the file cannot be read
     */
    public List<byte[]> readNew() throws IOException {
        List<byte[]> records = new ArrayList<>();
        long size = channel.size();
        while (size - end >= HEADER) {
            ByteBuffer header = read(end, HEADER);
            int length = header.getInt();
            int sum = header.getInt();
            if (length < 0 || length > LONGEST || size - end - HEADER < length) {
                break;
            }
            byte[] record = read(end + HEADER, length).array();
            if (sum(record) != sum) {
                break;
            }
            records.add(record);
            end += HEADER + length;
        }
        return records;
    }

    private ByteBuffer read(long from, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new EOFException("the log became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    /**
     * Appends a record behind the last one that was read.
     *
     * @param record the record, at most 64 MiB
     * @throws IOException if it cannot be written; it is not there then
     */
    public void append(byte[] record) throws IOException {
        if (channel.size() > end) {
            channel.truncate(end);
        }
        ByteBuffer frame = ByteBuffer.allocate(HEADER + record.length)
                .putInt(record.length)
                .putInt(sum(record))
                .put(record)
                .flip();
        long at = end;
        while (frame.hasRemaining()) {
            at += channel.write(frame, at);
        }
        end = at;
    }

    /**
     * Makes what was appended survive a loss of power.
     *
     * @throws IOException if the system cannot do so
     */
    public void force() throws IOException {
        channel.force(true);
    }

    /**
     * Returns where the next record goes.
     *
     * @return bytes from the beginning
     */
    public long end() {
        return end;
    }

    /** Goes back to the beginning: the next {@link #readNew} reads all records again. */
    public void rewind() {
        end = 0;
    }

    /**
     * Returns how long the file is, with records that were not read yet and what a crash may have left behind them.
     *
     * @return bytes
     * @throws IOException if the system cannot tell
     */
    public long size() throws IOException {
        return channel.size();
    }

    private static int sum(byte[] record) {
        CRC32C sum = new CRC32C();
        sum.update(record);
        return (int) sum.getValue();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
