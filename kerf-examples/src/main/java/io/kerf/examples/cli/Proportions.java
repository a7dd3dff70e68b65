// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.util.stream.IntStream;

/** Shares places among amounts. */
final class Proportions {
    private Proportions() {}

    /**
     * Shares places in proportion, so that they add up; each amount gets one at least as long as there are enough, for what is small is seldom
     * unimportant.
     */
    static int[] share(long[] amounts, int places) {
        int[] shares = new int[amounts.length];
        int least = amounts.length <= places ? 1 : 0;
        int rest = places - least * amounts.length;
        double total =
                IntStream.range(0, amounts.length).mapToDouble(i -> amounts[i]).sum();
        double end = 0;
        int given = 0;
        for (int i = 0; i < amounts.length; i++) {
            end += amounts[i];
            int upTo = (int) Math.round(end / total * rest);
            shares[i] = least + upTo - given;
            given = upTo;
        }
        return shares;
    }
}
