// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import io.kerf.Host;
import io.kerf.HostMetrics;
import io.kerf.HostWatch;
import io.kerf.Kerf;
import io.kerf.Operation;
import io.kerf.sysfs.InstanceEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Hears of what happens to instances, whoever makes it happen, and reads the host's figures. */
public final class WatchWithMetrics {
    private WatchWithMetrics() {}

    /**
     * Runs the example.
     *
     * @param args nothing
     * @throws InterruptedException if it is stopped while it waits
     */
    @SuppressWarnings("try") // the watch has to be there, and nothing else
    public static void main(String[] args) throws IOException, InterruptedException {
        Path machine = Samples.baseline("numa_topology.dts");
        Example.run(out -> {
            CountDownLatch created = new CountDownLatch(1);
            CountDownLatch removed = new CountDownLatch(1);
            try (Host host = Kerf.simulated(machine)) {
                host.initialize(machine).apply();
                try (HostWatch watch = host.watch(event -> {
                    out.println(event);
                    (event instanceof InstanceEvent.Created ? created : removed).countDown();
                })) {
                    host.createInstance("web").cpuCount(4).memory("2GB").create();
                    await(created); // the kernel tells nobody: kerf looks five times a second
                    host.instance("web").delete();
                    await(removed);
                }
                HostMetrics metrics = host.metrics();
                metrics.operations().forEach((operation, figures) -> {
                    if (operation == Operation.CREATE || operation == Operation.DELETE) {
                        out.println(operation + ": " + figures.succeeded() + " done, " + figures.failed() + " failed");
                    }
                });
                metrics.pool()
                        .ifPresent(pool -> out.println(pool.freeCpus() + " of " + pool.cpus() + " CPUs are free"));
            }
        });
    }

    private static void await(CountDownLatch event) throws InterruptedException {
        if (!event.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nothing was heard of the instance");
        }
    }
}
