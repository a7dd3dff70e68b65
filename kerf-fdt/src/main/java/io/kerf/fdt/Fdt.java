// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DeviceTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Reads and writes flattened device trees.
 *
 * <pre>{@code
 * DeviceTree tree = Fdt.read(Path.of("board.dtb"));
 * byte[] blob = Fdt.encode(tree.withBootCpuId(1));
 * }</pre>
 *
 * <p>Decoding proves the whole blob first: it is as strict as libfdt's {@code fdt_check_full}, except that a root node may have a name,
 * that versions 1 to 15 are read, and that a property may follow a child node. Decoding what {@code dtc} wrote and encoding it again
 * gives the same bytes. All methods cost time linear in the size of the blob and do not recurse; they are safe to call from any
 * thread.
 */
public final class Fdt {
    private static final String UNNAMED = "device tree blob";

    private Fdt() {}

    /**
     * Decodes a blob. Bytes behind its {@code totalsize} do not count.
     *
     * @param blob the bytes; they are copied
     * @return the tree
     * @throws FdtFormatException if the bytes are no sound blob, or exceed {@link FdtLimits#defaults}
     */
    public static DeviceTree decode(byte[] blob) {
        return decode(ByteBuffer.wrap(blob));
    }

    /**
     * Decodes the remaining bytes of a buffer, whose position stays as it is.
     *
     * @param blob the bytes; they are copied
     * @return the tree
     * @throws FdtFormatException if the bytes are no sound blob, or exceed {@link FdtLimits#defaults}
     */
    public static DeviceTree decode(ByteBuffer blob) {
        return decode(UNNAMED, blob, FdtLimits.defaults());
    }

    /**
     * Decodes the remaining bytes of a buffer, whose position stays as it is.
     *
     * @param name what to call the blob in messages, usually its file name
     * @param blob the bytes; they are copied
     * @param limits how large the blob may be
     * @return the tree
     * @throws FdtFormatException if the bytes are no sound blob, or exceed the limits
     */
    public static DeviceTree decode(String name, ByteBuffer blob, FdtLimits limits) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(limits, "limits");
        return FdtDecoder.decode(name, blob, limits);
    }

    /**
     * Reads and decodes a file.
     *
     * @param file the file
     * @return the tree
     * @throws FdtFormatException if the file is no sound blob, or exceeds {@link FdtLimits#defaults}
     * @throws IOException if the file cannot be read
     */
    public static DeviceTree read(Path file) throws IOException {
        FdtLimits limits = FdtLimits.defaults();
        byte[] start;
        try (var in = Files.newInputStream(file)) {
            start = in.readNBytes(limits.maxSize() + 1);
        }
        return decode(String.valueOf(file.getFileName()), ByteBuffer.wrap(start), limits);
    }

    /**
     * Makes a cursor over the remaining bytes of a buffer, whose position stays as it is. Nothing is copied; costs time linear in
     * the memory reservations only.
     *
     * @param blob the bytes, on the heap or off it
     * @return a cursor before the root node
     * @throws FdtFormatException if header or memory reservations are not sound, the version is below 16, or the blob exceeds
     *     {@link FdtLimits#defaults}
     */
    public static FdtCursor cursor(ByteBuffer blob) {
        return cursor(UNNAMED, blob, FdtLimits.defaults());
    }

    /**
     * Makes a cursor, as {@link #cursor(ByteBuffer)}.
     *
     * @param name what to call the blob in messages, usually its file name
     * @param blob the bytes, on the heap or off it
     * @param limits how large and how deep the blob may be
     * @return a cursor before the root node
     * @throws FdtFormatException if header or memory reservations are not sound, the version is below 16, or the blob exceeds the
     *     limits
     */
    public static FdtCursor cursor(String name, ByteBuffer blob, FdtLimits limits) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(limits, "limits");
        return FdtCursor.over(name, blob, limits);
    }

    /**
     * Encodes a tree as version 17, byte for byte as {@code dtc} does.
     *
     * @param tree the tree
     * @return the blob
     * @throws IllegalArgumentException if the blob would be larger than 2 GiB
     */
    public static byte[] encode(DeviceTree tree) {
        return encode(tree, FdtOptions.defaults());
    }

    /**
     * Encodes a tree, byte for byte as {@code dtc} does with the same options.
     *
     * @param tree the tree
     * @param options version, padding and order
     * @return the blob
     * @throws IllegalArgumentException if the blob would be larger than 2 GiB
     */
    public static byte[] encode(DeviceTree tree, FdtOptions options) {
        return FdtEncoder.encode(tree, Objects.requireNonNull(options, "options"));
    }

    /**
     * Starts a blob of version 17 that is written from the top down without a tree.
     *
     * @return a writer before the root node
     */
    public static FdtWriter writer() {
        return writer(FdtOptions.defaults());
    }

    /**
     * Starts a blob that is written from the top down without a tree.
     *
     * @param options version and padding
     * @return a writer before the root node
     * @throws IllegalArgumentException if the options ask for sorting, which takes a tree
     */
    public static FdtWriter writer(FdtOptions options) {
        return new FdtWriter(Objects.requireNonNull(options, "options"));
    }

    /**
     * Encodes a tree into a file, as {@link #encode(DeviceTree)}. An existing file is replaced.
     *
     * @param tree the tree
     * @param file the file
     * @throws IllegalArgumentException if the blob would be larger than 2 GiB
     * @throws IOException if the file cannot be written
     */
    public static void write(DeviceTree tree, Path file) throws IOException {
        Files.write(file, encode(tree));
    }
}
