// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import io.kerf.Host;
import io.kerf.HostMetrics;
import io.kerf.HostWatch;
import io.kerf.Operation;
import io.kerf.diag.KerfException;
import io.kerf.sysfs.InstanceEvent;
import java.util.concurrent.Flow;

/** The recipes of {@code docs/cookbook.md} about what goes on. */
final class OperationRecipes {
    private OperationRecipes() {}

    static void retry(Host host) {
        // recipe retry
        for (int attempt = 1; ; attempt++) {
            try {
                host.createInstance("web").cpuCount(4).memory("2GB").create();
                break;
            } catch (KerfException e) {
                System.out.println(e.category() + ": " + e.getMessage());
                if (!e.isRetryable() || attempt == 3) {
                    throw e;
                }
            }
        }
        // end
    }

    @SuppressWarnings("try") // the watch has to be there, and nothing else
    static void watch(Host host) throws InterruptedException {
        // recipe watch
        try (HostWatch watch = host.watch(event -> System.out.println(event))) {
            host.createInstance("web").cpuCount(4).memory("2GB").create();
            Thread.sleep(1000);
        }
        // end
    }

    static void publisher(Host host) throws InterruptedException {
        // recipe publisher
        host.events().subscribe(new Flow.Subscriber<InstanceEvent>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(InstanceEvent event) {
                System.out.println(event);
            }

            @Override
            public void onError(Throwable failure) {
                System.out.println(failure);
            }

            @Override
            public void onComplete() {
                System.out.println("the host was closed");
            }
        });
        // end
        host.createInstance("web").cpuCount(4).memory("2GB").create();
        Thread.sleep(1000);
    }

    static void metrics(Host host) {
        host.createInstance("web").cpuCount(4).memory("2GB").create();
        // recipe metrics
        HostMetrics metrics = host.metrics();
        metrics.operations().forEach((operation, figures) -> {
            if (operation == Operation.CREATE) {
                System.out.println(figures.succeeded() + " created, " + figures.failed() + " failed, 99 of 100 within "
                        + figures.latency().percentile(0.99).toMillis() + " ms");
            }
        });
        metrics.pool().ifPresent(pool -> System.out.println(pool.freeCpus() + " of " + pool.cpus() + " CPUs are free"));
        // end
    }
}
