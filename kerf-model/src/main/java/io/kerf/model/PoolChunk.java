// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One contiguous piece of the memory pool. Its place is known once a kernel (or an inventory) states it; a request to a pool
 * kernel states only a size, and on which NUMA node.
 */
public final class PoolChunk {
    private final ByteSize size;
    private final @Nullable MemoryRange range;
    private final @Nullable Integer numaNode;

    private PoolChunk(ByteSize size, @Nullable MemoryRange range, @Nullable Integer numaNode) {
        this.size = Objects.requireNonNull(size, "size");
        this.range = range;
        this.numaNode = numaNode;
    }

    /**
     * Makes a chunk whose place is known.
     *
     * @param range the memory, of less than 2^63 bytes
     * @return the chunk, on no stated NUMA node
     * @throws IllegalArgumentException if the range has 2^63 bytes or more
     */
    public static PoolChunk at(MemoryRange range) {
        if (range.size() < 0) {
            throw new IllegalArgumentException("a chunk cannot have 2^63 bytes or more: " + range);
        }
        return new PoolChunk(range.byteSize(), range, null);
    }

    /**
     * Makes a chunk that a kernel is to place.
     *
     * @param size its size
     * @return the chunk, on no stated NUMA node
     */
    public static PoolChunk sized(ByteSize size) {
        return new PoolChunk(size, null, null);
    }

    /**
     * Returns this chunk on a NUMA node.
     *
     * @param numaNode the node's id, not negative
     * @return a copy with the node
     * @throws IllegalArgumentException if the id is negative
     */
    public PoolChunk onNode(int numaNode) {
        if (numaNode < 0) {
            throw new IllegalArgumentException("NUMA node ids are not negative: " + numaNode);
        }
        return new PoolChunk(size, range, numaNode);
    }

    /**
     * Returns the size.
     *
     * @return the size, exact
     */
    public ByteSize size() {
        return size;
    }

    /**
     * Returns where the chunk is.
     *
     * @return the memory, or empty where no place is known
     */
    public Optional<MemoryRange> range() {
        return Optional.ofNullable(range);
    }

    /**
     * Returns the NUMA node.
     *
     * @return the node's id, or empty where none is stated
     */
    public OptionalInt numaNode() {
        return numaNode == null ? OptionalInt.empty() : OptionalInt.of(numaNode);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PoolChunk that
                && size.equals(that.size)
                && Objects.equals(range, that.range)
                && Objects.equals(numaNode, that.numaNode);
    }

    @Override
    public int hashCode() {
        return Objects.hash(size, range, numaNode);
    }

    /** Such as {@code 14GB at 0x80000000 on node 0}. */
    @Override
    public String toString() {
        return size
                + (range == null ? "" : " at 0x" + Long.toHexString(range.base()))
                + (numaNode == null ? "" : " on node " + numaNode);
    }
}
