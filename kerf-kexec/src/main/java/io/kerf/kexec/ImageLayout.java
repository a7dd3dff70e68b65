// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.kexec.KernelImageException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where in a file the kernel is and how it is packed, by the headers of the file alone.
 *
 * @param format what the file is
 * @param compression how the kernel in it is packed
 * @param offset where the kernel begins
 * @param length its bytes in the file
 * @param size its bytes unpacked, as the file has it
 * @param version what its header calls it, if anything
 * @param commandLineLimit bytes that its command line may have with the NUL
 * @param signed whether the file carries a signature
 */
record ImageLayout(
        ImageFormat format,
        Compression compression,
        long offset,
        long length,
        long size,
        Optional<String> version,
        int commandLineLimit,
        boolean signed) {
    private static final int HEAD = 1 << 16;
    private static final int DEFAULT_LIMIT = 2048;
    private static final int RISCV_LIMIT = 1024;
    private static final int SMALLEST_GZIP = 20;

    /** Reads the headers of an open file, and refuses it if it is none of the formats. */
    static ImageLayout of(Path path, FileChannel file) throws IOException {
        long size = file.size();
        ByteBuffer head = read(file, 0, (int) Math.min(HEAD, size));
        int tailBytes = (int) Math.min(Signature.APPENDED.length, size);
        byte[] tail = new byte[tailBytes];
        read(file, size - tailBytes, tailBytes).get(tail);
        boolean signed = Signature.isIn(head, tail, size);
        if (ElfHeader.begins(head)) {
            return plain(ImageFormat.ELF, size, signed);
        }
        if (BzImageHeader.begins(head)) {
            return ofBzImage(path, file, BzImageHeader.of(path, head, size), signed);
        }
        ImageFormat flat = FlatImageHeader.formatOf(head);
        if (flat != null) {
            return plain(flat, size, signed);
        }
        if (Compression.of(head, 0) == Compression.GZIP && size >= SMALLEST_GZIP) {
            return ofGzip(path, file, head, size, signed);
        }
        throw refused(path, "found " + words(head) + ", expected an ELF vmlinux, a bzImage, or a flat Image");
    }

    private static ImageLayout plain(ImageFormat format, long size, boolean signed) {
        return new ImageLayout(format, Compression.NONE, 0, size, size, Optional.empty(), limit(format), signed);
    }

    private static ImageLayout ofBzImage(Path path, FileChannel file, BzImageHeader header, boolean signed)
            throws IOException {
        ByteBuffer magic = read(file, header.payloadOffset(), 16);
        Compression compression = Compression.of(magic, 0);
        if (compression == null) {
            throw refused(
                    path, "its payload is packed in no way that kerf knows: it begins with the bytes " + hex(magic));
        }
        long end = header.payloadOffset() + header.payloadLength();
        long size = Integer.toUnsignedLong(read(file, end - 4, 4).getInt(0));
        // What gzip itself appends is what the build of the kernel appends to the others: the size.
        long length = header.payloadLength() - (compression == Compression.GZIP ? 0 : 4);
        return new ImageLayout(
                ImageFormat.BZIMAGE,
                compression,
                header.payloadOffset(),
                length,
                size,
                header.versionText().map(text -> text.split(" ", 2)[0]),
                header.commandLineLimit(),
                signed);
    }

    private static ImageLayout ofGzip(Path path, FileChannel file, ByteBuffer head, long size, boolean signed)
            throws IOException {
        ByteBuffer inner = beginningOf(head);
        ImageFormat flat = FlatImageHeader.formatOf(inner);
        if (flat == null) {
            throw refused(
                    path, "found gzip data with " + words(inner) + " in it, expected a flat Image; unpack it first");
        }
        long unpacked = Integer.toUnsignedLong(read(file, size - 4, 4).getInt(0));
        return new ImageLayout(flat, Compression.GZIP, 0, size, unpacked, Optional.empty(), limit(flat), signed);
    }

    private static ByteBuffer beginningOf(ByteBuffer packed) {
        byte[] inner = new byte[FlatImageHeader.BYTES];
        int count = 0;
        byte[] bytes = new byte[packed.limit()];
        packed.get(0, bytes);
        try (GzipStream in = new GzipStream(new ByteArrayInputStream(bytes))) {
            count = in.readNBytes(inner, 0, inner.length);
        } catch (IOException e) {
            // Damaged so early that nothing can be told: the words for what was found say so.
            return ByteBuffer.allocate(0);
        }
        return ByteBuffer.wrap(inner, 0, count).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int limit(ImageFormat format) {
        return format == ImageFormat.RISCV64_IMAGE ? RISCV_LIMIT : DEFAULT_LIMIT;
    }

    private static ByteBuffer read(FileChannel file, long at, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        int read = 0;
        while (read >= 0 && bytes.hasRemaining()) {
            read = file.read(bytes, at + bytes.position());
        }
        if (bytes.hasRemaining()) {
            throw new IOException("the file became shorter while it was read");
        }
        return bytes.flip();
    }

    private static String words(ByteBuffer head) {
        if (head.limit() == 0) {
            return "an empty file or nothing that can be told";
        }
        if (ElfHeader.begins(head)) {
            return ElfHeader.words(head);
        }
        if (head.limit() >= 8 && head.getInt(0) == 0x5a4d && head.getInt(4) == 0x676d697a) {
            return "an EFI zboot image (vmlinuz.efi), whose kernel has to be unpacked first";
        }
        if (head.limit() >= 4 && head.getInt(0) == 0x56190527) {
            return "a U-Boot image (uImage), whose kernel has to be taken out first";
        }
        Compression compression = Compression.of(head, 0);
        if (compression != null) {
            return compression + " data";
        }
        return "a file that begins with the bytes " + hex(head);
    }

    private static String hex(ByteBuffer bytes) {
        byte[] first = new byte[Math.min(bytes.limit(), 8)];
        bytes.get(0, first);
        return HexFormat.of().formatHex(first);
    }

    private static KernelImageException refused(Path path, String message) {
        return new KernelImageException(Reason.FORMAT, path, message, null);
    }
}
