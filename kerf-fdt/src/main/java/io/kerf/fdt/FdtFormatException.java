// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.diag.BlobOffset;
import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import java.util.Locale;

/** Bytes that are no flattened device tree, or not one that the limits allow. */
public final class FdtFormatException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String blob;
    private final Block block;
    private final long offset;
    private final String expected;
    private final String found;

    /** What kind of fault it is. */
    public enum Reason {
        /** The bytes do not begin with 0xd00dfeed. */
        BAD_MAGIC,
        /** The version is not one that can be read. */
        BAD_VERSION,
        /** Something reaches past the end of its block or of the blob. */
        TRUNCATED,
        /** A header field contradicts another one or the size of the blob. */
        BAD_HEADER,
        /** A token stands where it cannot stand, or is none. */
        BAD_STRUCTURE,
        /** A name cannot be read or cannot be a name. */
        BAD_NAME,
        /** The blob may be sound, but is larger than {@link FdtLimits} allow. */
        LIMIT_EXCEEDED
    }

    /** The part of a blob that a fault lies in (Devicetree Specification, section 5.1). */
    public enum Block {
        /** The header. */
        HEADER,
        /** The memory reservation block. */
        RESERVATION,
        /** The structure block. */
        STRUCTURE,
        /** The strings block. */
        STRINGS;

        @Override
        public String toString() {
            return this == RESERVATION
                    ? "memory reservation block"
                    : this == HEADER ? "header" : name().toLowerCase(Locale.ROOT) + " block";
        }
    }

    FdtFormatException(Reason reason, String blob, Block block, long offset, String expected, String found) {
        super(blob + ": " + block + " at offset 0x" + Long.toHexString(offset) + ": expected " + expected + ", found "
                + found);
        this.reason = reason;
        this.blob = blob;
        this.block = block;
        this.offset = offset;
        this.expected = expected;
        this.found = found;
    }

    /**
     * Returns what kind of fault it is.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * Returns the block that the fault lies in.
     *
     * @return the block
     */
    public Block block() {
        return block;
    }

    /**
     * Returns where the fault lies.
     *
     * @return bytes from the start of the blob
     */
    public long offset() {
        return offset;
    }

    /**
     * Returns where the fault lies, as a location for findings.
     *
     * @return blob and offset
     */
    public BlobOffset location() {
        return new BlobOffset(blob, offset);
    }

    /**
     * Returns what should be there.
     *
     * @return a phrase
     */
    public String expected() {
        return expected;
    }

    /**
     * Returns what is there.
     *
     * @return a phrase
     */
    public String found() {
        return found;
    }

    /** {@return always {@link ErrorCategory#INVALID_ARGUMENT}} */
    @Override
    public ErrorCategory category() {
        return ErrorCategory.INVALID_ARGUMENT;
    }
}
