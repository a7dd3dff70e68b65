// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.InstanceState;
import io.kerf.sysfs.KernelInterfaceException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * Finds out what happens to instances, by looking again and again, since the kernel tells nobody. What comes and goes between two looks is
 * not seen.
 *
 * <pre>{@code
 * InstanceWatch watch = InstanceWatch.of(fs);
 * watch.poll();                                        // what there is already
 * watch.run(Duration.ofMinutes(10), event -> {
 *     System.out.println(event);
 *     return !(event instanceof InstanceEvent.Vanished);   // go on?
 * });
 * }</pre>
 *
 * <p>Not thread-safe: a watch is one observer's.
 */
public final class InstanceWatch {
    private static final Duration INTERVAL = Duration.ofMillis(200);

    private static final int TRIES = 3;

    private final MultikernelFs fs;
    private final Ticker ticker;
    private final Duration interval;
    private Map<String, Seen> seen = new TreeMap<>();

    private record Seen(int id, InstanceState state) {}

    private InstanceWatch(MultikernelFs fs, Ticker ticker, Duration interval) {
        this.fs = Objects.requireNonNull(fs, "fs");
        this.ticker = Objects.requireNonNull(ticker, "ticker");
        this.interval = interval;
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("the time between two looks is " + interval + ": give one above 0");
        }
    }

    /**
     * Makes a watch that has seen nothing yet and looks five times a second.
     *
     * @param fs the kernel's files
     * @return the watch
     */
    public static InstanceWatch of(MultikernelFs fs) {
        return new InstanceWatch(fs, Ticker.system(), INTERVAL);
    }

    /**
     * Sets how long {@link #run} waits between two looks. Each wait is up to a quarter longer or shorter, so that many observers do not look
     * at the same moment.
     *
     * @param time above 0
     * @return a watch that has seen nothing yet
     * @throws IllegalArgumentException if the time is not above 0
     */
    public InstanceWatch withInterval(Duration time) {
        return new InstanceWatch(fs, ticker, time);
    }

    /**
     * Sets where time comes from.
     *
     * @param source the ticker
     * @return a watch that has seen nothing yet
     */
    public InstanceWatch withTicker(Ticker source) {
        return new InstanceWatch(fs, source, interval);
    }

    /**
     * Looks once. Costs three reads of small files for each instance.
     *
     * @return what happened since the last look, by the names of the instances; of two that had one name after each other, first what
     *     happened to the earlier one. At the first look, all that are there were just created
     * @throws KernelInterfaceException if the kernel cannot be read; nothing counts as seen then
     */
    public List<InstanceEvent> poll() {
        Map<String, Seen> now = look();
        List<InstanceEvent> events = new ArrayList<>();
        TreeMap<String, Seen> all = new TreeMap<>(seen);
        all.putAll(now);
        for (String name : all.keySet()) {
            Optional<Seen> before = Optional.ofNullable(seen.get(name));
            Optional<Seen> after = Optional.ofNullable(now.get(name));
            boolean same = before.map(Seen::id).equals(after.map(Seen::id));
            if (!same) {
                before.ifPresent(gone -> events.add(gone(name, gone)));
                after.ifPresent(come -> events.add(new InstanceEvent.Created(name, come.id, come.state)));
            } else if (!before.equals(after)) {
                events.add(new InstanceEvent.StateChanged(
                        name, before.orElseThrow().id, before.orElseThrow().state, after.orElseThrow().state));
            }
        }
        seen = now;
        return events;
    }

    private static InstanceEvent gone(String name, Seen last) {
        return last.state == InstanceState.LOADED || last.state == InstanceState.ACTIVE
                ? new InstanceEvent.Vanished(name, last.id, last.state)
                : new InstanceEvent.Removed(name, last.id, last.state);
    }

    private Map<String, Seen> look() {
        Map<String, Seen> now = new TreeMap<>();
        for (String name : fs.instances()) {
            find(name).ifPresent(found -> now.put(name, found));
        }
        return now;
    }

    /** Empty if the instance goes while it is looked at. If its id is another one after its state was read, both are read again. */
    private Optional<Seen> find(String name) {
        try {
            int id = fs.instanceId(name);
            InstanceState state = fs.instanceState(name);
            for (int again = 0; again < TRIES && fs.instanceId(name) != id; again++) {
                id = fs.instanceId(name);
                state = fs.instanceState(name);
            }
            return Optional.of(new Seen(id, state));
        } catch (KernelInterfaceException e) {
            if (e.reason() == Reason.GONE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Looks again and again, and hands each event over as it is found, until the observer has enough, the time is over or the thread is
     * interrupted, whose flag stays set.
     *
     * @param time how long to look at most; 0 looks once
     * @param observer returns whether to go on; what follows its last event in the same look is not handed over, and counts as seen
     * @return true if the observer had enough
     * @throws KernelInterfaceException if the kernel cannot be read
     */
    public boolean run(Duration time, Predicate<InstanceEvent> observer) {
        Duration end = ticker.now().plus(time);
        while (true) {
            for (InstanceEvent event : poll()) {
                if (!observer.test(event)) {
                    return true;
                }
            }
            Duration left = end.minus(ticker.now());
            if (left.isNegative() || left.isZero() || Thread.currentThread().isInterrupted()) {
                return false;
            }
            Duration pause = interval.multipliedBy(ThreadLocalRandom.current().nextInt(75, 126))
                    .dividedBy(100);
            ticker.pause(pause.compareTo(left) < 0 ? pause : left);
        }
    }

    @Override
    public String toString() {
        return "a watch over " + seen.size() + " instances, every " + interval.toMillis() + " ms";
    }
}
