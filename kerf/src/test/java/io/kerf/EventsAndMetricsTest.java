// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static io.kerf.SampleBaselines.file;
import static io.kerf.SampleBaselines.initialized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kerf.diag.ErrorCategory;
import io.kerf.model.ByteSize;
import io.kerf.model.InstanceState;
import io.kerf.sysfs.InstanceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EventsAndMetricsTest {
    private static final long PATIENCE = 20;

    /** Collects what a publisher says. */
    private static final class Collector implements Flow.Subscriber<InstanceEvent> {
        private final BlockingQueue<InstanceEvent> events = new LinkedBlockingQueue<>();
        private final CountDownLatch subscribed = new CountDownLatch(1);
        private final CountDownLatch completed = new CountDownLatch(1);
        private volatile Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
            subscribed.countDown();
        }

        @Override
        public void onNext(InstanceEvent event) {
            events.add(event);
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onComplete() {
            completed.countDown();
        }
    }

    @Test
    void aListenerHearsOfWhatComesAndGoesFromThenOn() throws Exception {
        try (Host host = initialized("minimal.dts")) {
            host.createInstance("before").cpuCount(1).memory("64MB").create();
            BlockingQueue<InstanceEvent> heard = new LinkedBlockingQueue<>();
            HostWatch watch = host.watch(heard::add);
            InstanceHandle web =
                    host.createInstance("web").cpuCount(1).memory("64MB").create();
            assertThat(heard.poll(PATIENCE, TimeUnit.SECONDS))
                    .isEqualTo(new InstanceEvent.Created("web", web.id().value(), InstanceState.READY));
            web.delete();
            assertThat(heard.poll(PATIENCE, TimeUnit.SECONDS)).isInstanceOf(InstanceEvent.Removed.class);
            watch.close();
            watch.close();
            host.createInstance("after").cpuCount(1).memory("64MB").create();
            assertThat(heard.poll(600, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void aListenerThatThrowsDoesNotKeepTheOthersFromHearing() throws Exception {
        try (Host host = initialized("minimal.dts")) {
            BlockingQueue<InstanceEvent> heard = new LinkedBlockingQueue<>();
            host.watch(event -> {
                throw new IllegalArgumentException("a bad listener");
            });
            host.watch(event -> {
                throw new AssertionError("a worse one");
            });
            host.watch(heard::add);
            host.createInstance("a").cpuCount(1).memory("64MB").create();
            host.createInstance("b").cpuCount(1).memory("64MB").create();
            assertThat(heard.poll(PATIENCE, TimeUnit.SECONDS)).isNotNull();
            assertThat(heard.poll(PATIENCE, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void aSubscriberHearsTheSameAndIsCompletedWithTheHost() throws Exception {
        Collector one = new Collector();
        Collector gone = new Collector();
        Host host = initialized("minimal.dts");
        host.events().subscribe(one);
        host.events().subscribe(gone);
        assertThat(gone.subscribed.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        assertThat(one.subscribed.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        gone.subscription.cancel();
        host.createInstance("a").cpuCount(1).memory("64MB").create();
        assertThat(one.events.poll(PATIENCE, TimeUnit.SECONDS)).isInstanceOf(InstanceEvent.Created.class);
        host.close();
        assertThat(one.completed.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        assertThat(gone.events).isEmpty();
        assertThatIllegalStateException().isThrownBy(host::events);
        assertThatIllegalStateException().isThrownBy(() -> host.watch(event -> {}));
        assertThatIllegalStateException().isThrownBy(host::metrics);
    }

    @Test
    void operationsAreCountedByHowTheyEnd() {
        try (Host host = Kerf.simulated(file("minimal.dts"))) {
            assertThat(host.metrics().pool()).isEmpty();
            assertThat(host.metrics().operations()).hasSize(Operation.values().length);
            host.initialize(file("minimal.dts")).apply();
            CreateInstance.Ready web = host.createInstance("web").cpuCount(2).memory("1GB");
            web.create();
            assertThatExceptionOfType(InstanceExistsException.class).isThrownBy(web::create);
            assertThatExceptionOfType(PlacementException.class)
                    .isThrownBy(() ->
                            host.createInstance("big").cpuCount(6).memory("1GB").create());
            host.updateInstance("web").addCpus("7").apply();
            host.instance("web").delete();
            web.plan().apply();
            HostMetrics metrics = host.metrics();
            HostMetrics.OperationFigures creations = metrics.operations().get(Operation.CREATE);
            assertThat(creations.succeeded()).isEqualTo(2);
            assertThat(creations.failed()).isEqualTo(2);
            assertThat(creations.failures())
                    .hasSize(ErrorCategory.values().length)
                    .containsEntry(ErrorCategory.CONFLICT, 1L)
                    .containsEntry(ErrorCategory.EXHAUSTED, 1L)
                    .containsEntry(ErrorCategory.UNAVAILABLE, 0L);
            assertThat(creations.latency().count()).isEqualTo(4);
            assertThat(creations.latency().percentile(1))
                    .isEqualTo(creations.latency().longest());
            assertThat(creations.latency().total())
                    .isGreaterThanOrEqualTo(creations.latency().longest());
            for (Operation once : List.of(Operation.INITIALIZE, Operation.UPDATE, Operation.DELETE)) {
                assertThat(metrics.operations().get(once).succeeded())
                        .as("%s", once)
                        .isEqualTo(1);
            }
            assertThat(metrics.operations().get(Operation.BOOT).latency().percentile(0.5))
                    .isZero();
            assertThat(metrics.pool())
                    .contains(new HostMetrics.PoolFigures(6, 4, ByteSize.ofGiB(6), ByteSize.ofGiB(5)));
            assertThat(metrics.instances()).containsEntry(InstanceState.READY, 1);
            assertThat(metrics.instanceCount()).isEqualTo(1);
        }
    }

    @Test
    void percentilesAreExactToAnEighth() {
        AtomicLong clock = new AtomicLong();
        OperationMeter meter = new OperationMeter(clock::get);
        List<Long> times = new ArrayList<>();
        for (long i = 1; i <= 1000; i++) {
            long time = i * i * 1000;
            times.add(time);
            meter.measure(Operation.BOOT, () -> clock.addAndGet(time));
        }
        HostMetrics.Latency latency = meter.figures().get(Operation.BOOT).latency();
        assertThat(latency.count()).isEqualTo(1000);
        for (double share : new double[] {0.001, 0.5, 0.9, 0.99, 0.999, 1}) {
            long real = times.get((int) Math.ceil(share * 1000) - 1);
            assertThat(latency.percentile(share).toNanos())
                    .as("share %s", share)
                    .isBetween(real, real + real / 8);
        }
        assertThat(latency.histogram()).isSortedAccordingTo((a, b) -> a.upTo().compareTo(b.upTo()));
        assertThat(latency.longest()).isEqualTo(Duration.ofMillis(1000));
        assertThatIllegalArgumentException().isThrownBy(() -> latency.percentile(1.1));
        assertThatIllegalArgumentException().isThrownBy(() -> latency.percentile(Double.NaN));
    }

    @Test
    void everyTimeHasABucketThatItFits() {
        for (long time : new long[] {0, 1, 7, 8, 9, 15, 16, 17, 1000, Long.MAX_VALUE}) {
            int bucket = OperationMeter.bucket(time);
            assertThat(bucket).isBetween(0, 511);
            assertThat(OperationMeter.limit(bucket)).as("%s", time).isGreaterThanOrEqualTo(time);
            if (bucket > 0) {
                assertThat(OperationMeter.limit(bucket - 1)).as("%s", time).isLessThan(time);
            }
        }
    }
}
