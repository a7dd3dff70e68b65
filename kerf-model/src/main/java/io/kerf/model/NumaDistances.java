// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
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

    private static final NumaDistances NONE = new NumaDistances(Map.of());

    private final Map<Pair, Integer> stated;

    /** One stated distance; the way there may be longer than the way back. */
    private record Pair(int from, int to) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            return from != other.from ? Integer.compare(from, other.from) : Integer.compare(to, other.to);
        }
    }

    private NumaDistances(Map<Pair, Integer> stated) {
        this.stated = stated;
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
        TreeMap<Pair, Integer> stated = new TreeMap<>();
        for (int row = 0; row < rows.size(); row++) {
            if (rows.get(row).size() != nodes.size()) {
                throw new IllegalArgumentException(
                        "row " + row + " has " + rows.get(row).size() + " distances, not " + nodes.size());
            }
            for (int column = 0; column < nodes.size(); column++) {
                put(stated, nodes.get(row), nodes.get(column), rows.get(row).get(column));
            }
        }
        return stated.isEmpty() ? NONE : new NumaDistances(stated);
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
        TreeMap<Pair, Integer> more = new TreeMap<>(stated);
        put(more, from, to, distance);
        return new NumaDistances(more);
    }

    private static void put(Map<Pair, Integer> stated, int from, int to, int distance) {
        if (distance < LOCAL) {
            throw new IllegalArgumentException(
                    "the distance from node " + from + " to node " + to + " is " + distance + ", below " + LOCAL);
        }
        stated.put(new Pair(from, to), distance);
    }

    /**
     * Returns the distance from one node to another.
     *
     * @param from a node id
     * @param to a node id
     * @return what is stated for this direction, else for the other, else {@value #LOCAL} or {@value #REMOTE}
     */
    public int between(int from, int to) {
        return stated(from, to).or(() -> stated(to, from)).orElse(from == to ? LOCAL : REMOTE);
    }

    /**
     * Tells whether any distance is stated.
     *
     * @return false if all of them are assumed
     */
    public boolean isStated() {
        return !stated.isEmpty();
    }

    /**
     * Returns the stated distance from one node to another.
     *
     * @param from a node id
     * @param to a node id
     * @return the distance, or empty where this direction is not stated
     */
    public Optional<Integer> stated(int from, int to) {
        return Optional.ofNullable(stated.get(new Pair(from, to)));
    }

    /**
     * Returns the nodes that a distance is stated for.
     *
     * @return the ids, ascending
     */
    public List<Integer> nodes() {
        List<Integer> ids = new ArrayList<>();
        stated.keySet().forEach(pair -> {
            ids.add(pair.from());
            ids.add(pair.to());
        });
        return ids.stream().distinct().sorted().toList();
    }

    /**
     * Returns the stated distances between some nodes only.
     *
     * @param nodes node ids
     * @return a copy with the distances of which both nodes are among these
     */
    public NumaDistances only(Set<Integer> nodes) {
        Map<Pair, Integer> some = new TreeMap<>(stated);
        some.keySet().removeIf(pair -> !nodes.contains(pair.from()) || !nodes.contains(pair.to()));
        return some.isEmpty() ? NONE : new NumaDistances(some);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NumaDistances that && stated.equals(that.stated);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(stated);
    }

    @Override
    public String toString() {
        List<String> all = new ArrayList<>();
        stated.forEach((pair, distance) -> all.add(pair.from() + "-" + pair.to() + ": " + distance));
        return all.isEmpty() ? "none stated" : String.join(", ", all);
    }

    /** Collects distances. */
    public static final class Builder {
        private final TreeMap<Pair, Integer> stated = new TreeMap<>();

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
            Integer distance = stated.get(new Pair(from, to));
            return distance == null ? OptionalInt.empty() : OptionalInt.of(distance);
        }

        /**
         * Makes the distances; the builder can go on being used.
         *
         * @return the distances stated so far
         */
        public NumaDistances build() {
            return stated.isEmpty() ? NONE : new NumaDistances(new TreeMap<>(stated));
        }
    }
}
