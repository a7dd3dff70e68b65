// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * How far NUMA nodes are from each other, in the unit of ACPI's SLIT: 10 within a node, 21 for twice as slow and a bit.
 *
 * <p>A distance that is not stated is {@value #LOCAL} within a node and {@value #REMOTE} between nodes. Immutable.
 */
public final class NumaDistances {
    /** The distance within a node: {@value}. */
    public static final int LOCAL = 10;
    /** The distance between two nodes that nobody stated: {@value}. */
    public static final int REMOTE = 20;

    private static final NumaDistances NONE = new NumaDistances(new long[0], new int[0]);

    /** The pairs of nodes with a stated distance, ascending; the way there may be longer than the way back. */
    private final long[] pairs;
    /** The distance of each pair. */
    private final int[] stated;

    private NumaDistances(long[] pairs, int[] stated) {
        this.pairs = pairs;
        this.stated = stated;
    }

    private static NumaDistances of(Map<Long, Integer> distances) {
        if (distances.isEmpty()) {
            return NONE;
        }
        List<Map.Entry<Long, Integer>> sorted =
                distances.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        long[] pairs = sorted.stream().mapToLong(Map.Entry::getKey).toArray();
        int[] stated = sorted.stream().mapToInt(Map.Entry::getValue).toArray();
        return new NumaDistances(pairs, stated);
    }

    /** A key that sorts by the first node, then by the second. */
    private static long pair(int from, int to) {
        return (long) from << 32 | (to ^ Integer.MIN_VALUE) & 0xffff_ffffL;
    }

    private static int from(long pair) {
        return (int) (pair >> 32);
    }

    private static int to(long pair) {
        return (int) pair ^ Integer.MIN_VALUE;
    }

    /**
     * Returns the distances of a tree that states none.
     *
     * @return no stated distance
     */
    public static NumaDistances none() {
        return NONE;
    }

    /**
     * Makes distances from a square matrix.
     *
     * @param nodes the node ids, in the order of rows and columns
     * @param rows one row a node: the distances from it
     * @return the distances
     * @throws IllegalArgumentException if the matrix is not square of the size of {@code nodes}, or a distance is below
     *     {@value #LOCAL}
     */
    public static NumaDistances ofMatrix(List<Integer> nodes, List<List<Integer>> rows) {
        if (rows.size() != nodes.size()) {
            throw new IllegalArgumentException(rows.size() + " rows for " + nodes.size() + " nodes");
        }
        Map<Long, Integer> stated = new HashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            if (rows.get(row).size() != nodes.size()) {
                throw new IllegalArgumentException(
                        "row " + row + " has " + rows.get(row).size() + " distances, not " + nodes.size());
            }
            for (int column = 0; column < nodes.size(); column++) {
                put(stated, nodes.get(row), nodes.get(column), rows.get(row).get(column));
            }
        }
        return of(stated);
    }

    /**
     * Starts without distances.
     *
     * @return a builder that is not thread-safe
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns these distances with one more.
     *
     * @param from a node id
     * @param to a node id
     * @param distance at least {@value #LOCAL}
     * @return a copy with the distance in this direction; costs one pass over the stated ones
     * @throws IllegalArgumentException if the distance is below {@value #LOCAL}
     */
    public NumaDistances with(int from, int to, int distance) {
        Builder more = builder();
        for (int i = 0; i < pairs.length; i++) {
            more.stated.put(pairs[i], stated[i]);
        }
        return more.set(from, to, distance).build();
    }

    private static void put(Map<Long, Integer> stated, int from, int to, int distance) {
        if (distance < LOCAL) {
            throw new IllegalArgumentException(
                    "the distance from node " + from + " to node " + to + " is " + distance + ", below " + LOCAL);
        }
        stated.put(pair(from, to), distance);
    }

    /**
     * Returns the distance from one node to another.
     *
     * @param from a node id
     * @param to a node id
     * @return what is stated for this direction, else for the other, else {@value #LOCAL} or {@value #REMOTE}
     */
    public int between(int from, int to) {
        int index = Arrays.binarySearch(pairs, pair(from, to));
        if (index < 0) {
            index = Arrays.binarySearch(pairs, pair(to, from));
        }
        if (index >= 0) {
            return stated[index];
        }
        return from == to ? LOCAL : REMOTE;
    }

    /**
     * Tells whether any distance is stated.
     *
     * @return false if all of them are assumed
     */
    public boolean isStated() {
        return stated.length > 0;
    }

    /**
     * Returns the stated distance from one node to another.
     *
     * @param from a node id
     * @param to a node id
     * @return the distance, or empty where this direction is not stated
     */
    public Optional<Integer> stated(int from, int to) {
        int index = Arrays.binarySearch(pairs, pair(from, to));
        return index < 0 ? Optional.empty() : Optional.of(stated[index]);
    }

    /**
     * Returns the nodes that a distance is stated for.
     *
     * @return the ids, ascending
     */
    public List<Integer> nodes() {
        return LongStream.of(pairs)
                .flatMap(pair -> LongStream.of(from(pair), to(pair)))
                .distinct()
                .sorted()
                .mapToObj(id -> (int) id)
                .toList();
    }

    /**
     * Returns the stated distances between some nodes only.
     *
     * @param nodes node ids
     * @return a copy with the distances of which both nodes are among these
     */
    public NumaDistances only(Set<Integer> nodes) {
        Builder some = builder();
        for (int i = 0; i < pairs.length; i++) {
            if (nodes.contains(from(pairs[i])) && nodes.contains(to(pairs[i]))) {
                some.stated.put(pairs[i], stated[i]);
            }
        }
        return some.build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NumaDistances that
                && Arrays.equals(pairs, that.pairs)
                && Arrays.equals(stated, that.stated);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(pairs) + Arrays.hashCode(stated);
    }

    @Override
    public String toString() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < pairs.length; i++) {
            all.add(from(pairs[i]) + "-" + to(pairs[i]) + ": " + stated[i]);
        }
        return all.isEmpty() ? "none stated" : String.join(", ", all);
    }

    /** Collects distances. */
    public static final class Builder {
        private final Map<Long, Integer> stated = new HashMap<>();

        private Builder() {}

        /**
         * States a distance.
         *
         * @param from a node id
         * @param to a node id
         * @param distance at least {@value NumaDistances#LOCAL}; one stated before is replaced
         * @return this builder
         * @throws IllegalArgumentException if the distance is below {@value NumaDistances#LOCAL}
         */
        public Builder set(int from, int to, int distance) {
            put(stated, from, to, distance);
            return this;
        }

        /**
         * Returns a distance that was stated.
         *
         * @param from a node id
         * @param to a node id
         * @return the distance, or empty where none was stated from the one to the other
         */
        public OptionalInt stated(int from, int to) {
            Integer distance = stated.get(pair(from, to));
            return distance == null ? OptionalInt.empty() : OptionalInt.of(distance);
        }

        /**
         * Makes the distances; the builder can go on being used.
         *
         * @return the distances stated so far
         */
        public NumaDistances build() {
            return of(stated);
        }
    }
}
