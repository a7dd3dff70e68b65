// SPDX-License-Identifier: Apache-2.0
package io.kerf.diag;

import java.util.Objects;

/**
 * A byte of a binary input.
 *
 * @param blob the name of the input: a file name, or any word that tells a reader which bytes are meant
 * @param offset bytes from the start of the blob, from 0
 */
public record BlobOffset(String blob, long offset) implements Location {
    /** Checks the arguments. */
    public BlobOffset {
        Objects.requireNonNull(blob, "blob");
        if (offset < 0) {
            throw new IllegalArgumentException("offset " + offset + " is negative");
        }
    }

    @Override
    public String describe() {
        return blob + " at offset 0x" + Long.toHexString(offset);
    }

    @Override
    public String toString() {
        return describe();
    }
}
