// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import io.kerf.Host;
import io.kerf.HostMetrics;
import io.kerf.HostMetrics.OperationFigures;
import io.kerf.HostMetrics.PoolFigures;
import io.kerf.Operation;
import io.kerf.diag.ErrorCategory;
import io.kerf.model.InstanceState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Gives the figures of a host to a Micrometer registry, and with it to whatever one collects figures with. A sample to copy: kerf itself does
 * not depend on Micrometer.
 *
 * <pre>{@code
 * new KerfMeterBinder(host).bindTo(registry);
 * }</pre>
 *
 * <p>The host is read once for all meters of a scrape, at most once a second. Once it is closed, the meters keep their last values.
 */
public final class KerfMeterBinder implements MeterBinder {
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final Host host;
    private HostMetrics last;
    private long readAt;

    /**
     * Makes a binder.
     *
     * @param host the host; the registry does not keep it alive
     */
    public KerfMeterBinder(Host host) {
        this.host = host;
        this.last = host.metrics();
        this.readAt = System.nanoTime();
    }

    private synchronized HostMetrics figures() {
        if (System.nanoTime() - readAt >= FRESH_NANOS) {
            readAt = System.nanoTime();
            try {
                last = host.metrics();
            } catch (IllegalStateException closed) {
                return last;
            }
        }
        return last;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        pool(registry, "kerf.pool.cpus", "cpus", PoolFigures::cpus);
        pool(registry, "kerf.pool.cpus.free", "cpus", PoolFigures::freeCpus);
        pool(registry, "kerf.pool.memory", "bytes", pool -> pool.memory().bytes());
        pool(
                registry,
                "kerf.pool.memory.free",
                "bytes",
                pool -> pool.freeMemory().bytes());
        for (InstanceState state : InstanceState.values()) {
            Gauge.builder("kerf.instances", host, each -> figures().instances().getOrDefault(state, 0))
                    .tag("state", state.text())
                    .register(registry);
        }
        for (Operation operation : Operation.values()) {
            bind(registry, operation);
        }
    }

    /** Without a pool there are 0 CPUs in it. */
    private void pool(MeterRegistry registry, String name, String unit, ToDoubleFunction<PoolFigures> figure) {
        Gauge.builder(
                        name,
                        host,
                        each -> figures().pool().stream().mapToDouble(figure).sum())
                .baseUnit(unit)
                .register(registry);
    }

    private void bind(MeterRegistry registry, Operation operation) {
        count(registry, operation, "success", OperationFigures::succeeded);
        for (ErrorCategory category : ErrorCategory.values()) {
            count(
                    registry,
                    operation,
                    category.toString(),
                    figures -> figures.failures().getOrDefault(category, 0L));
        }
        FunctionTimer.builder(
                        "kerf.operation.duration",
                        host,
                        each -> of(operation).latency().count(),
                        each -> of(operation).latency().total().toNanos(),
                        TimeUnit.NANOSECONDS)
                .tag("operation", operation.toString())
                .register(registry);
        for (double share : new double[] {0.5, 0.99}) {
            TimeGauge.builder(
                            "kerf.operation.duration.percentile",
                            host,
                            TimeUnit.NANOSECONDS,
                            each -> of(operation).latency().percentile(share).toNanos())
                    .tag("operation", operation.toString())
                    .tag("share", Double.toString(share))
                    .register(registry);
        }
    }

    private void count(
            MeterRegistry registry, Operation operation, String outcome, ToDoubleFunction<OperationFigures> figure) {
        FunctionCounter.builder("kerf.operations", host, each -> figure.applyAsDouble(of(operation)))
                .tag("operation", operation.toString())
                .tag("outcome", outcome)
                .register(registry);
    }

    private OperationFigures of(Operation operation) {
        OperationFigures found = figures().operations().get(operation);
        if (found == null) {
            throw new IllegalStateException("no figures of " + operation);
        }
        return found;
    }
}
