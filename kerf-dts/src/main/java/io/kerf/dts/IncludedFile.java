// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A file that a source includes: its name, as messages and later lookups use it, and its bytes. Immutable.
 *
 * @see IncludeResolver
 */
public final class IncludedFile {
    private final String name;
    private final byte[] bytes;

    private IncludedFile(String name, byte[] bytes) {
        this.name = Objects.requireNonNull(name, "name");
        this.bytes = bytes;
    }

    /**
     * Makes a file from bytes.
     *
     * @param name what to call it; two files are the same one if their names are equal
     * @param bytes the content; later changes to the array do not show
     * @return the file
     */
    public static IncludedFile of(String name, byte[] bytes) {
        return new IncludedFile(name, bytes.clone());
    }

    /**
     * Makes a file from text.
     *
     * @param name what to call it; two files are the same one if their names are equal
     * @param text the content, taken as UTF-8
     * @return the file
     */
    public static IncludedFile of(String name, String text) {
        return new IncludedFile(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns what messages call the file.
     *
     * @return the name, which is also what the resolver gets as the including file for what this file includes
     */
    public String name() {
        return name;
    }

    /** The content, not copied: callers in this package do not change it. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return name + " (" + bytes.length + " bytes)";
    }
}
