// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.diag.KerfException;
import io.kerf.sysfs.InstanceEvent;
import io.kerf.sysfs.InstanceWatch;
import io.kerf.sysfs.MultikernelFs;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what happens to instances to everybody who wants to know. One thread looks for all of them, as long as there is one; who comes later
 * hears of what happens from then on.
 */
final class EventHub {
    private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final int BEHIND = 1024;

    private final MultikernelFs fs;
    private final ReentrantLock looking = new ReentrantLock();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Null while nobody listens. */
    private @Nullable InstanceWatch watch;

    private boolean failing;
    private boolean closed;

    private final class Listener implements HostWatch {
        private final Consumer<? super InstanceEvent> receiver;
        private final Runnable end;
        private final BooleanSupplier isWanted;

        Listener(Consumer<? super InstanceEvent> receiver, Runnable end, BooleanSupplier isWanted) {
            this.receiver = receiver;
            this.end = end;
            this.isWanted = isWanted;
        }

        void receive(InstanceEvent event) {
            try {
                receiver.accept(event);
            } catch (RuntimeException | Error e) {
                // What one listener does must not keep the others from hearing.
                LOG.warn("a listener failed at: {}", event, e);
            }
        }

        @Override
        public void close() {
            if (listeners.remove(this)) {
                end.run();
            }
        }
    }

    EventHub(MultikernelFs fs) {
        this.fs = fs;
    }

    HostWatch listen(Consumer<? super InstanceEvent> receiver) {
        return add(new Listener(Objects.requireNonNull(receiver, "listener"), () -> {}, () -> true));
    }

    /** What happened before is told to those who were there before, and to nobody else. */
    private Listener add(Listener listener) {
        looking.lock();
        try {
            if (closed) {
                listener.end.run();
                return listener;
            }
            InstanceWatch current = watch;
            if (current == null) {
                current = InstanceWatch.of(fs);
                current.poll();
                watch = current;
                start(current);
            } else {
                tell(current.poll());
            }
            listeners.add(listener);
        } finally {
            looking.unlock();
        }
        return listener;
    }

    private void start(InstanceWatch mine) {
        Thread thread = new Thread(() -> run(mine), "kerf-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(InstanceWatch mine) {
        try {
            boolean goesOn = true;
            while (goesOn) {
                LockSupport.parkNanos(INTERVAL.toNanos());
                goesOn = look(mine);
            }
        } finally {
            looking.lock();
            try {
                watch = watch == mine ? null : watch;
            } finally {
                looking.unlock();
            }
        }
    }

    /** Looks once, and tells whether anybody wants it to look again. */
    private boolean look(InstanceWatch mine) {
        looking.lock();
        try {
            listeners.removeIf(each -> !each.isWanted.getAsBoolean());
            if (watch != mine || listeners.isEmpty()) {
                watch = watch == mine ? null : watch;
                return false;
            }
            tell(mine.poll());
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn("instances cannot be watched at the moment: {}", e.getMessage());
            }
            failing = true;
        } finally {
            looking.unlock();
        }
        return true;
    }

    private void tell(List<InstanceEvent> events) {
        events.forEach(event -> listeners.forEach(each -> each.receive(event)));
    }

    Flow.Publisher<InstanceEvent> publisher() {
        return subscriber -> {
            SubmissionPublisher<InstanceEvent> one = new SubmissionPublisher<>(ForkJoinPool.commonPool(), BEHIND);
            one.subscribe(subscriber);
            try {
                add(new Listener(event -> publish(one, event), one::close, one::hasSubscribers));
            } catch (KerfException e) {
                one.closeExceptionally(e);
            }
        };
    }

    /** A subscriber that is too far behind is told so, instead of missing something without knowing. */
    private static void publish(SubmissionPublisher<InstanceEvent> one, InstanceEvent event) {
        if (!one.isClosed() && one.offer(event, null) < 0) {
            one.closeExceptionally(
                    new IllegalStateException("the subscriber is more than " + BEHIND + " events behind"));
        }
    }

    void close() {
        looking.lock();
        try {
            closed = true;
        } finally {
            looking.unlock();
        }
        listeners.forEach(HostWatch::close);
    }
}
