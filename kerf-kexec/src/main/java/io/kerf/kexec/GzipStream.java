// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * One gzip member (RFC 1952), whatever follows it. The library's own stream would take what follows for another member, and a cut trailer for
 * an end.
 */
final class GzipStream extends InputStream {
    private static final int HEADER_CHECKED = 0x02;
    private static final int EXTRA = 0x04;
    private static final int NAME = 0x08;
    private static final int COMMENT = 0x10;
    private static final int UNKNOWN = 0xe0;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] input = new byte[1 << 13];
    private int inputLength;
    private boolean ended;

    GzipStream(InputStream in) throws IOException {
        this.in = in;
        readHeader();
    }

    private void readHeader() throws IOException {
        if (need() != 0x1f || need() != 0x8b || need() != 8) {
            throw new CorruptDataException("the gzip header is none");
        }
        int flags = need();
        skip(6);
        if ((flags & UNKNOWN) != 0) {
            throw new CorruptDataException("the gzip header has flags that no gzip writes");
        }
        if ((flags & EXTRA) != 0) {
            skip(need() | need() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECKED) != 0) {
            skip(2);
        }
    }

    private int need() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException("the gzip data ends inside its header");
        }
        return next;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            need();
        }
    }

    private void skipText() throws IOException {
        int next = need();
        while (next != 0) {
            next = need();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            while (!ended) {
                int count = inflater.inflate(bytes, offset, length);
                if (count > 0) {
                    crc.update(bytes, offset, count);
                    return count;
                }
                advance();
            }
            return -1;
        } catch (DataFormatException e) {
            throw new CorruptDataException("the gzip data is damaged: " + e.getMessage());
        }
    }

    private void advance() throws IOException {
        if (inflater.finished()) {
            checkTrailer();
            ended = true;
        } else if (inflater.needsDictionary()) {
            throw new CorruptDataException("the gzip data wants a dictionary");
        } else if (inflater.needsInput()) {
            inputLength = in.read(input, 0, input.length);
            if (inputLength <= 0) {
                throw new EOFException("the gzip data ends early");
            }
            inflater.setInput(input, 0, inputLength);
        }
    }

    private void checkTrailer() throws IOException {
        byte[] trailer = new byte[8];
        int rest = Math.min(inflater.getRemaining(), trailer.length);
        System.arraycopy(input, inputLength - inflater.getRemaining(), trailer, 0, rest);
        int more = in.readNBytes(trailer, rest, trailer.length - rest);
        if (rest + more < trailer.length) {
            throw new EOFException("the gzip data ends before its checksum");
        }
        if (littleEndian(trailer, 0) != (int) crc.getValue()) {
            throw new CorruptDataException("the gzip checksum is wrong");
        }
        if (littleEndian(trailer, 4) != (int) inflater.getBytesWritten()) {
            throw new CorruptDataException("the gzip data has another length than its trailer says");
        }
    }

    private static int littleEndian(byte[] bytes, int at) {
        return bytes[at] & 0xff
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | (bytes[at + 3] & 0xff) << 24;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
