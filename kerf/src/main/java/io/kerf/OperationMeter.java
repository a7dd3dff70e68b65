// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Counts operations and measures how long they take. Costs no more than a few additions each. */
final class OperationMeter {
    /** An eighth of a power of two is how fine times are told apart. */
    private static final int PARTS = 8;

    private final LongSupplier nanoTime;
    private final Map<Operation, Meter> meters = new EnumMap<>(Operation.class);

    OperationMeter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        for (Operation operation : Operation.values()) {
            meters.put(operation, new Meter());
        }
    }

    private static final class Meter {
        private final AtomicLong succeeded = new AtomicLong();
        private final Map<ErrorCategory, AtomicLong> failures = new EnumMap<>(ErrorCategory.class);
        private final AtomicLong nanos = new AtomicLong();
        private final AtomicLong longest = new AtomicLong();
        private final AtomicLongArray buckets = new AtomicLongArray(Long.SIZE * PARTS);

        Meter() {
            for (ErrorCategory category : ErrorCategory.values()) {
                failures.put(category, new AtomicLong());
            }
        }

        void add(long time) {
            nanos.addAndGet(time);
            longest.accumulateAndGet(time, Math::max);
            buckets.incrementAndGet(bucket(time));
        }

        HostMetrics.OperationFigures figures() {
            Map<ErrorCategory, Long> failed = new EnumMap<>(ErrorCategory.class);
            failures.forEach((category, count) -> failed.put(category, count.get()));
            List<HostMetrics.Latency.Bucket> histogram = new ArrayList<>();
            long count = 0;
            for (int i = 0; i < buckets.length(); i++) {
                long inside = buckets.get(i);
                count += inside;
                if (inside > 0) {
                    histogram.add(new HostMetrics.Latency.Bucket(Duration.ofNanos(limit(i)), inside));
                }
            }
            return new HostMetrics.OperationFigures(
                    succeeded.get(),
                    failed,
                    new HostMetrics.Latency(
                            count, Duration.ofNanos(nanos.get()), Duration.ofNanos(longest.get()), histogram));
        }
    }

    /** Which bucket a time is in: its highest bit and the three below it. */
    static int bucket(long time) {
        if (time < PARTS) {
            return (int) Math.max(time, 0);
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(time) - 3;
        return (shift + 1) * PARTS + (int) (time >>> shift) - PARTS;
    }

    /** The longest time in a bucket. */
    static long limit(int bucket) {
        if (bucket < PARTS) {
            return bucket;
        }
        int shift = bucket / PARTS - 1;
        return ((long) (bucket % PARTS + PARTS + 1) << shift) - 1;
    }

    /** Runs an operation and counts it; a mistake of the calling code is not one. */
    <T> T measure(Operation operation, Supplier<T> work) {
        Meter meter = Objects.requireNonNull(meters.get(operation));
        long start = nanoTime.getAsLong();
        try {
            T result = work.get();
            meter.succeeded.incrementAndGet();
            meter.add(nanoTime.getAsLong() - start);
            return result;
        } catch (KerfException e) {
            Objects.requireNonNull(meter.failures.get(e.category())).incrementAndGet();
            meter.add(nanoTime.getAsLong() - start);
            throw e;
        }
    }

    Map<Operation, HostMetrics.OperationFigures> figures() {
        Map<Operation, HostMetrics.OperationFigures> figures = new EnumMap<>(Operation.class);
        meters.forEach((operation, meter) -> figures.put(operation, meter.figures()));
        return figures;
    }
}
