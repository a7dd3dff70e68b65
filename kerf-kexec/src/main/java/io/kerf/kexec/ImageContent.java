// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.diag.KerfException;
import io.kerf.kexec.KernelImageException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.MemoryLimitException;

/** The bytes that are handed to the kernel, out of an open file; unpacked as they are read, and never more of them than the file claims. */
record ImageContent(Path path, FileChannel file, ImageLayout layout) {
    /** Most bytes that a packed kernel may unpack to: kernels have up to 200 MiB. */
    static final long LARGEST_UNPACKED = 1L << 30;
    /** Most bytes of a file, which is the kernel's own limit. */
    static final long LARGEST_FILE = 1L << 32;

    private static final int BUFFER = 1 << 16;

    /** Takes bytes; what it throws is its own failure and not that of the image. */
    interface Sink {
        void accept(byte[] bytes, int length) throws IOException;
    }

    /** A sink failed; carried past what becomes a refusal of the image. */
    private static final class SinkFailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final IOException reason;

        private SinkFailedException(IOException reason) {
            super(reason);
            this.reason = reason;
        }
    }

    /** Looks at all of it. */
    KernelImageInfo scan() throws IOException {
        ContentScan scan = new ContentScan();
        copy((bytes, length) -> {
            scan.accept(bytes, length);
            requireKernel(scan);
        });
        ByteBuffer head = scan.head();
        long memory = isElf()
                ? ElfHeader.memoryOf(path, head, scan.size())
                : FlatImageHeader.memoryOf(path, head, scan.size());
        Optional<String> version = layout.version().or(scan::version);
        return new KernelImageInfo(
                layout.format(),
                layout.compression(),
                version,
                file.size(),
                scan.size(),
                memory,
                scan.sha256Hex(),
                layout.commandLineLimit(),
                layout.signed());
    }

    private boolean isElf() {
        return layout.format() == ImageFormat.ELF || layout.format() == ImageFormat.BZIMAGE;
    }

    /** Ends early where what comes out is no kernel: so nothing large is unpacked for nothing. */
    private void requireKernel(ContentScan scan) {
        if (layout.format() == ImageFormat.BZIMAGE && scan.size() >= Integer.BYTES && !ElfHeader.begins(scan.head())) {
            throw refused(Reason.CORRUPT, "its payload unpacks to something that is no ELF file", null);
        }
    }

    /**
     * Gives all bytes to a sink.
     *
     * @throws KernelImageException if the file cannot be read or unpacked
     * @throws IOException what the sink throws
     */
    void copy(Sink sink) throws IOException {
        requireSize();
        try (InputStream in =
                PackedStream.of(path, layout.compression(), new FileSlice(file, layout.offset(), layout.length()))) {
            pump(in, sink);
        } catch (SinkFailedException e) {
            throw e.reason;
        } catch (FileSlice.ReadFailedException e) {
            throw refused(Reason.UNREADABLE, FileSlice.wordsOf(e, "it cannot be read"), e);
        } catch (EOFException e) {
            throw refused(Reason.TRUNCATED, "what is packed in it ends early" + detail(e), e);
        } catch (MemoryLimitException e) {
            throw refused(Reason.TOO_LARGE, "unpacking it takes too much memory" + detail(e), e);
        } catch (IOException e) {
            throw refused(Reason.CORRUPT, "what is packed in it is damaged" + detail(e), e);
        } catch (OutOfMemoryError e) {
            throw refused(
                    Reason.TOO_LARGE,
                    "unpacking it takes more memory than Java has left; give it more with -Xmx (xz and lzma take up to"
                            + " 160 MiB)",
                    e);
        } catch (StackOverflowError e) {
            // A library goes one call deeper for each block that is empty.
            throw refused(Reason.CORRUPT, "what is packed in it has more empty blocks in a row than can be read", e);
        } catch (KerfException e) {
            throw e;
        } catch (RuntimeException e) {
            // A library stumbled over the data, whatever it throws for that.
            throw refused(Reason.CORRUPT, "what is packed in it is damaged: " + e, e);
        }
    }

    private void requireSize() {
        boolean packed = layout.compression() != Compression.NONE;
        if (layout.size() > (packed ? LARGEST_UNPACKED : LARGEST_FILE)) {
            throw refused(
                    Reason.TOO_LARGE,
                    packed
                            ? "it claims to unpack to " + layout.size() + " bytes; kerf unpacks " + LARGEST_UNPACKED
                                    + " at most"
                            : "it has " + layout.size() + " bytes; the kernel takes " + LARGEST_FILE + " at most",
                    null);
        }
    }

    private void pump(InputStream in, Sink sink) throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER, layout.size() + 1)];
        long total = 0;
        int count = in.read(buffer, 0, buffer.length);
        while (count >= 0) {
            total += count;
            if (total > layout.size()) {
                throw refused(
                        Reason.CORRUPT, "it unpacks to more than the " + layout.size() + " bytes that it claims", null);
            }
            give(sink, buffer, count);
            count = in.read(buffer, 0, buffer.length);
        }
        if (total < layout.size()) {
            throw refused(
                    Reason.TRUNCATED,
                    "there are " + total + " of the " + layout.size() + " bytes that it claims",
                    null);
        }
    }

    private static void give(Sink sink, byte[] buffer, int count) {
        try {
            sink.accept(buffer, count);
        } catch (IOException e) {
            throw new SinkFailedException(e);
        }
    }

    private static String detail(Throwable cause) {
        return cause.getMessage() == null ? "" : ": " + cause.getMessage();
    }

    KernelImageException refused(Reason reason, String message, @Nullable Throwable cause) {
        return new KernelImageException(reason, path, message, cause);
    }
}
