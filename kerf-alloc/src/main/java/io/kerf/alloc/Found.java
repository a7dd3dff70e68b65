// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An answer of a search, to be compared with those of searches that want other nodes for the memory.
 *
 * @param counts the CPUs of every node
 * @param first what weighs most, less is better: cores shared, or nodes where these come first
 * @param second what weighs next
 * @param choice all that a compact answer is judged by; none of a spread one
 * @param shares what each node gives of a spread answer, ascending; empty of others
 */
@SuppressWarnings("ArrayRecordComponent") // one request long, never compared by equals
record Found(int[] counts, int first, int second, @Nullable NodeChoice choice, int[] shares) {
    static Found of(NodeChoice choice, boolean isNodesFirst) {
        return new Found(
                choice.counts(),
                isNodesFirst ? choice.size() : choice.shared(),
                isNodesFirst ? choice.shared() : choice.size(),
                choice,
                new int[0]);
    }

    static Found of(SpreadSearch search) {
        int[] shares = search.counts().clone();
        Arrays.sort(shares);
        return new Found(search.counts(), search.shared(), 0, null, shares);
    }

    /** Tells whether this is better; a spread one with as few shared cores if its smallest shares are larger. */
    boolean isBetterThan(Found other) {
        if (choice != null && other.choice != null) {
            return choice.isBetterThan(other.choice);
        }
        int order = Integer.compare(first, other.first);
        return order != 0 ? order < 0 : Arrays.compare(shares, other.shares) > 0;
    }
}
