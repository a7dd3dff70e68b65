// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PlacementOutcome.Placed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Places several requests: the hardest first, and if some find no place, again with these in front, then in shuffled orders, until
 * all have a place or the budget is spent. Kept is the order that places most requests, then most CPUs. Requests are put in order
 * by what they ask, not by where they stand, so that the answer does not depend on that.
 */
final class BatchSearch {
    /** What shared cores say of another request of the same batch. */
    private static final long SEED = 42;
    /** So many orders in a row that were tried before, and there is likely no other. */
    private static final int MAX_REPEATS = 64;

    private final TopologyIndex index;
    private final List<PlacementRequest> requests;
    private final int budget;
    private int decisions;
    private long spent;
    private int bestPlaced = -1;
    private long bestCpus = -1;
    private int[] bestOrder = new int[0];

    BatchSearch(TopologyIndex index, List<PlacementRequest> requests, int budget) {
        this.index = index;
        this.requests = requests;
        this.budget = budget;
    }

    BatchOutcome run() {
        Integer[] sorted = new Integer[requests.size()];
        Arrays.setAll(sorted, i -> i);
        Arrays.sort(sorted, (a, b) -> RequestOrder.HARDEST_FIRST.compare(requests.get(a), requests.get(b)));
        int[] hardestFirst = Arrays.stream(sorted).mapToInt(Integer::intValue).toArray();
        search(hardestFirst);
        return outcome();
    }

    private void search(int[] first) {
        Set<List<Integer>> tried = new HashSet<>();
        SplittableRandom random = new SplittableRandom(SEED);
        int[] order = first;
        int repeats = 0;
        while (repeats < MAX_REPEATS) {
            if (tried.add(Arrays.stream(order).boxed().toList())) {
                boolean[] isPlaced = attempt(order);
                if (bestPlaced == requests.size() || spent + requests.size() > budget) {
                    return;
                }
                repeats = 0;
                order = refusedFirst(order, isPlaced);
            } else {
                repeats++;
                order = shuffled(bestOrder, random);
            }
        }
    }

    /** Places all in an order, notes how far that came, and gives everything back. */
    private boolean[] attempt(int[] order) {
        boolean[] isPlaced = new boolean[requests.size()];
        Tentative tentative = new Tentative(index);
        int placed = 0;
        long cpus = 0;
        for (int request : order) {
            decisions++;
            Optional<Placed> found = tentative.place(requests.get(request));
            if (found.isPresent()) {
                placed++;
                isPlaced[request] = true;
                cpus += found.get().cpus().size();
            }
        }
        spent += order.length + tentative.work().decisions();
        tentative.end();
        if (placed > bestPlaced || placed == bestPlaced && cpus > bestCpus) {
            bestPlaced = placed;
            bestCpus = cpus;
            bestOrder = order;
        }
        return isPlaced;
    }

    private static int[] refusedFirst(int[] order, boolean[] isPlaced) {
        int[] next = new int[order.length];
        int at = 0;
        for (int request : order) {
            if (!isPlaced[request]) {
                next[at++] = request;
            }
        }
        for (int request : order) {
            if (isPlaced[request]) {
                next[at++] = request;
            }
        }
        return next;
    }

    private static int[] shuffled(int[] order, SplittableRandom random) {
        int[] next = order.clone();
        for (int swap = 0; swap < 2; swap++) {
            int a = random.nextInt(next.length);
            int b = random.nextInt(next.length);
            int moved = next[a];
            next[a] = next[b];
            next[b] = moved;
        }
        return next;
    }

    private BatchOutcome outcome() {
        @Nullable PlacementOutcome[] outcomes = new @Nullable PlacementOutcome[requests.size()];
        Tentative tentative = new Tentative(index);
        for (int request : bestOrder) {
            decisions++;
            outcomes[request] = tentative.place(requests.get(request)).orElse(null);
        }
        List<PlacementOutcome> all = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            PlacementOutcome known = outcomes[i];
            all.add(known != null ? known : index.decide(requests.get(i)));
        }
        tentative.end();
        return new BatchOutcome(all, decisions);
    }
}
