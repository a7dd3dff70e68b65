// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import java.util.Arrays;

/** Numbers in a row, to find the next one that is at least so large: a tree of the larger of each two. */
final class Peaks {
    private final int count;
    private final int leaves;
    private final long[] tree;

    Peaks(long[] numbers) {
        this.count = numbers.length;
        this.leaves = Math.max(1, Integer.highestOneBit(Math.max(1, count - 1)) << 1);
        this.tree = new long[2 * leaves];
        Arrays.fill(tree, Long.MIN_VALUE);
        System.arraycopy(numbers, 0, tree, leaves, count);
        for (int i = leaves - 1; i > 0; i--) {
            tree[i] = Math.max(tree[2 * i], tree[2 * i + 1]);
        }
    }

    /** The index, from one on, of the first number that is at least so large; the number of numbers if there is none. Cost log n. */
    int next(int from, long least) {
        if (from >= count) {
            return count;
        }
        int at = leaves + from;
        while (tree[at] < least) {
            while ((at & 1) == 1) {
                at >>= 1;
            }
            if (at == 0) {
                return count;
            }
            at++;
        }
        while (at < leaves) {
            at *= 2;
            if (tree[at] < least) {
                at++;
            }
        }
        return Math.min(count, at - leaves);
    }
}
