// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.kexec.KernelImageException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * A kernel that can be loaded for an instance: an ELF {@code vmlinux} or a {@code bzImage} for x86-64, or a flat {@code Image} for arm64
 * or riscv64, plain or packed by gzip. It is looked at as a whole when it is opened, unpacked if need be, and the digest taken then is
 * that of the very bytes that are handed to the kernel: a file that changes in between is refused.
 *
 * <pre>{@code
 * try (KernelImage image = KernelImage.open(Path.of("/boot/vmlinuz-6.1.0-18-amd64"))) {
 *     loader.load(InstanceName.of("web"), LoadRequest.of(image).withCommandLine("console=mktty0"));
 * }
 * KernelImageInfo info = KernelImage.inspect(Path.of("Image.gz"));
 * }</pre>
 *
 * <p>The file is opened once and kept open until {@link #close}, or until the image is no longer used. Memory that unpacking takes does not
 * depend on how large the kernel is: nothing is kept, and what the file claims to unpack to is the most that is unpacked. Safe for use by
 * several threads.
 */
public final class KernelImage implements AutoCloseable {
    private final ImageContent content;
    private final KernelImageInfo info;

    private KernelImage(ImageContent content, KernelImageInfo info) {
        this.content = content;
        this.info = info;
    }

    /**
     * Opens a file, looks at all of it, and makes sure that the kernel would take it for a kernel image.
     *
     * @param path a regular file
     * @return the image
     * @throws KernelImageException if it cannot be read, is cut or damaged, is in another format, or is for another architecture
     * @throws NativeLibraryException if it is packed by zstd and the library for that cannot load its native part
     */
    public static KernelImage open(Path path) {
        Objects.requireNonNull(path, "path");
        try {
            if (!Files.isRegularFile(path) && Files.exists(path)) {
                throw new KernelImageException(Reason.UNREADABLE, path, "it is not a regular file", null);
            }
            return examine(path, FileChannel.open(path, StandardOpenOption.READ));
        } catch (NoSuchFileException e) {
            throw new KernelImageException(Reason.UNREADABLE, path, "there is no such file", e);
        } catch (AccessDeniedException e) {
            throw new KernelImageException(Reason.UNREADABLE, path, "there is no permission to read it", e);
        } catch (IOException e) {
            throw new KernelImageException(Reason.UNREADABLE, path, FileSlice.wordsOf(e, "it cannot be read"), e);
        }
    }

    private static KernelImage examine(Path path, FileChannel file) throws IOException {
        boolean done = false;
        try {
            ImageContent content = new ImageContent(path, file, ImageLayout.of(path, file));
            KernelImage image = new KernelImage(content, content.scan());
            done = true;
            return image;
        } finally {
            if (!done) {
                file.close();
            }
        }
    }

    /**
     * Tells what there is to know of an image, without loading it or keeping it open.
     *
     * @param path a regular file
     * @return what was found
     * @throws KernelImageException as {@link #open}
     * @throws NativeLibraryException as {@link #open}
     */
    public static KernelImageInfo inspect(Path path) {
        try (KernelImage image = open(path)) {
            return image.info();
        }
    }

    /**
     * Returns the file.
     *
     * @return the path it was opened by
     */
    public Path path() {
        return content.path();
    }

    /**
     * Returns what was found in the file.
     *
     * @return the facts, digest among them
     */
    public KernelImageInfo info() {
        return info;
    }

    /**
     * Returns what the kernel runs on.
     *
     * @return the name that {@code uname -m} gives, such as {@code x86_64}
     */
    public String architecture() {
        return info.architecture();
    }

    /**
     * Gives the bytes for the kernel to a sink, and makes sure that they are those that were looked at.
     *
     * @throws KernelImageException if they are not, or cannot be read any more
     * @throws IllegalStateException if the image was closed
     * @throws IOException what the sink throws
     */
    void copyTo(ImageContent.Sink sink) throws IOException {
        if (!content.file().isOpen()) {
            throw new IllegalStateException("this kernel image was closed: " + path());
        }
        MessageDigest digest = ContentScan.sha256();
        content.copy((bytes, length) -> {
            digest.update(bytes, 0, length);
            sink.accept(bytes, length);
        });
        if (!ContentScan.hex(digest).equals(info.sha256())) {
            throw content.refused(Reason.CHANGED, "the file changed since it was opened; open it again", null);
        }
    }

    /** Closes the file. A load that needs it fails from then on; one that was done is not touched. */
    @Override
    public void close() {
        try {
            content.file().close();
        } catch (IOException e) {
            throw new KernelImageException(Reason.UNREADABLE, path(), "it cannot be closed: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return path() + " (" + info + ")";
    }
}
