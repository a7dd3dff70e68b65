// SPDX-License-Identifier: Apache-2.0
package io.kerf.diag;

import java.util.Collection;
import java.util.Optional;

/**
 * Finds the word that was probably meant, for the suggestions of findings.
 *
 * <pre>{@code
 * NearestWord.of("eht0", List.of("eth0", "nvme0")); // eth0
 * NearestWord.of("gpu", List.of("eth0", "nvme0"));  // none: it has nothing to do with either
 * }</pre>
 */
public final class NearestWord {
    /** Longer words are compared with nothing, so that a hostile input cannot make suggestions dear. */
    private static final int LONGEST = 64;

    private NearestWord() {}

    /**
     * Looks for the candidate at the smallest edit distance: letters inserted, removed, changed, or swapped with a neighbour. Costs time
     * linear in the candidates.
     *
     * @param word what was written
     * @param candidates what could have been meant; of several that are as near, the first counts
     * @return the nearest one, if its distance is at most a third of the word's length, or 1; empty for words of more than 64 characters
     */
    public static Optional<String> of(String word, Collection<String> candidates) {
        String best = null;
        int bestDistance = Math.max(1, word.length() / 3) + 1;
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        for (String candidate : candidates) {
            if (Math.abs(candidate.length() - word.length()) < bestDistance && candidate.length() <= LONGEST) {
                int distance = distance(word, candidate);
                if (distance < bestDistance) {
                    best = candidate;
                    bestDistance = distance;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** The number of letters to insert, remove, change or swap with a neighbour; row by row, with the last three rows at hand. */
    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] above = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] free = before;
            before = above;
            above = row;
            row = free;
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above[j], row[j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                row[j] = swapped ? Math.min(row[j], before[j - 2] + 1) : row[j];
            }
        }
        return row[b.length()];
    }
}
