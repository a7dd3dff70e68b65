// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The parts that a device can be given away in: virtual functions (numbered from 0), or namespaces (numbered from 1).
 *
 * @param total how many parts the device has
 * @param hostReserved the parts that the host keeps
 * @param available the parts that instances can get
 */
public record DeviceParts(int total, SortedSet<Integer> hostReserved, SortedSet<Integer> available) {
    /** Refuses a negative total and negative numbers; copies the sets. */
    public DeviceParts {
        if (total < 0) {
            throw new IllegalArgumentException("a device cannot have " + total + " parts");
        }
        if (isNegative(hostReserved) || isNegative(available)) {
            throw new IllegalArgumentException("parts have no negative numbers: " + hostReserved + ", " + available);
        }
        hostReserved = copy(hostReserved);
        available = copy(available);
    }

    /**
     * Makes the parts of a device.
     *
     * @param total how many parts it has
     * @param hostReserved the parts that the host keeps
     * @param available the parts that instances can get
     * @return the parts
     */
    public static DeviceParts of(int total, Collection<Integer> hostReserved, Collection<Integer> available) {
        return new DeviceParts(total, sorted(hostReserved), sorted(available));
    }

    /**
     * Returns the available parts that are not in use.
     *
     * @param used the parts in use
     * @return the rest, ascending
     */
    public SortedSet<Integer> free(Set<Integer> used) {
        TreeSet<Integer> rest = new TreeSet<>(available);
        rest.removeAll(used);
        return Collections.unmodifiableSortedSet(rest);
    }

    private static boolean isNegative(SortedSet<Integer> numbers) {
        return !numbers.isEmpty() && numbers.first() < 0;
    }

    private static SortedSet<Integer> sorted(Collection<Integer> numbers) {
        return numbers.isEmpty() ? Collections.emptySortedSet() : new TreeSet<>(numbers);
    }

    private static SortedSet<Integer> copy(SortedSet<Integer> set) {
        return set.isEmpty() ? Collections.emptySortedSet() : Collections.unmodifiableSortedSet(new TreeSet<>(set));
    }
}
