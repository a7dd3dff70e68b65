// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

/**
 * How large a blob may be to be decoded. The defaults are far above any real tree, and keep a hostile one from taking more memory
 * than about 16 times its size.
 *
 * @param maxSize bytes of the whole blob ({@code totalsize}), at most 2 GiB less 65; 1 GiB by default
 * @param maxDepth nodes inside one another, the root included; 1,024 by default (Linux stops at 64)
 * @param maxNodes nodes in all; 16,777,216 by default
 * @param maxProperties properties in all; 67,108,864 by default
 * @param maxNameLength bytes of one node or property name without its NUL; 4,096 by default (the specification allows 31)
 */
public record FdtLimits(int maxSize, int maxDepth, int maxNodes, int maxProperties, int maxNameLength) {
    /** Leaves room to round positions up without overflow. */
    private static final int LARGEST_SIZE = Integer.MAX_VALUE - 64;

    private static final FdtLimits DEFAULTS = new FdtLimits(1 << 30, 1 << 10, 1 << 24, 1 << 26, 1 << 12);

    /** Refuses limits below 1, and a size that no array can hold. */
    public FdtLimits {
        if (maxSize > LARGEST_SIZE) {
            throw new IllegalArgumentException("a blob of " + maxSize + " bytes is more than an array can hold");
        }
        if (maxSize < 1 || maxDepth < 1 || maxNodes < 1 || maxProperties < 1 || maxNameLength < 1) {
            throw new IllegalArgumentException("a limit must be at least 1: size " + maxSize + ", depth " + maxDepth
                    + ", nodes " + maxNodes + ", properties " + maxProperties + ", name length " + maxNameLength);
        }
    }

    /**
     * Returns the defaults.
     *
     * @return the limits named above
     */
    public static FdtLimits defaults() {
        return DEFAULTS;
    }

    /**
     * Returns a copy with another size.
     *
     * @param maxSize bytes of the whole blob, at least 1
     * @return the copy
     */
    public FdtLimits withMaxSize(int maxSize) {
        return new FdtLimits(maxSize, maxDepth, maxNodes, maxProperties, maxNameLength);
    }

    /**
     * Returns a copy with another depth.
     *
     * @param maxDepth nodes inside one another, at least 1
     * @return the copy
     */
    public FdtLimits withMaxDepth(int maxDepth) {
        return new FdtLimits(maxSize, maxDepth, maxNodes, maxProperties, maxNameLength);
    }

    /**
     * Returns a copy with another number of nodes.
     *
     * @param maxNodes nodes in all, at least 1
     * @return the copy
     */
    public FdtLimits withMaxNodes(int maxNodes) {
        return new FdtLimits(maxSize, maxDepth, maxNodes, maxProperties, maxNameLength);
    }

    /**
     * Returns a copy with another number of properties.
     *
     * @param maxProperties properties in all, at least 1
     * @return the copy
     */
    public FdtLimits withMaxProperties(int maxProperties) {
        return new FdtLimits(maxSize, maxDepth, maxNodes, maxProperties, maxNameLength);
    }

    /**
     * Returns a copy with another name length.
     *
     * @param maxNameLength bytes of one name, at least 1
     * @return the copy
     */
    public FdtLimits withMaxNameLength(int maxNameLength) {
        return new FdtLimits(maxSize, maxDepth, maxNodes, maxProperties, maxNameLength);
    }
}
