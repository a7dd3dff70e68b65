// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementOutcome.Refused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Places several requests: the hardest first, and if some find no place that would have one alone, again with these in front, then in
 * shuffled orders, until all of these have a place or the budget is spent. Kept is the order that places most requests, then most
 * CPUs. Requests are put in order by what they ask, not by where they stand, so that the answer does not depend on that.
 */
final class BatchSearch {
    /** Shuffled orders are the same on every run. */
    private static final long SEED = 42;
    /** So many orders in a row that were tried before, and there is likely no other. */
    private static final int MAX_REPEATS = 64;
    /** How many small decisions may be spent on the nearest request that fits, even if the budget is spent. */
    private static final int LEAST_FOR_NEAREST = 64;
    /** How many of these may be spent for all requests of a batch. */
    private static final int LEAST_FOR_ALL_NEAREST = 1024;

    private final TopologyIndex index;
    private final List<PlacementRequest> requests;
    private final int budget;
    private int decisions;
    private long spent;
    private long spentOnNearest;
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

    /** Returns what the orders and the nearest requests have cost, as a number of small decisions. */
    long spent() {
        return spent;
    }

    private void search(int[] first) {
        boolean[] isPlaced = attempt(first);
        if (bestPlaced == requests.size() || spent + requests.size() > budget) {
            return;
        }
        int[] hopeless = hopeless(first, isPlaced);
        bestOrder = without(first, hopeless);
        searchOrders(isPlaced);
        bestOrder = IntStream.concat(IntStream.of(bestOrder), IntStream.of(hopeless))
                .toArray();
    }

    /**
     * Returns those of the refused requests that have no place even beside none of the others, so in no order. What asks for a base may
     * have to wait for others to take what lies before it. They come last, and so are tried beside all others, too: on hosts too large
     * for an exact search a place may be overlooked that is found beside more.
     */
    private int[] hopeless(int[] order, boolean[] isPlaced) {
        Work work = new Work();
        Decision decision = new Decision(index, work);
        Map<PlacementRequest, Boolean> isRefused = new HashMap<>();
        int[] alone = IntStream.of(order)
                .filter(request -> !isPlaced[request])
                .filter(request -> requests.get(request).memoryBase().isEmpty())
                .filter(request -> isRefused.computeIfAbsent(requests.get(request), asked -> {
                    decisions++;
                    return decision.decide(asked) instanceof Refused;
                }))
                .toArray();
        spent += work.decisions();
        return alone;
    }

    private static int[] without(int[] order, int[] some) {
        Set<Integer> left = new HashSet<>();
        IntStream.of(some).forEach(left::add);
        return IntStream.of(order).filter(request -> !left.contains(request)).toArray();
    }

    private void searchOrders(boolean[] isPlaced) {
        Set<List<Integer>> tried = new HashSet<>(Set.of(asList(bestOrder)));
        SplittableRandom random = new SplittableRandom(SEED);
        int all = bestOrder.length;
        int[] order = refusedFirst(bestOrder, isPlaced);
        int repeats = 0;
        while (repeats < MAX_REPEATS && bestPlaced < all && spent + all <= budget) {
            if (tried.add(asList(order))) {
                repeats = 0;
                order = refusedFirst(order, attempt(order));
            } else {
                repeats++;
                order = shuffled(bestOrder, random);
            }
        }
    }

    private static List<Integer> asList(int[] order) {
        return Arrays.stream(order).boxed().toList();
    }

    /** Places all in an order, notes how far that came, and gives everything back. */
    private boolean[] attempt(int[] order) {
        boolean[] isPlaced = new boolean[requests.size()];
        Work work = new Work();
        Tentative tentative = new Tentative(index, work);
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
        spent += work.decisions();
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
        Tentative tentative = new Tentative(index, new Work());
        for (int request : bestOrder) {
            decisions++;
            outcomes[request] = tentative.place(requests.get(request)).orElse(null);
        }
        // In the same order, so that what is left of the budget does not depend on how requests are listed.
        Map<PlacementRequest, PlacementOutcome> refusals = new HashMap<>();
        for (int request : bestOrder) {
            PlacementOutcome known = outcomes[request];
            outcomes[request] = known != null ? known : refusal(requests.get(request), refusals, tentative);
        }
        tentative.end();
        List<PlacementOutcome> all = new ArrayList<>();
        for (PlacementOutcome outcome : outcomes) {
            all.add(Objects.requireNonNull(outcome));
        }
        return new BatchOutcome(all, decisions);
    }

    /** Decides a request beside all that have a place; what it costs to find the nearest one that would fit is part of the budget. */
    private PlacementOutcome refusal(
            PlacementRequest request, Map<PlacementRequest, PlacementOutcome> known, Tentative tentative) {
        PlacementOutcome same = known.get(request);
        if (same != null) {
            return same;
        }
        PlacementOutcome outcome = new Decision(index).decide(request);
        if (!(outcome instanceof Refused refused)) {
            // On hosts too large for an exact search a place may be found beside more that was overlooked beside fewer.
            return tentative.place(request).map(PlacementOutcome.class::cast).orElse(outcome);
        }
        long least = Math.min(LEAST_FOR_NEAREST, LEAST_FOR_ALL_NEAREST - spentOnNearest);
        NearestRequest nearest = new NearestRequest(index, Math.max(least, budget - spent));
        Refused named = nearest.withNearest(request, refused);
        spent += nearest.work().decisions();
        spentOnNearest += nearest.work().decisions();
        known.put(request, named);
        return named;
    }
}
