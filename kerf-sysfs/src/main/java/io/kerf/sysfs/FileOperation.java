// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

/** What was done to a file of the kernel when it failed. */
public enum FileOperation {
    /** A file was read. */
    READ("read"),
    /** A file was written, by one {@code write(2)}. */
    WRITE("write"),
    /** A directory was listed. */
    LIST("list"),
    /** A directory was removed by {@code rmdir(2)}, which rolls a transaction back. */
    REMOVE("remove");

    private final String word;

    FileOperation(String word) {
        this.word = word;
    }

    /**
     * Returns the verb.
     *
     * @return such as {@code read}
     */
    public String word() {
        return word;
    }

    @Override
    public String toString() {
        return word;
    }
}
