// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.diag.ErrorCategory;
import io.kerf.model.ByteSize;
import io.kerf.model.InstanceState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Figures of a host as plain values, for whatever collects figures. Counts are those of one {@link Host} object since it was made; pool and
 * instances are those of the kernel at the moment.
 *
 * <pre>{@code
 * HostMetrics.OperationFigures creations = host.metrics().operations().get(Operation.CREATE);
 * System.out.println(creations.succeeded() + " created, 99 of 100 within " + creations.latency().percentile(0.99));
 * }</pre>
 *
 * @param operations an entry for each operation, also those that never ran
 * @param pool the pool; empty if the host has none, or it cannot be read
 * @param instances how many instances are in each state; an entry for each state; all 0 if they cannot be read
 */
public record HostMetrics(
        Map<Operation, OperationFigures> operations,
        Optional<PoolFigures> pool,
        Map<InstanceState, Integer> instances) {
    /** Copies the maps. */
    public HostMetrics {
        operations = Map.copyOf(operations);
        Objects.requireNonNull(pool, "pool");
        instances = Map.copyOf(instances);
    }

    /** {@return how many instances there are} */
    public int instanceCount() {
        return instances.values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * Figures of one operation.
     *
     * @param succeeded how often it was done
     * @param failures how often it failed, by category; an entry for each category. Mistakes of the calling code are not counted
     * @param latency how long it took, whether it was done or failed, the wait for other changes included
     */
    public record OperationFigures(long succeeded, Map<ErrorCategory, Long> failures, Latency latency) {
        /** Copies the map. */
        public OperationFigures {
            failures = Map.copyOf(failures);
            Objects.requireNonNull(latency, "latency");
        }

        /** {@return how often it failed in all} */
        public long failed() {
            return failures.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * How long something took.
     *
     * @param count how often it was measured
     * @param total all times together
     * @param longest the longest time
     * @param histogram how many times were at most how long, ascending and without empty ones; exact to an eighth
     */
    public record Latency(long count, Duration total, Duration longest, List<Bucket> histogram) {
        /** Copies the list. */
        public Latency {
            Objects.requireNonNull(total, "total");
            Objects.requireNonNull(longest, "longest");
            histogram = List.copyOf(histogram);
        }

        /**
         * Times between the bucket before and a limit.
         *
         * @param upTo the longest time in it
         * @param count how many there are
         */
        public record Bucket(Duration upTo, long count) {
            /** Checks the argument. */
            public Bucket {
                Objects.requireNonNull(upTo, "upTo");
            }
        }

        /**
         * Finds the time that a share of all did not exceed.
         *
         * @param share from 0 to 1, such as 0.99
         * @return the time, too long by an eighth at most; zero if nothing was measured
         * @throws IllegalArgumentException if the share is out of range
         */
        public Duration percentile(double share) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("a share is from 0 to 1, not " + share);
            }
            long wanted = (long) Math.ceil(share * count);
            long seen = 0;
            for (Bucket bucket : histogram) {
                seen += bucket.count();
                if (seen >= wanted) {
                    return bucket.upTo().compareTo(longest) < 0 ? bucket.upTo() : longest;
                }
            }
            return longest;
        }
    }

    /**
     * Figures of the pool.
     *
     * @param cpus CPUs of the pool
     * @param freeCpus those that no instance has
     * @param memory memory of the pool
     * @param freeMemory what no instance has of it
     */
    public record PoolFigures(int cpus, int freeCpus, ByteSize memory, ByteSize freeMemory) {
        /** Checks the arguments. */
        public PoolFigures {
            Objects.requireNonNull(memory, "memory");
            Objects.requireNonNull(freeMemory, "freeMemory");
        }
    }
}
