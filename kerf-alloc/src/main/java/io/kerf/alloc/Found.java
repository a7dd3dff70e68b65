// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.Arrays;

/**
 * An answer of a search, to be compared with those of searches that want other nodes for the memory.
 *
 * @param counts the CPUs of every node
 * @param first what weighs most, less is better: cores shared, or nodes where these come first
 * @param second what weighs next
 * @param sockets the number of sockets; 0 of a spread answer
 * @param shares what each node gives of a spread answer, ascending; empty of others
 */
@SuppressWarnings("ArrayRecordComponent") // one request long, never compared by equals
record Found(int[] counts, int first, int second, int sockets, int[] shares) {
    static Found of(NodeChoice choice, boolean isNodesFirst) {
        return new Found(
                choice.counts(),
                isNodesFirst ? choice.size() : choice.shared(),
                isNodesFirst ? choice.shared() : choice.size(),
                choice.sockets(),
                new int[0]);
    }

    static Found of(SpreadSearch search) {
        int[] shares = search.counts().clone();
        Arrays.sort(shares);
        return new Found(search.counts(), search.shared(), 0, 0, shares);
    }

    /** Tells whether this is better; a spread one with as few shared cores if its smallest shares are larger. */
    boolean isBetterThan(Found other) {
        int order = Integer.compare(first, other.first);
        order = order != 0 ? order : Integer.compare(second, other.second);
        order = order != 0 ? order : Integer.compare(sockets, other.sockets);
        return order != 0 ? order < 0 : Arrays.compare(shares, other.shares) > 0;
    }
}
