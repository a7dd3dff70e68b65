// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.PropertyValue;
import io.kerf.tree.ReservedRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a blob in the making, laid out as {@code dtc} lays them out: header, reservations, structure, strings, without gaps.
 * Trusts its caller with the order of calls and with names. More than 2 GiB is an {@link ArithmeticException}.
 */
final class BlobLayout {
    /** How long an array for the structure block is at first; that of most blobs is shorter. */
    static final int FIRST_CAPACITY = 4096;

    private final FdtOptions options;
    private final FdtVersion version;
    private final BlobStrings strings;
    private final BigEndianBuffer structure;

    private final @Nullable OpenPath path;

    /** Property names are added to those that the strings block holds already; the array is where the structure block is put together. */
    BlobLayout(FdtOptions options, BlobStrings strings, byte[] scratch) {
        this.structure = new BigEndianBuffer(scratch);
        this.strings = strings;
        this.options = options;
        this.version = options.version();
        this.path = version.hasFullPaths() ? new OpenPath() : null;
    }

    void beginNode(String name) {
        structure.beginNode(path == null ? name : path.enter(name));
    }

    /** Returns where a property's name stands in the strings block, and puts it there if it does not stand there yet. */
    int nameOffset(String name) {
        return strings.offsetOf(name);
    }

    void property(String name, int nameOffset, PropertyValue value) {
        if (path == null) {
            structure.property(nameOffset, value);
        } else {
            path.note(name);
            oldProperty(nameOffset, value);
        }
    }

    /** Where names are full paths, long values are aligned to 8 bytes. */
    private void oldProperty(int nameOffset, PropertyValue value) {
        structure.u32(Token.PROP);
        structure.u32(value.size());
        structure.u32(nameOffset);
        if (value.size() >= Long.BYTES) {
            structure.align(Long.BYTES);
        }
        structure.value(value);
        structure.align(Integer.BYTES);
    }

    /** Sets bits of the padding behind the value that was written last. */
    void addToLastCell(int bits) {
        structure.addToLastCell(bits);
    }

    /** Comes behind the last property of each node, before its first child. */
    void endProperties() {
        if (path != null && !path.isNamed()) {
            oldProperty(nameOffset(OpenPath.NAME), PropertyValue.ofLatin1(path.baseName()));
        }
    }

    void endNode() {
        structure.u32(Token.END_NODE);
        if (path != null) {
            path.leave();
        }
    }

    /** Returns the blob, once the root is closed. */
    byte[] finish(List<ReservedRange> reservations, int bootCpuId) {
        structure.u32(Token.END);
        int reservationsAt = version.headerSize() + 7 & -8;
        int entries = Math.addExact(Math.addExact(reservations.size(), options.reserveSlots()), 1);
        int structureAt = Math.addExact(reservationsAt, Math.multiplyExact(entries, 2 * Long.BYTES));
        int stringsAt = Math.addExact(structureAt, structure.size());
        int used = Math.addExact(stringsAt, strings.size());
        BigEndianBuffer out = new BigEndianBuffer(paddedSize(used));
        header(out, bootCpuId, structureAt, stringsAt, reservationsAt);
        out.skipTo(reservationsAt);
        for (ReservedRange range : reservations) {
            out.u64(range.address());
            out.u64(range.size());
        }
        byte[] blob = out.wholeArray();
        structure.copyTo(blob, structureAt);
        strings.copyTo(blob, stringsAt);
        return blob;
    }

    /** Returns the array of the structure block, which may have grown, to be used again. */
    byte[] scratch() {
        return structure.wholeArray();
    }

    private void header(BigEndianBuffer out, int bootCpuId, int structureAt, int stringsAt, int reservationsAt) {
        out.u32(FdtHeader.MAGIC);
        out.u32(out.wholeArray().length);
        out.u32(structureAt);
        out.u32(stringsAt);
        out.u32(reservationsAt);
        out.u32(version.number());
        out.u32(version.lastCompatible());
        if (version.number() >= 2) {
            out.u32(bootCpuId);
        }
        if (version.number() >= 3) {
            out.u32(strings.size());
        }
        if (version.number() >= 17) {
            out.u32(structure.size());
        }
    }

    private int paddedSize(int used) {
        int size = Math.max(used, options.minimumSize());
        size = Math.addExact(size, options.padding());
        int alignment = options.alignment();
        return alignment == 0 ? size : Math.addExact(size, alignment - 1) & -alignment;
    }
}
