// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.kexec.KernelImageException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * A kernel that can be loaded for an instance: an uncompressed ELF {@code vmlinux} for x86-64.
 *
 * <pre>{@code
 * KernelImage image = KernelImage.open(Path.of("/boot/vmlinux"));
 * }</pre>
 *
 * <p>Immutable. The file is read when the image is opened, and again by the kernel when it is loaded.
 */
public final class KernelImage {
    private final Path path;
    private final long size;
    private final String architecture;

    KernelImage(Path path, long size, String architecture) {
        this.path = path;
        this.size = size;
        this.architecture = architecture;
    }

    /**
     * Looks at a file and makes sure that the kernel would take it for a kernel image.
     *
     * @param path a regular file
     * @return the image
     * @throws KernelImageException if it cannot be read, is cut, is in another format, or is for another architecture
     */
    public static KernelImage open(Path path) {
        Objects.requireNonNull(path, "path");
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer head = ByteBuffer.allocate(ElfHeader.MOST_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            int read = 0;
            while (read >= 0 && head.hasRemaining()) {
                read = file.read(head);
            }
            long size = file.size();
            ElfHeader.check(path, head.flip(), size);
            return new KernelImage(path, size, ElfHeader.X86_64_NAME);
        } catch (NoSuchFileException e) {
            throw new KernelImageException(Reason.UNREADABLE, path, "there is no such file", e);
        } catch (IOException e) {
            throw new KernelImageException(Reason.UNREADABLE, path, "it cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the file.
     *
     * @return the path it was opened by
     */
    public Path path() {
        return path;
    }

    /**
     * Returns the size of the file.
     *
     * @return bytes
     */
    public long size() {
        return size;
    }

    /**
     * Returns what the kernel runs on.
     *
     * @return the name that {@code uname -m} gives, such as {@code x86_64}
     */
    public String architecture() {
        return architecture;
    }

    @Override
    public String toString() {
        return path + " (ELF, " + architecture + ", " + size + " bytes)";
    }
}
