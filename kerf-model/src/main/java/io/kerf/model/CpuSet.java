// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A set of physical CPU ids: APIC ids on x86, MPIDR values on arm64, hart ids on riscv. Ids are unsigned 64-bit numbers and
 * sparse; the one number that is no id is 2<sup>64</sup>-1.
 *
 * <pre>{@code
 * CpuSet pool = CpuSet.parse("4-31");
 * CpuSet free = pool.minus(CpuSet.of(4, 5));     // 6-31
 * }</pre>
 *
 * <p>The text form is that of {@code /sys/devices/system/cpu}: {@code 4-7,10,12-14}, decimal; an empty set is {@code none}. Set
 * operations cost one pass over both sets, {@link #contains} a binary search. Immutable and safe to share.
 */
public final class CpuSet {
    /** The most ids that a text or a range may name: {@value}. Bounded before anything is expanded. */
    public static final int MAX_IDS = 1 << 20;

    private static final CpuSet EMPTY = new CpuSet(new long[0]);
    private static final long NO_ID = -1L;

    /** Distinct ids, ascending by unsigned comparison. */
    private final long[] ids;

    private CpuSet(long[] sortedDistinct) {
        this.ids = sortedDistinct;
    }

    /**
     * Returns the set without ids.
     *
     * @return the empty set
     */
    public static CpuSet empty() {
        return EMPTY;
    }

    /**
     * Makes a set of ids.
     *
     * @param ids unsigned ids in any order; an id given twice counts once
     * @return the set
     * @throws IllegalArgumentException if an id is 2^64-1
     */
    public static CpuSet of(long... ids) {
        return sorted(ids.clone(), ids.length);
    }

    /**
     * Makes the set of all ids from one to another.
     *
     * @param first the lowest id, unsigned
     * @param last the highest id, unsigned and inclusive
     * @return the set {@code [first, last]}
     * @throws IllegalArgumentException if {@code last} is less than {@code first}, is 2^64-1, or the range has more than
     *     {@value #MAX_IDS} ids
     */
    public static CpuSet range(long first, long last) {
        return builder().addRange(first, last).build();
    }

    /**
     * Reads the list form: ids and ranges between commas, such as {@code 4-7,10}. Blanks around parts are allowed, ids are
     * decimal, order and repetition do not matter. {@code none} is the empty set.
     *
     * @param text the list
     * @return the set
     * @throws ModelException if the text is anything else, or names more than {@value #MAX_IDS} ids
     */
    public static CpuSet parse(String text) {
        return new CpuListParser(text).parse();
    }

    /**
     * Starts an empty set.
     *
     * @return a builder that is not thread-safe
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the number of ids.
     *
     * @return the size, from 0
     */
    public int size() {
        return ids.length;
    }

    /**
     * Tells whether there are no ids.
     *
     * @return true for the empty set
     */
    public boolean isEmpty() {
        return ids.length == 0;
    }

    /**
     * Tells whether an id is in the set.
     *
     * @param id any number
     * @return true if it is
     */
    public boolean contains(long id) {
        return indexOf(id) >= 0;
    }

    /**
     * Tells whether every id of another set is in this one.
     *
     * @param other a set
     * @return true if it is a subset of this one; true for an empty one
     */
    public boolean containsAll(CpuSet other) {
        int at = 0;
        for (long id : other.ids) {
            at = firstFrom(ids, at, id);
            if (at == ids.length || ids[at] != id) {
                return false;
            }
        }
        return true;
    }

    /**
     * Tells whether two sets share an id.
     *
     * @param other a set
     * @return true if they do
     */
    public boolean intersects(CpuSet other) {
        int at = 0;
        for (long id : ids) {
            at = firstFrom(other.ids, at, id);
            if (at < other.ids.length && other.ids[at] == id) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the ids that are in either set.
     *
     * @param other a set
     * @return the union
     */
    public CpuSet union(CpuSet other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        long[] both = new long[ids.length + other.ids.length];
        int count = 0;
        int here = 0;
        int there = 0;
        while (here < ids.length && there < other.ids.length) {
            int order = Long.compareUnsigned(ids[here], other.ids[there]);
            both[count++] = order <= 0 ? ids[here] : other.ids[there];
            here += order <= 0 ? 1 : 0;
            there += order >= 0 ? 1 : 0;
        }
        System.arraycopy(ids, here, both, count, ids.length - here);
        count += ids.length - here;
        System.arraycopy(other.ids, there, both, count, other.ids.length - there);
        count += other.ids.length - there;
        return new CpuSet(count == both.length ? both : Arrays.copyOf(both, count));
    }

    /**
     * Returns the ids that are in both sets.
     *
     * @param other a set
     * @return the intersection
     */
    public CpuSet intersection(CpuSet other) {
        return minus(minus(other));
    }

    /**
     * Returns the ids that are not in another set.
     *
     * @param other a set
     * @return the difference; this set if they share nothing
     */
    public CpuSet minus(CpuSet other) {
        long[] kept = new long[ids.length];
        int count = 0;
        int at = 0;
        for (long id : ids) {
            at = firstFrom(other.ids, at, id);
            if (at == other.ids.length || other.ids[at] != id) {
                kept[count++] = id;
            }
        }
        if (count == ids.length) {
            return this;
        }
        return count == 0 ? EMPTY : new CpuSet(Arrays.copyOf(kept, count));
    }

    /**
     * Returns this set with one more id.
     *
     * @param id an unsigned id
     * @return the set
     * @throws IllegalArgumentException if the id is 2^64-1
     */
    public CpuSet with(long id) {
        return contains(id) ? this : union(of(id));
    }

    /**
     * Returns the lowest id.
     *
     * @return the id, unsigned
     * @throws NoSuchElementException if the set is empty
     */
    public long first() {
        if (isEmpty()) {
            throw new NoSuchElementException("an empty CPU set has no first id");
        }
        return ids[0];
    }

    /**
     * Returns the highest id.
     *
     * @return the id, unsigned
     * @throws NoSuchElementException if the set is empty
     */
    public long last() {
        if (isEmpty()) {
            throw new NoSuchElementException("an empty CPU set has no last id");
        }
        return ids[ids.length - 1];
    }

    /**
     * Returns the lowest ids.
     *
     * @param count how many, from 0
     * @return the set of the {@code count} lowest ids; this set if it has no more
     * @throws IllegalArgumentException if {@code count} is negative
     */
    public CpuSet lowest(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a set of " + count + " CPUs cannot be");
        }
        if (count >= ids.length) {
            return this;
        }
        return count == 0 ? EMPTY : new CpuSet(Arrays.copyOf(ids, count));
    }

    /**
     * Returns the ids, ascending as unsigned numbers.
     *
     * @return a sequential stream
     */
    public LongStream stream() {
        return Arrays.stream(ids);
    }

    /**
     * Returns the ids, ascending as unsigned numbers.
     *
     * @return a new array
     */
    public long[] toArray() {
        return ids.clone();
    }

    private int indexOf(long id) {
        int low = 0;
        int high = ids.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compareUnsigned(ids[middle], id);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** The first index from one on whose id is not below another; by doubling steps, so that a small set skips through a large one. */
    private static int firstFrom(long[] ids, int from, long id) {
        int step = 1;
        int low = from;
        while (low + step <= ids.length && Long.compareUnsigned(ids[low + step - 1], id) < 0) {
            low += step;
            step <<= 1;
        }
        int high = Math.min(ids.length, low + step);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(ids[middle], id) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Sorts and thins the first {@code count} entries of an array that nobody else holds. */
    private static CpuSet sorted(long[] ids, int count) {
        if (count == 0) {
            return EMPTY;
        }
        int distinct = sortAndThin(ids, count);
        if (ids[distinct - 1] == NO_ID) {
            throw new IllegalArgumentException("2^64-1 is not a CPU id");
        }
        return new CpuSet(distinct == ids.length ? ids : Arrays.copyOf(ids, distinct));
    }

    /** Brings the distinct ids among the first {@code count} entries to the front, ascending, and returns their number. */
    private static int sortAndThin(long[] ids, int count) {
        if (areAscending(ids, count)) {
            return count;
        }
        for (int i = 0; i < count; i++) {
            ids[i] ^= Long.MIN_VALUE;
        }
        Arrays.sort(ids, 0, count);
        int distinct = 0;
        for (int i = 0; i < count; i++) {
            long id = ids[i] ^ Long.MIN_VALUE;
            if (distinct == 0 || ids[distinct - 1] != id) {
                ids[distinct++] = id;
            }
        }
        return distinct;
    }

    /** As ids mostly are: far cheaper to see than to sort. */
    private static boolean areAscending(long[] ids, int count) {
        for (int i = 1; i < count; i++) {
            if (Long.compareUnsigned(ids[i - 1], ids[i]) >= 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CpuSet that && Arrays.equals(ids, that.ids);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }

    /** The list form, such as {@code 4-7,10}; {@code none} for the empty set. */
    @Override
    public String toString() {
        if (isEmpty()) {
            return CpuListParser.NONE;
        }
        StringBuilder out = new StringBuilder();
        int start = 0;
        for (int i = 1; i <= ids.length; i++) {
            if (i < ids.length && ids[i] == ids[i - 1] + 1) {
                continue;
            }
            out.append(out.length() == 0 ? "" : ",").append(Long.toUnsignedString(ids[start]));
            if (i - 1 > start) {
                out.append('-').append(Long.toUnsignedString(ids[i - 1]));
            }
            start = i;
        }
        return out.toString();
    }

    /** Collects ids in any order. */
    public static final class Builder {
        private static final int THIN_FROM = 1 << 16;
        private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

        private long[] ids = new long[8];
        private int count;

        private Builder() {}

        /**
         * Adds an id.
         *
         * @param id an unsigned id; one that is there already changes nothing
         * @return this builder
         * @throws IllegalArgumentException if the id is 2^64-1
         */
        public Builder add(long id) {
            if (id == NO_ID) {
                throw new IllegalArgumentException("2^64-1 is not a CPU id");
            }
            if (count == ids.length) {
                makeRoom();
            }
            ids[count++] = id;
            return this;
        }

        /** Ids that were added again and again take no room; only distinct ones make a large array larger. */
        private void makeRoom() {
            if (count >= THIN_FROM) {
                count = sortAndThin(ids, count);
            }
            if (count > ids.length / 2) {
                ids = Arrays.copyOf(ids, (int) Math.min(2L * ids.length, MAX_ARRAY));
            }
        }

        /**
         * Adds every id of a set.
         *
         * @param set the set
         * @return this builder
         */
        public Builder addAll(CpuSet set) {
            if (set.ids.length <= ids.length - count) {
                System.arraycopy(set.ids, 0, ids, count, set.ids.length);
                count += set.ids.length;
                return this;
            }
            for (long id : set.ids) {
                add(id);
            }
            return this;
        }

        /**
         * Adds every id of some sets.
         *
         * @param sets the sets
         * @return this builder
         */
        public Builder addAll(Collection<CpuSet> sets) {
            sets.forEach(this::addAll);
            return this;
        }

        /**
         * Adds all ids from one to another.
         *
         * @param first the lowest id, unsigned
         * @param last the highest id, unsigned and inclusive
         * @return this builder
         * @throws IllegalArgumentException if {@code last} is less than {@code first}, is 2^64-1, or the range has more than
         *     {@value CpuSet#MAX_IDS} ids
         */
        public Builder addRange(long first, long last) {
            if (Long.compareUnsigned(last, first) < 0 || Long.compareUnsigned(last - first, MAX_IDS) >= 0) {
                throw new IllegalArgumentException("no range of 1 to " + MAX_IDS + " CPUs: "
                        + Long.toUnsignedString(first) + "-" + Long.toUnsignedString(last));
            }
            long steps = last - first;
            for (long step = 0; step <= steps; step++) {
                add(first + step);
            }
            return this;
        }

        /**
         * Makes the set; the builder can go on being used.
         *
         * @return the ids added so far
         */
        public CpuSet build() {
            return sorted(Arrays.copyOf(ids, count), count);
        }
    }
}
