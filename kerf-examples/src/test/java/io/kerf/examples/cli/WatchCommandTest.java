// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.Host;
import io.kerf.InstanceHandle;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events, as another program makes them happen. */
@Timeout(90)
class WatchCommandTest {
    @TempDir
    private Path directory;

    /** Creates and deletes an instance over and over, until it is ended. */
    static final class Changes {
        private final CountDownLatch end = new CountDownLatch(1);
        private final Thread thread;

        Changes(Host host) {
            thread = new Thread(() -> {
                try {
                    while (end.getCount() > 0) {
                        InstanceHandle made = host.createInstance("web")
                                .cpus("2")
                                .memory("1GB")
                                .create();
                        end.await(400, TimeUnit.MILLISECONDS);
                        made.delete();
                        end.await(400, TimeUnit.MILLISECONDS);
                    }
                } catch (InterruptedException never) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
        }

        void end() {
            end.countDown();
            try {
                thread.join();
            } catch (InterruptedException never) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void eventsAreToldUntilThereWereEnough() {
        try (Host host = Console.host(directory, "minimal.dts")) {
            Changes changes = new Changes(host);
            Console.Outcome outcome = new Console().run("watch", "--count=2", "--simulated", directory);
            changes.end();
            assertThat(outcome.exitCode()).isZero();
            assertThat(outcome.out().lines())
                    .hasSize(2)
                    .anyMatch(line -> line.matches("instance 'web' \\(id \\d+\\) was created, and is ready"))
                    .anyMatch(line -> line.matches("instance 'web' \\(id \\d+\\) was removed"));
        }
    }

    @Test
    void theTimeEndsItWithoutEvents() {
        Console.host(directory, "minimal.dts").close();
        Console.Outcome outcome = new Console().run("watch", "--timeout=300ms", "--simulated", directory);
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void aDryRunLooksAndDoesNotWatch() {
        Console.host(directory, "minimal.dts").close();
        Console.Outcome outcome = new Console().run("watch", "--dry-run", "--simulated", directory);
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).isEqualTo("✓ 0 instances and all that come would be watched (dry-run mode)\n");
        assertThat(new Console()
                        .run("watch", "--dry-run", "--format=json", "--simulated", directory)
                        .out())
                .isEmpty();
        assertThat(new Console()
                        .run("watch", "--dry-run", "--root", directory.resolve("none"))
                        .exitCode())
                .isEqualTo(ExitCode.NO_KERNEL);
    }

    @Test
    void nothingToCountAndNoKernelAreTold() {
        assertThat(new Console().run("watch", "--count=0").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(new Console().run("watch", "--count=x").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(new Console().run("watch", "--root", directory).exitCode()).isEqualTo(ExitCode.NO_KERNEL);
    }
}
